"""photographs of what was done together"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "plan_photos",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_plan_photos_has_a_size")),
        sa.ForeignKeyConstraint(
            ["couple_id", "added_by"],
            ["memberships.couple_id", "memberships.person_id"],
            name=op.f("fk_plan_photos_couple_id_added_by_memberships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "plan_id"],
            ["plans.couple_id", "plans.id"],
            name=op.f("fk_plan_photos_couple_id_plan_id_plans"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_plan_photos")),
    )
    op.create_index("ix_plan_photos_by_plan", "plan_photos", ["couple_id", "plan_id"])


def downgrade() -> None:
    op.drop_index("ix_plan_photos_by_plan", "plan_photos")
    op.drop_table("plan_photos")
