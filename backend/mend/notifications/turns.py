"""In which order transactions lock rows, so that two of them never wait for each other.

The couple first, then devices, then deliveries. Whoever tells, withdraws, settles or takes a receipt begins
with `take_turn`; the worker's claim, which may not wait at all, skips what is locked. SQLite has one writer
at a time and needs none of it.
"""

from uuid import UUID

from sqlmodel import Session, col, select

from mend.couples.models import Couple


def take_turn(session: Session, couple_id: UUID) -> None:
    """Wait for who changes what this couple is told, and keep others waiting until the transaction ends."""
    # "key share": rows that only refer to the couple may come in meanwhile.
    session.exec(select(Couple.id).where(col(Couple.id) == couple_id).with_for_update(key_share=True)).first()
