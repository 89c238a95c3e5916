"""ideas, what each says of them in secret, and what both want"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "ideas",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("cost", sa.String(length=24), nullable=False),
        sa.Column("energy", sa.String(length=24), nullable=False),
        sa.Column("place", sa.String(length=24), nullable=False),
        sa.Column("fits", sa.JSON(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_away_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("title <> ''", name=op.f("ck_ideas_has_a_title")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_ideas_takes_time")),
        sa.CheckConstraint("cost IN ('free', 'little', 'some')", name=op.f("ck_ideas_cost")),
        sa.CheckConstraint("energy IN ('tired', 'easy', 'lively')", name=op.f("ck_ideas_energy")),
        sa.CheckConstraint("place IN ('home', 'near', 'away', 'anywhere')", name=op.f("ck_ideas_place")),
        sa.ForeignKeyConstraint(
            ["couple_id"], ["couples.id"], name=op.f("fk_ideas_couple_id_couples"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_ideas")),
    )
    op.create_table(
        "leanings",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("idea", sa.String(length=64), nullable=False),
        sa.Column("leaning", sa.String(length=24), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("leaning IN ('like', 'decline')", name=op.f("ck_leanings_leaning")),
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_leanings_couple_id_person_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "person_id", "idea", name=op.f("pk_leanings")),
    )
    op.create_table(
        "matches",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("idea", sa.String(length=64), nullable=False),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(ended_by IS NULL) = (ended_at IS NULL)", name=op.f("ck_matches_ended_by_and_at")
        ),
        sa.ForeignKeyConstraint(
            ["couple_id"], ["couples.id"], name=op.f("fk_matches_couple_id_couples"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "ended_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_matches_couple_id_ended_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_matches")),
    )
    op.create_index(
        "uq_matches_open",
        "matches",
        ["couple_id", "idea"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index("uq_matches_open", "matches")
    op.drop_table("matches")
    op.drop_table("leanings")
    op.drop_table("ideas")
