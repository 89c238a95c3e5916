"""promises, what became of them, and amends"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "commitments",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wording_number", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('offered', 'declined', 'taken_back')) = (wording_number IS NULL)",
            name=op.f("ck_commitments_agreed_wording"),
        ),
        sa.CheckConstraint("state <> 'expired'", name=op.f("ck_commitments_never_stored")),
        sa.CheckConstraint(
            "state IN ('offered', 'active', 'resting', 'finished', 'let_go', 'declined', 'taken_back', "
            "'expired')",
            name=op.f("ck_commitments_commitmentstate"),
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "opened_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_commitments_couple_id_opened_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "owner_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_commitments_couple_id_owner_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id"], ["couples.id"], name=op.f("fk_commitments_couple_id_couples"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_commitments")),
    )
    op.create_index(op.f("ix_commitments_couple_id_commitments_state"), "commitments", ["couple_id", "state"])
    op.create_table(
        "commitment_reminders",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("remind_at", sa.Time(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["couple_id", "commitment_id"],
            ["commitments.couple_id", "commitments.id"],
            name=op.f("fk_commitment_reminders_couple_id_commitment_id_commitments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_commitment_reminders_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "couple_id", "commitment_id", "person_id", name=op.f("pk_commitment_reminders")
        ),
    )
    op.create_table(
        "commitment_turns",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("turn", sa.String(length=24), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "turn IN ('agreed', 'rested', 'taken_up', 'finished', 'let_go')",
            name=op.f("ck_commitment_turns_turn"),
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "commitment_id"],
            ["commitments.couple_id", "commitments.id"],
            name=op.f("fk_commitment_turns_couple_id_commitment_id_commitments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "taken_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_commitment_turns_couple_id_taken_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "commitment_id", "number", name=op.f("pk_commitment_turns")),
    )
    op.create_table(
        "commitment_wordings",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=120), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=24), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answer <> 'accepted' OR answered_by <> proposed_by",
            name=op.f("ck_commitment_wordings_not_ones_own"),
        ),
        sa.CheckConstraint(
            "answer IN ('accepted', 'declined', 'replaced', 'taken_back')",
            name=op.f("ck_commitment_wordings_wordinganswer"),
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_commitment_wordings_answer_by_and_at"),
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "answered_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_commitment_wordings_couple_id_answered_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "commitment_id"],
            ["commitments.couple_id", "commitments.id"],
            name=op.f("fk_commitment_wordings_couple_id_commitment_id_commitments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "proposed_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_commitment_wordings_couple_id_proposed_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "commitment_id", "number", name=op.f("pk_commitment_wordings")),
    )
    op.create_index(
        "uq_commitment_wordings_waiting",
        "commitment_wordings",
        ["couple_id", "commitment_id"],
        unique=True,
        sqlite_where=sa.text("answer IS NULL"),
        postgresql_where=sa.text("answer IS NULL"),
    )
    op.create_table(
        "follow_throughs",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("wording_number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("occasion_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("moved_to", sa.Date(), nullable=True),
        sa.Column("line", sa.String(length=200), nullable=False),
        sa.Column("tapped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("way_on", sa.String(length=24), nullable=True),
        sa.Column("went_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'moved') = (moved_to IS NOT NULL)", name=op.f("ck_follow_throughs_moved_to")
        ),
        sa.CheckConstraint(
            "outcome IN ('kept', 'partly', 'missed', 'moved')", name=op.f("ck_follow_throughs_outcome")
        ),
        sa.CheckConstraint("way_on IN ('smaller', 'let_go', 'owned')", name=op.f("ck_follow_throughs_wayon")),
        sa.CheckConstraint(
            "way_on IS NULL OR outcome = 'missed'", name=op.f("ck_follow_throughs_way_on_of_a_miss")
        ),
        sa.CheckConstraint(
            "(way_on IS NULL) = (went_on_at IS NULL)", name=op.f("ck_follow_throughs_way_on_and_at")
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "commitment_id", "wording_number"],
            [
                "commitment_wordings.couple_id",
                "commitment_wordings.commitment_id",
                "commitment_wordings.number",
            ],
            name="fk_follow_throughs_wording",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_follow_throughs_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_follow_throughs")),
    )
    op.create_index("ix_follow_throughs_days", "follow_throughs", ["couple_id", "occasion_on"])
    op.create_index(
        "ix_follow_throughs_moved",
        "follow_throughs",
        ["couple_id", "moved_to"],
        sqlite_where=sa.text("moved_to IS NOT NULL"),
        postgresql_where=sa.text("moved_to IS NOT NULL"),
    )
    op.create_index(
        "uq_follow_throughs_counts",
        "follow_throughs",
        ["couple_id", "commitment_id", "person_id", "occasion_on"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_table(
        "amends",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("did", sa.String(length=400), nullable=False),
        sa.Column("landed", sa.String(length=400), nullable=False),
        sa.Column("will", sa.String(length=400), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["couple_id", "author_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_amends_couple_id_author_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "entry_id"],
            ["follow_throughs.couple_id", "follow_throughs.id"],
            name=op.f("fk_amends_couple_id_entry_id_follow_throughs"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "plan_id"],
            ["commitments.couple_id", "commitments.id"],
            name=op.f("fk_amends_couple_id_plan_id_commitments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id"], ["couples.id"], name=op.f("fk_amends_couple_id_couples"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_amends")),
        sa.UniqueConstraint("couple_id", "entry_id", name=op.f("uq_amends_couple_id_entry_id")),
    )
    op.create_table(
        "amends_answers",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("amends_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reply", sa.String(length=24), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(reply = 'need') = (words <> '')", name=op.f("ck_amends_answers_words_of_a_need")
        ),
        sa.CheckConstraint(
            "reply IN ('later', 'thanks', 'not_ready', 'need')", name=op.f("ck_amends_answers_amendsreply")
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "amends_id"],
            ["amends.couple_id", "amends.id"],
            name=op.f("fk_amends_answers_couple_id_amends_id_amends"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "answered_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_amends_answers_couple_id_answered_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "amends_id", "number", name=op.f("pk_amends_answers")),
    )


def downgrade() -> None:
    op.drop_table("amends_answers")
    op.drop_table("amends")
    op.drop_index("uq_follow_throughs_counts", "follow_throughs")
    op.drop_index("ix_follow_throughs_moved", "follow_throughs")
    op.drop_index("ix_follow_throughs_days", "follow_throughs")

    op.drop_table("follow_throughs")
    op.drop_index("uq_commitment_wordings_waiting", "commitment_wordings")

    op.drop_table("commitment_wordings")
    op.drop_table("commitment_turns")
    op.drop_table("commitment_reminders")
    op.drop_index(op.f("ix_commitments_couple_id_commitments_state"), "commitments")

    op.drop_table("commitments")
