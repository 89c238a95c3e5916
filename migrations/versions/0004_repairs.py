"""repairs, and the deck of phrases to reach out with"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NEWEST = sa.text("followed_at IS NULL AND (answer IS NULL OR answer = 'not_yet')")


def _member(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["couple_id", column],
        ["memberships.couple_id", "memberships.person_id"],
        name=op.f(f"fk_{table}_couple_id_{column}_memberships"),
        ondelete="CASCADE",
    )


def upgrade() -> None:
    op.create_table(
        "repair_phrases",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_repair_phrases_some_words")),
        _member("repair_phrases", "added_by"),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_repair_phrases")),
    )
    op.create_table(
        "hidden_phrases",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=False),
        _member("hidden_phrases", "person_id"),
        sa.PrimaryKeyConstraint("couple_id", "person_id", "key", name=op.f("pk_hidden_phrases")),
    )
    op.create_table(
        "repairs",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=24), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("answer IN ('yes', 'not_yet')", name=op.f("ck_repairs_answer")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_repairs_answer_and_at")),
        sa.CheckConstraint(
            "ask_at IS NULL OR answer = 'not_yet'", name=op.f("ck_repairs_ask_at_after_not_yet")
        ),
        sa.CheckConstraint(
            "followed_by IS NULL OR followed_at IS NOT NULL", name=op.f("ck_repairs_followed_by_and_at")
        ),
        sa.CheckConstraint("followed_by <> id", name=op.f("ck_repairs_followed_by_another")),
        _member("repairs", "sender_id"),
        sa.ForeignKeyConstraint(
            ["couple_id", "followed_by"],
            ["repairs.couple_id", "repairs.id"],
            name=op.f("fk_repairs_couple_id_followed_by_repairs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_repairs")),
    )
    op.create_index(
        "uq_repairs_newest",
        "repairs",
        ["couple_id", "sender_id"],
        unique=True,
        sqlite_where=NEWEST,
        postgresql_where=NEWEST,
    )
    op.create_index(op.f("ix_repairs_couple_id_repairs_followed_by"), "repairs", ["couple_id", "followed_by"])
    op.create_table(
        "repairs_in_pauses",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("repair_id", sa.Uuid(), nullable=False),
        sa.Column("pause_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["couple_id", "repair_id"],
            ["repairs.couple_id", "repairs.id"],
            name=op.f("fk_repairs_in_pauses_couple_id_repair_id_repairs"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "pause_id"],
            ["pauses.couple_id", "pauses.id"],
            name=op.f("fk_repairs_in_pauses_couple_id_pause_id_pauses"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "repair_id", name=op.f("pk_repairs_in_pauses")),
    )
    op.create_index(
        op.f("ix_repairs_in_pauses_couple_id_repairs_in_pauses_pause_id"),
        "repairs_in_pauses",
        ["couple_id", "pause_id"],
    )


def downgrade() -> None:
    for table in ("repairs_in_pauses", "repairs", "hidden_phrases", "repair_phrases"):
        op.drop_table(table)
