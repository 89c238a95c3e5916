"""rituals, every offer of them, and the plans that are their occasions"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MEMBERSHIP = ["memberships.couple_id", "memberships.person_id"]


def upgrade() -> None:
    op.create_table(
        "rituals",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("offer_number", sa.Integer(), nullable=False),
        sa.Column("agreed_number", sa.Integer(), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('offered', 'faded', 'on', 'over', 'resting', 'taken_back', 'ended')",
            name=op.f("ck_rituals_ritualstate"),
        ),
        sa.CheckConstraint("state NOT IN ('faded', 'over')", name=op.f("ck_rituals_never_stored")),
        sa.CheckConstraint(
            "(ended_by IS NULL) = (ended_at IS NULL)", name=op.f("ck_rituals_ended_by_and_at")
        ),
        sa.CheckConstraint(
            "(state IN ('offered', 'on')) = (ended_at IS NULL)", name=op.f("ck_rituals_ended")
        ),
        sa.CheckConstraint(
            "(state IN ('on', 'ended')) = (agreed_number IS NOT NULL)", name=op.f("ck_rituals_agreed")
        ),
        sa.CheckConstraint("(state = 'on') = (made_until IS NOT NULL)", name=op.f("ck_rituals_made")),
        sa.ForeignKeyConstraint(
            ["couple_id", "ended_by"],
            _MEMBERSHIP,
            name=op.f("fk_rituals_couple_id_ended_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "opened_by"],
            _MEMBERSHIP,
            name=op.f("fk_rituals_couple_id_opened_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id"], ["couples.id"], name=op.f("fk_rituals_couple_id_couples"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_rituals")),
    )
    op.create_index("ix_rituals_made_until", "rituals", ["made_until"])
    op.create_table(
        "ritual_offers",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("ritual_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("offered_by", sa.Uuid(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=120), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("joined_by", sa.Uuid(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("what <> ''", name=op.f("ck_ritual_offers_has_words")),
        sa.CheckConstraint("minutes BETWEEN 10 AND 1440", name=op.f("ck_ritual_offers_minutes")),
        sa.CheckConstraint(
            "(joined_by IS NULL) = (joined_at IS NULL)", name=op.f("ck_ritual_offers_joined_by_and_at")
        ),
        sa.CheckConstraint(
            "(closed_by IS NULL) = (closed_at IS NULL)", name=op.f("ck_ritual_offers_closed_by_and_at")
        ),
        sa.CheckConstraint(
            "joined_at IS NULL OR closed_at IS NULL", name=op.f("ck_ritual_offers_one_answer")
        ),
        sa.CheckConstraint("joined_by <> offered_by", name=op.f("ck_ritual_offers_not_ones_own")),
        *(
            sa.ForeignKeyConstraint(
                ["couple_id", column],
                _MEMBERSHIP,
                name=op.f(f"fk_ritual_offers_couple_id_{column}_memberships"),
                ondelete="CASCADE",
            )
            for column in ("offered_by", "joined_by", "closed_by")
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "ritual_id"],
            ["rituals.couple_id", "rituals.id"],
            name=op.f("fk_ritual_offers_couple_id_ritual_id_rituals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "ritual_id", "number", name=op.f("pk_ritual_offers")),
    )
    with op.batch_alter_table("plans") as table:
        table.add_column(sa.Column("ritual_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("occasion_on", sa.Date(), nullable=True))
        table.create_check_constraint(
            op.f("ck_plans_ritual_and_day"), "(ritual_id IS NULL) = (occasion_on IS NULL)"
        )
        table.create_check_constraint(
            op.f("ck_plans_ritual_is_no_surprise"), "ritual_id IS NULL OR surprise_by IS NULL"
        )
        table.create_unique_constraint(
            op.f("uq_plans_couple_id_ritual_id_occasion_on"), ["couple_id", "ritual_id", "occasion_on"]
        )
        table.create_foreign_key(
            op.f("fk_plans_couple_id_ritual_id_rituals"),
            "rituals",
            ["couple_id", "ritual_id"],
            ["couple_id", "id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    with op.batch_alter_table("plans") as table:
        table.drop_constraint(op.f("fk_plans_couple_id_ritual_id_rituals"), type_="foreignkey")
        table.drop_constraint(op.f("uq_plans_couple_id_ritual_id_occasion_on"), type_="unique")
        table.drop_constraint(op.f("ck_plans_ritual_is_no_surprise"), type_="check")
        table.drop_constraint(op.f("ck_plans_ritual_and_day"), type_="check")
        table.drop_column("occasion_on")
        table.drop_column("ritual_id")
    op.drop_table("ritual_offers")
    op.drop_index("ix_rituals_made_until", "rituals")
    op.drop_table("rituals")
