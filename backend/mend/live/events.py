"""Announcing a change in the transaction that makes it, and reading what was announced."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from mend.couples.models import Couple
from mend.live.models import CoupleEvent
from mend.wakeups import wake_after_commit

KEPT = 50  # more than a page misses while its phone is in a pocket; it refetches everything then anyway


def announce(session: Session, couple_id: UUID, what: str, now: datetime) -> int:
    """Say that `what` changed; returns the couple's next number. Pages hear of it once this is committed."""
    number: int = session.execute(
        sa.update(Couple)
        .where(col(Couple.id) == couple_id)
        .values(last_event=col(Couple.last_event) + 1)
        .returning(col(Couple.last_event))
        .execution_options(synchronize_session=False)
    ).scalar_one()
    session.add(CoupleEvent(couple_id=couple_id, number=number, what=what, at=now))
    session.flush()
    session.exec(
        delete(CoupleEvent).where(
            col(CoupleEvent.couple_id) == couple_id, col(CoupleEvent.number) <= number - KEPT
        )
    )
    wake_after_commit(session, topic(couple_id))
    return number


def topic(couple_id: UUID) -> str:
    """The name under which a couple's pages wait."""
    return f"couple:{couple_id}"


def events_since(session: Session, couple_id: UUID, number: int) -> list[tuple[int, str]]:
    """Number and subject of every change after `number`, in order."""
    rows = session.exec(
        select(CoupleEvent.number, CoupleEvent.what)
        .where(CoupleEvent.couple_id == couple_id, CoupleEvent.number > number)
        .order_by(col(CoupleEvent.number))
    )
    return list(rows)
