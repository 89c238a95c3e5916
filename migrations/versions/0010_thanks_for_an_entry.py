"""thanks may be for what the other said of a promise"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ONCE = sa.text("entry_id IS NOT NULL AND taken_back_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("thanks") as table:
        table.add_column(sa.Column("entry_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f("fk_thanks_couple_id_entry_id_follow_throughs"),
            "follow_throughs",
            ["couple_id", "entry_id"],
            ["couple_id", "id"],
            ondelete="CASCADE",
        )
    op.create_index(
        "uq_thanks_for_entry",
        "thanks",
        ["couple_id", "entry_id"],
        unique=True,
        sqlite_where=ONCE,
        postgresql_where=ONCE,
    )


def downgrade() -> None:
    op.drop_index("uq_thanks_for_entry", "thanks")
    with op.batch_alter_table("thanks") as table:
        table.drop_constraint(op.f("fk_thanks_couple_id_entry_id_follow_throughs"), type_="foreignkey")
        table.drop_column("entry_id")
