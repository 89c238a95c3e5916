"""stitches: our cloth, with what is there already"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)
MEMBERS = sa.table("memberships", sa.column("couple_id", sa.Uuid()), sa.column("person_id", sa.Uuid()))
PEOPLE = sa.table("people", sa.column("id", sa.Uuid()), sa.column("time_zone", sa.String()))
THANKS = sa.table(
    "thanks",
    sa.column("couple_id", sa.Uuid()),
    sa.column("id", sa.Uuid()),
    sa.column("given_at", MOMENT),
    sa.column("taken_back_at", MOMENT),
)
REPAIRS = sa.table(
    "repairs",
    sa.column("couple_id", sa.Uuid()),
    sa.column("id", sa.Uuid()),
    sa.column("sent_at", MOMENT),
    sa.column("answer", sa.String()),
    sa.column("answered_at", MOMENT),
)


def upgrade() -> None:
    stitches = op.create_table(
        "stitches",
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('promise', 'thanks', 'together', 'repair')", name=op.f("ck_stitches_kind")
        ),
        sa.ForeignKeyConstraint(
            ["couple_id"], ["couples.id"], name=op.f("fk_stitches_couple_id_couples"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("couple_id", "id", name=op.f("pk_stitches")),
        sa.UniqueConstraint(
            "couple_id", "kind", "source_id", name=op.f("uq_stitches_couple_id_kind_source_id")
        ),
    )
    op.create_index("ix_stitches_by_day", "stitches", ["couple_id", "day"])
    rows = _sewn_already(op.get_bind())
    if rows:
        op.bulk_insert(stitches, rows)


def _sewn_already(connection: sa.Connection) -> list[dict[str, object]]:
    """A stitch for every thank-you in a jar, and for every yes to a repair."""
    zones: defaultdict[UUID, list[ZoneInfo]] = defaultdict(list)
    of_both = sa.select(MEMBERS.c.couple_id, PEOPLE.c.time_zone)
    for couple_id, zone in connection.execute(of_both.join(PEOPLE, PEOPLE.c.id == MEMBERS.c.person_id)):
        zones[couple_id].append(ZoneInfo(zone))
    found = [
        ("thanks", couple_id, source_id, _utc(given_at))
        for couple_id, source_id, given_at in connection.execute(
            sa.select(THANKS.c.couple_id, THANKS.c.id, THANKS.c.given_at).where(
                THANKS.c.taken_back_at.is_(None)
            )
        )
    ]
    # One yes answers every repair that led to it, and one that crossed it: it is the newest's stitch.
    newest = {
        (couple_id, answered_at): repair_id
        for couple_id, repair_id, answered_at in connection.execute(
            sa.select(REPAIRS.c.couple_id, REPAIRS.c.id, REPAIRS.c.answered_at)
            .where(REPAIRS.c.answer == "yes")
            .order_by(REPAIRS.c.sent_at, REPAIRS.c.id)
        )
    }
    found += [
        ("repair", couple_id, repair_id, _utc(answered_at))
        for (couple_id, answered_at), repair_id in newest.items()
    ]
    return [
        {
            "couple_id": couple_id,
            "id": uuid4(),
            "kind": kind,
            "source_id": source_id,
            "happened_at": moment,
            "day": min(moment.astimezone(zone).date() for zone in zones[couple_id] or [ZoneInfo("UTC")]),
        }
        for kind, couple_id, source_id, moment in found
    ]


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def downgrade() -> None:
    op.drop_index("ix_stitches_by_day", "stitches")
    op.drop_table("stitches")
