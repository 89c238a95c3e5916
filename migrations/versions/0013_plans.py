"""plans, every offer of a time for them, and a line to remember them by"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CHOSEN = sa.text("chosen_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("offer_number", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("surprise_by", sa.Uuid(), nullable=True),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('offered', 'planned')) = (ended_at IS NULL)", name=op.f("ck_plans_ended")
        ),
        sa.CheckConstraint(
            "state IN ('offered', 'faded', 'planned', 'over', 'happened', 'fell_through', 'resting',"
            " 'taken_back', 'cancelled')",
            name=op.f("ck_plans_planstate"),
        ),
        sa.CheckConstraint("state NOT IN ('faded', 'over')", name=op.f("ck_plans_never_stored")),
        sa.CheckConstraint("what <> ''", name=op.f("ck_plans_has_words")),
        sa.CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name=op.f("ck_plans_ended_by_and_at")),
        sa.CheckConstraint("revealed_at IS NULL OR surprise_by IS NOT NULL", name=op.f("ck_plans_revealed")),
        sa.ForeignKeyConstraint(
            ["couple_id", "ended_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_plans_couple_id_ended_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "opened_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_plans_couple_id_opened_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "surprise_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_plans_couple_id_surprise_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id"], ["couples.id"], name=op.f("fk_plans_couple_id_couples"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_plans")),
    )
    op.create_index("ix_plans_by_state", "plans", ["couple_id", "state", "opened_at"])
    op.create_table(
        "plan_lines",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_plan_lines_has_words")),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_plan_lines_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "plan_id"],
            ["plans.couple_id", "plans.id"],
            name=op.f("fk_plan_lines_couple_id_plan_id_plans"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "plan_id", "person_id", name=op.f("pk_plan_lines")),
    )
    op.create_table(
        "plan_offers",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("offered_by", sa.Uuid(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("bring", sa.String(length=120), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 10 AND 1440", name=op.f("ck_plan_offers_minutes")),
        sa.ForeignKeyConstraint(
            ["couple_id", "offered_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_plan_offers_couple_id_offered_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "plan_id"],
            ["plans.couple_id", "plans.id"],
            name=op.f("fk_plan_offers_couple_id_plan_id_plans"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "plan_id", "number", name=op.f("pk_plan_offers")),
    )
    op.create_table(
        "plan_slots",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("offer_number", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(chosen_by IS NULL) = (chosen_at IS NULL)", name=op.f("ck_plan_slots_chosen_by_and_at")
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "chosen_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_plan_slots_couple_id_chosen_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "plan_id", "offer_number"],
            ["plan_offers.couple_id", "plan_offers.plan_id", "plan_offers.number"],
            name=op.f("fk_plan_slots_couple_id_plan_id_offer_number_plan_offers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_plan_slots")),
        sa.UniqueConstraint(
            "couple_id",
            "plan_id",
            "offer_number",
            "starts_at",
            name=op.f("uq_plan_slots_couple_id_plan_id_offer_number_starts_at"),
        ),
    )
    op.create_index(
        "uq_plan_slots_chosen",
        "plan_slots",
        ["couple_id", "plan_id", "offer_number"],
        unique=True,
        sqlite_where=CHOSEN,
        postgresql_where=CHOSEN,
    )


def downgrade() -> None:
    op.drop_index("uq_plan_slots_chosen", "plan_slots")
    op.drop_table("plan_slots")
    op.drop_table("plan_offers")
    op.drop_table("plan_lines")
    op.drop_index("ix_plans_by_state", "plans")
    op.drop_table("plans")
