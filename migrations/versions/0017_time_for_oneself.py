"""time for oneself, and a month of plans and talks found by its days"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "own_times",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(length=120), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("rule <> ''", name=op.f("ck_own_times_has_days")),
        sa.CheckConstraint("minutes BETWEEN 30 AND 1440", name=op.f("ck_own_times_minutes")),
        sa.CheckConstraint("ends >= starts", name=op.f("ck_own_times_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_own_times_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_own_times")),
    )
    op.create_index("ix_own_times_by_end", "own_times", ["couple_id", "ends"])
    op.create_table(
        "own_times_left_out",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("own_time_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("left_out_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["couple_id", "own_time_id"],
            ["own_times.couple_id", "own_times.id"],
            name=op.f("fk_own_times_left_out_couple_id_own_time_id_own_times"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "own_time_id", "day", name=op.f("pk_own_times_left_out")),
    )
    for table in ("plan_slots", "talk_slots"):
        op.create_index(f"ix_{table}_by_start", table, ["couple_id", "starts_at"])


def downgrade() -> None:
    for table in ("talk_slots", "plan_slots"):
        op.drop_index(f"ix_{table}_by_start", table)
    op.drop_table("own_times_left_out")
    op.drop_index("ix_own_times_by_end", "own_times")
    op.drop_table("own_times")
