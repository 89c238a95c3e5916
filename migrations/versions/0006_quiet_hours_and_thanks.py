"""quiet hours, the jar of thanks, and how thanks reach a person"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "quiet_hours",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("signals_ring", sa.Boolean(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("begins <> ends", name=op.f("ck_quiet_hours_begin_and_end_apart")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_quiet_hours_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_quiet_hours")),
    )
    op.create_table(
        "thanks",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=280), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_with", sa.Uuid(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (words <> '')", name=op.f("ck_thanks_words_until_taken_back")
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "author_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_thanks_couple_id_author_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "told_with"],
            ["thanks.couple_id", "thanks.id"],
            name=op.f("fk_thanks_couple_id_told_with_thanks"),
        ),
        sa.ForeignKeyConstraint(
            ["couple_id"], ["couples.id"], name=op.f("fk_thanks_couple_id_couples"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_thanks")),
    )
    op.create_index("ix_thanks_newest", "thanks", ["couple_id", "given_at", "id"])
    op.create_table(
        "thanks_wishes",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("arrives", sa.String(length=24), nullable=False),
        sa.Column("digest_at", sa.Time(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("arrives IN ('at_once', 'digest')", name=op.f("ck_thanks_wishes_arrival")),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_thanks_wishes_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "person_id", name=op.f("pk_thanks_wishes")),
    )


def downgrade() -> None:
    op.drop_table("thanks_wishes")
    op.drop_index("ix_thanks_newest", "thanks")
    op.drop_table("thanks")
    op.drop_table("quiet_hours")
