"""the question of an evening"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "asked_questions",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_as", sa.String(length=24), nullable=True),
        sa.CheckConstraint("opened_as IN ('answers', 'talk')", name=op.f("ck_asked_questions_opening")),
        sa.CheckConstraint(
            "(opened_at IS NULL) = (opened_as IS NULL)", name=op.f("ck_asked_questions_opened_somehow")
        ),
        sa.ForeignKeyConstraint(
            ["couple_id"],
            ["couples.id"],
            name=op.f("fk_asked_questions_couple_id_couples"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_asked_questions")),
        sa.UniqueConstraint("couple_id", "day", name=op.f("uq_asked_questions_couple_id_day")),
    )
    op.create_table(
        "question_replies",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reply", sa.String(length=24), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reply <> 'answer' OR words <> ''", name=op.f("ck_question_replies_an_answer_has_words")
        ),
        sa.CheckConstraint(
            "reply IN ('answer', 'talk') OR words = ''", name=op.f("ck_question_replies_nothing_left_of_it")
        ),
        sa.CheckConstraint(
            "reply IN ('answer', 'talk', 'skip', 'nothing')", name=op.f("ck_question_replies_reply")
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_question_replies_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "question_id"],
            ["asked_questions.couple_id", "asked_questions.id"],
            name=op.f("fk_question_replies_couple_id_question_id_asked_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "question_id", "person_id", name=op.f("pk_question_replies")),
    )


def downgrade() -> None:
    op.drop_table("question_replies")
    op.drop_table("asked_questions")
