"""calendar addresses"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("titles", sa.String(length=24), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("titles IN ('neutral', 'full')", name=op.f("ck_calendar_feeds_titles")),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_calendar_feeds_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_calendar_feeds_key_hash")),
    )
    op.create_index(
        "uq_calendar_feeds_open",
        "calendar_feeds",
        ["couple_id", "person_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    op.drop_index("uq_calendar_feeds_open", "calendar_feeds")
    op.drop_table("calendar_feeds")
