"""Reaching out and answering, each deed in a transaction of its own, at a moment the test names."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from mend.database import unit_of_work
from mend.ids import new_id
from mend.signals.decks import START_OVER, Deck, add_phrase, deck_of, hide, show_again, take_out
from mend.signals.repair_models import Answer, Repair, RepairPhrase
from mend.signals.repairs import answer_repair, send_repair
from tests.signals.partners import Partner


def reach(
    who: Partner,
    at: datetime,
    *,
    key: str = START_OVER,
    repair_id: UUID | None = None,
    pause_id: UUID | None = None,
) -> Repair:
    """Send a phrase."""
    with unit_of_work(who.engine) as session:
        return send_repair(
            session,
            who.member(session),
            repair_id=repair_id or new_id(),
            key=key,
            pause_id=pause_id,
            outbox=who.outbox,
            now=at,
        ).repair


def reply(
    who: Partner,
    repair: Repair,
    answer: Answer,
    at: datetime,
    *,
    ask_at: datetime | None = None,
    names_time: bool = True,
    on: UUID | None = None,
) -> Repair:
    """Answer it, on the device `on`."""
    with unit_of_work(who.engine) as session:
        return answer_repair(
            session,
            who.member(session),
            repair.id,
            answer,
            ask_at=ask_at,
            names_time=names_time,
            from_device=on,
            outbox=who.outbox,
            now=at,
        )


def yes(who: Partner, repair: Repair, at: datetime, *, on: UUID | None = None) -> Repair:
    """Say yes."""
    return reply(who, repair, Answer.YES, at, on=on)


def not_yet(who: Partner, repair: Repair, at: datetime, *, ask_at: datetime | None = None) -> Repair:
    """Say not yet, on a page."""
    return reply(who, repair, Answer.NOT_YET, at, ask_at=ask_at)


def not_yet_from_outside(who: Partner, repair: Repair, at: datetime) -> Repair:
    """Say not yet on a notification, which knows of no times."""
    return reply(who, repair, Answer.NOT_YET, at, names_time=False)


def add(who: Partner, words: str, at: datetime, phrase_id: UUID | None = None) -> RepairPhrase:
    """Put words of one's own into the deck."""
    with unit_of_work(who.engine) as session:
        return add_phrase(session, who.member(session), phrase_id or new_id(), words, at)


def remove(who: Partner, phrase: RepairPhrase, at: datetime) -> None:
    """Take a phrase out."""
    with unit_of_work(who.engine) as session:
        take_out(session, who.member(session), phrase.id, at)


def offer(who: Partner, key: str, at: datetime, *, shown: bool) -> None:
    """Hide a phrase from oneself, or have it shown again."""
    with unit_of_work(who.engine) as session:
        if shown:
            show_again(session, who.member(session), key)
        else:
            hide(session, who.member(session), key, at)


def deck(who: Partner) -> Deck:
    """The deck as this one finds it."""
    with unit_of_work(who.engine, writes=False) as session:
        return deck_of(session, who.member(session))


def repairs(engine: sa.Engine) -> list[Repair]:
    """Every repair there is, the oldest first."""
    with unit_of_work(engine, writes=False) as session:
        return list(session.exec(select(Repair).order_by(col(Repair.sent_at), col(Repair.id))))
