"""reminders of plans"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_CHOSEN = sa.text("chosen_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "plan_reminder_choices",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("leads", sa.JSON(), nullable=False),
        sa.Column("rests_together", sa.Boolean(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_plan_reminder_choices_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "person_id", name=op.f("pk_plan_reminder_choices")),
    )
    op.create_table(
        "plan_reminder_exceptions",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("leads", sa.JSON(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_plan_reminder_exceptions_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "plan_id"],
            ["plans.couple_id", "plans.id"],
            name=op.f("fk_plan_reminder_exceptions_couple_id_plan_id_plans"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "couple_id", "plan_id", "person_id", name=op.f("pk_plan_reminder_exceptions")
        ),
    )
    op.create_table(
        "quiet_times",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("begins_at < ends_at", name=op.f("ck_quiet_times_begin_before_end")),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_quiet_times_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "person_id", "about", name=op.f("pk_quiet_times")),
    )
    op.create_index("ix_quiet_times_of_person", "quiet_times", ["person_id", "ends_at"])
    op.create_index(
        "ix_plan_slots_ahead",
        "plan_slots",
        ["starts_at"],
        sqlite_where=_CHOSEN,
        postgresql_where=_CHOSEN,
    )


def downgrade() -> None:
    op.drop_index("ix_plan_slots_ahead", "plan_slots")
    op.drop_index("ix_quiet_times_of_person", "quiet_times")
    op.drop_table("quiet_times")
    op.drop_table("plan_reminder_exceptions")
    op.drop_table("plan_reminder_choices")
