"""weekly us"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "weekly_meetings",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("step_by", sa.Uuid(), nullable=False),
        sa.Column("step_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "step IN ('thanks', 'plan', 'promises', 'issue')", name=op.f("ck_weekly_meetings_step")
        ),
        sa.CheckConstraint(
            "ended_by IS NULL OR ended_at IS NOT NULL", name=op.f("ck_weekly_meetings_ended_by_and_at")
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "ended_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_weekly_meetings_couple_id_ended_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "started_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_weekly_meetings_couple_id_started_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "step_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_weekly_meetings_couple_id_step_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id"],
            ["couples.id"],
            name=op.f("fk_weekly_meetings_couple_id_couples"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_weekly_meetings")),
    )
    op.create_index(
        "uq_weekly_meetings_open",
        "weekly_meetings",
        ["couple_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "weekly_preparations",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("thanks", sa.String(length=280), nullable=False),
        sa.Column("plan", sa.String(length=120), nullable=False),
        sa.Column("issue", sa.String(length=120), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_weekly_preparations_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "person_id", name=op.f("pk_weekly_preparations")),
    )
    op.create_table(
        "weekly_stances",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("stance", sa.String(length=24), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stance IN ('joined', 'not_now', 'left')", name=op.f("ck_weekly_stances_stance")),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_weekly_stances_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "person_id", name=op.f("pk_weekly_stances")),
    )
    op.create_table(
        "weekly_departures",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["couple_id", "meeting_id"],
            ["weekly_meetings.couple_id", "weekly_meetings.id"],
            name=op.f("fk_weekly_departures_couple_id_meeting_id_weekly_meetings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_weekly_departures_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "meeting_id", "person_id", name=op.f("pk_weekly_departures")),
    )
    op.create_table(
        "weekly_looks",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(length=24), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict IN ('keep', 'resize', 'let_go')", name=op.f("ck_weekly_looks_verdict")),
        sa.ForeignKeyConstraint(
            ["couple_id", "commitment_id"],
            ["commitments.couple_id", "commitments.id"],
            name=op.f("fk_weekly_looks_couple_id_commitment_id_commitments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "meeting_id"],
            ["weekly_meetings.couple_id", "weekly_meetings.id"],
            name=op.f("fk_weekly_looks_couple_id_meeting_id_weekly_meetings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_weekly_looks_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "couple_id", "meeting_id", "commitment_id", "person_id", name=op.f("pk_weekly_looks")
        ),
    )
    op.create_table(
        "weekly_rituals",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_weekly_rituals_a_day_of_the_week")),
        sa.ForeignKeyConstraint(
            ["couple_id", "meeting_id"],
            ["weekly_meetings.couple_id", "weekly_meetings.id"],
            name=op.f("fk_weekly_rituals_couple_id_meeting_id_weekly_meetings"),
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "set_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_weekly_rituals_couple_id_set_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id"],
            ["couples.id"],
            name=op.f("fk_weekly_rituals_couple_id_couples"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", name=op.f("pk_weekly_rituals")),
    )
    op.create_table(
        "weekly_thoughts",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('keep', 'resize', 'let_go')", name=op.f("ck_weekly_thoughts_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "commitment_id"],
            ["commitments.couple_id", "commitments.id"],
            name=op.f("fk_weekly_thoughts_couple_id_commitment_id_commitments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["weekly_preparations.couple_id", "weekly_preparations.person_id"],
            name=op.f("fk_weekly_thoughts_couple_id_person_id_weekly_preparations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "person_id", "commitment_id", name=op.f("pk_weekly_thoughts")),
    )
    op.create_table(
        "weekly_lines",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("brought_by", sa.Uuid(), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted_by", sa.Uuid(), nullable=True),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_by", sa.Uuid(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("talk_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind = 'plan' OR (on_day IS NULL AND dropped_at IS NULL)", name=op.f("ck_weekly_lines_of_plans")
        ),
        sa.CheckConstraint("kind IN ('plan', 'issue')", name=op.f("ck_weekly_lines_linekind")),
        sa.CheckConstraint(
            "(dropped_by IS NULL) = (dropped_at IS NULL)", name=op.f("ck_weekly_lines_dropped_by_and_at")
        ),
        sa.CheckConstraint(
            "(wanted_by IS NULL) = (wanted_at IS NULL)", name=op.f("ck_weekly_lines_wanted_by_and_at")
        ),
        sa.CheckConstraint("wanted_by <> brought_by", name=op.f("ck_weekly_lines_not_ones_own")),
        sa.ForeignKeyConstraint(
            ["couple_id", "brought_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_weekly_lines_couple_id_brought_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "dropped_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_weekly_lines_couple_id_dropped_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "meeting_id"],
            ["weekly_meetings.couple_id", "weekly_meetings.id"],
            name=op.f("fk_weekly_lines_couple_id_meeting_id_weekly_meetings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "talk_id"],
            ["talks.couple_id", "talks.id"],
            name=op.f("fk_weekly_lines_couple_id_talk_id_talks"),
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "wanted_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_weekly_lines_couple_id_wanted_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_weekly_lines")),
    )
    op.create_index(
        "uq_weekly_lines_wanted",
        "weekly_lines",
        ["couple_id", "meeting_id", "kind"],
        unique=True,
        sqlite_where=sa.text("wanted_at IS NOT NULL"),
        postgresql_where=sa.text("wanted_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_weekly_lines_wanted", "weekly_lines")
    op.drop_table("weekly_lines")
    op.drop_table("weekly_thoughts")
    op.drop_table("weekly_rituals")
    op.drop_table("weekly_looks")
    op.drop_table("weekly_departures")
    op.drop_table("weekly_stances")
    op.drop_table("weekly_preparations")
    op.drop_index("uq_weekly_meetings_open", "weekly_meetings")
    op.drop_table("weekly_meetings")
