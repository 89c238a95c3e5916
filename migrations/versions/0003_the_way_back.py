"""the way back"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # A note can be said again: the moment becomes part of its name.
    with op.batch_alter_table("practical_notes") as table:
        table.drop_constraint("pk_practical_notes", type_="primary")
        table.create_primary_key(
            "pk_practical_notes", ["couple_id", "pause_id", "author_id", "practical", "sent_at"]
        )
    op.create_table(
        "soothing_items",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=60), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_soothing_items_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_soothing_items")),
    )
    with op.batch_alter_table("soothing_items", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_soothing_items_couple_id_soothing_items_person_id"),
            ["couple_id", "person_id"],
            unique=False,
        )

    op.create_table(
        "keepsakes",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("pause_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["couple_id", "pause_id"],
            ["pauses.couple_id", "pauses.id"],
            name=op.f("fk_keepsakes_couple_id_pause_id_pauses"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_keepsakes_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "pause_id", "person_id", name=op.f("pk_keepsakes")),
    )
    op.create_table(
        "pause_delays",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("pause_id", sa.Uuid(), nullable=False),
        sa.Column("returns_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delay", sa.String(length=24), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("delay IN ('more_time', 'tomorrow')", name=op.f("ck_pause_delays_delay")),
        sa.CheckConstraint("returns_at > returned_at", name=op.f("ck_pause_delays_later")),
        sa.ForeignKeyConstraint(
            ["couple_id", "pause_id"],
            ["pauses.couple_id", "pauses.id"],
            name=op.f("fk_pause_delays_couple_id_pause_id_pauses"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "pause_id", "returns_at", name=op.f("pk_pause_delays")),
    )
    op.create_table(
        "returns",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("pause_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_as", sa.String(length=24), nullable=True),
        sa.CheckConstraint(
            "ended_as IN ('settled', 'talk', 'let_go', 'lapsed')", name=op.f("ck_returns_returnending")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_as IS NULL)", name=op.f("ck_returns_ended_at_and_as")
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "pause_id"],
            ["pauses.couple_id", "pauses.id"],
            name=op.f("fk_returns_couple_id_pause_id_pauses"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "pause_id", name=op.f("pk_returns")),
    )
    with op.batch_alter_table("returns", schema=None) as batch_op:
        batch_op.create_index(
            "uq_returns_open",
            ["couple_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "waiting_notes",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pause_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["couple_id", "author_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_waiting_notes_couple_id_author_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "pause_id"],
            ["pauses.couple_id", "pauses.id"],
            name=op.f("fk_waiting_notes_couple_id_pause_id_pauses"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_waiting_notes")),
    )
    op.create_table(
        "return_readies",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("pause_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["couple_id", "pause_id"],
            ["returns.couple_id", "returns.pause_id"],
            name=op.f("fk_return_readies_couple_id_pause_id_returns"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_return_readies_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "pause_id", "person_id", name=op.f("pk_return_readies")),
    )
    op.create_table(
        "return_turns",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("pause_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard", sa.String(length=300), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_quite_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("understood_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "heard_at IS NULL OR heard IS NOT NULL", name=op.f("ck_return_turns_heard_something")
        ),
        sa.CheckConstraint("number IN (1, 2)", name=op.f("ck_return_turns_two_turns")),
        sa.ForeignKeyConstraint(
            ["couple_id", "pause_id"],
            ["returns.couple_id", "returns.pause_id"],
            name=op.f("fk_return_turns_couple_id_pause_id_returns"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "speaker_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_return_turns_couple_id_speaker_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "pause_id", "number", name=op.f("pk_return_turns")),
        sa.UniqueConstraint(
            "couple_id", "pause_id", "speaker_id", name=op.f("uq_return_turns_couple_id_pause_id_speaker_id")
        ),
    )
    op.create_table(
        "return_wishes",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("pause_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("wish", sa.String(length=24), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("wish <> 'lapsed'", name=op.f("ck_return_wishes_a_wish")),
        sa.CheckConstraint(
            "wish IN ('settled', 'talk', 'let_go', 'lapsed')", name=op.f("ck_return_wishes_returnending")
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "pause_id"],
            ["returns.couple_id", "returns.pause_id"],
            name=op.f("fk_return_wishes_couple_id_pause_id_returns"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_return_wishes_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "pause_id", "person_id", name=op.f("pk_return_wishes")),
    )
    op.create_table(
        "return_words",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("pause_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("occasion", sa.String(length=300), nullable=False),
        sa.Column("need", sa.String(length=300), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("step IN ('kindness', 'my_part', 'feeling')", name=op.f("ck_return_words_step")),
        sa.ForeignKeyConstraint(
            ["couple_id", "author_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_return_words_couple_id_author_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "pause_id"],
            ["returns.couple_id", "returns.pause_id"],
            name=op.f("fk_return_words_couple_id_pause_id_returns"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "pause_id", "author_id", "step", name=op.f("pk_return_words")),
    )


def downgrade() -> None:
    op.drop_table("return_words")
    op.drop_table("return_wishes")
    op.drop_table("return_turns")
    op.drop_table("return_readies")
    op.drop_table("waiting_notes")
    with op.batch_alter_table("returns", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_returns_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("returns")
    op.drop_table("pause_delays")
    op.drop_table("keepsakes")
    with op.batch_alter_table("soothing_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_soothing_items_couple_id_soothing_items_person_id"))

    op.drop_table("soothing_items")
    # Of each note the older table keeps one.
    op.execute(
        "DELETE FROM practical_notes WHERE EXISTS (SELECT 1 FROM practical_notes AS earlier"
        " WHERE earlier.couple_id = practical_notes.couple_id AND earlier.pause_id = practical_notes.pause_id"
        " AND earlier.author_id = practical_notes.author_id"
        " AND earlier.practical = practical_notes.practical AND earlier.sent_at < practical_notes.sent_at)"
    )
    with op.batch_alter_table("practical_notes") as table:
        table.drop_constraint("pk_practical_notes", type_="primary")
        table.create_primary_key("pk_practical_notes", ["couple_id", "pause_id", "author_id", "practical"])
