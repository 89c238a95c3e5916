"""imported calendars"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TROUBLES = (
    "'inward', 'unreachable', 'slow', 'certificate', 'redirects', 'locked', 'missing', 'answer', "
    "'too large', 'no calendar', 'cut off', 'too much', 'sealed'"
)


def upgrade() -> None:
    op.create_table(
        "busy_calendars",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=24), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(length=300), nullable=False),
        sa.Column("last_modified", sa.String(length=100), nullable=False),
        sa.CheckConstraint(f"trouble IN ({_TROUBLES})", name=op.f("ck_busy_calendars_trouble")),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_busy_calendars_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_busy_calendars")),
    )
    op.create_index("ix_busy_calendars_next_look_at", "busy_calendars", ["next_look_at"])
    op.create_table(
        "busy_times",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["couple_id", "calendar_id"],
            ["busy_calendars.couple_id", "busy_calendars.id"],
            name=op.f("fk_busy_times_couple_id_calendar_id_busy_calendars"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "calendar_id", "starts_at", name=op.f("pk_busy_times")),
    )


def downgrade() -> None:
    op.drop_table("busy_times")
    op.drop_index("ix_busy_calendars_next_look_at", "busy_calendars")
    op.drop_table("busy_calendars")
