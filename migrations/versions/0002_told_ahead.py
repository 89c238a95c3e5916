"""told ahead of its time, with buttons, and signals told from the rest"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WAITING = sa.text("handed_out_at IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("notifications") as table:
        table.add_column(sa.Column("actions", sa.JSON(), nullable=True))
        table.add_column(sa.Column("is_signal", sa.Boolean(), nullable=True))
        table.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("handed_out_at", sa.DateTime(timezone=True), nullable=True))
    # Everything told so far was a signal, and on its way at once.
    op.execute(
        "UPDATE notifications SET actions = '[]', is_signal = true, due_at = told_at, handed_out_at = told_at"
    )
    with op.batch_alter_table("notifications") as table:
        table.alter_column("actions", existing_type=sa.JSON(), nullable=False)
        table.alter_column("is_signal", existing_type=sa.Boolean(), nullable=False)
        table.alter_column("due_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.create_index(
        "ix_notifications_waiting",
        "notifications",
        ["due_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_notifications_waiting", "notifications")
    # What waits for its time has no place in the older table.
    op.execute("DELETE FROM notifications WHERE handed_out_at IS NULL")
    with op.batch_alter_table("notifications") as table:
        for name in ("handed_out_at", "due_at", "is_signal", "actions"):
            table.drop_column(name)
