"""What a page shows of repairs beside its own subject: something to answer, what became of mine, and the row
of phrases to reach out with.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.couples.membership import Member
from mend.ids import new_id
from mend.signals.attempts import WITHIN, held_until
from mend.signals.decks import OFFERED_AT_ONCE, Phrase, deck_of
from mend.signals.repair_models import Answer, Repair
from mend.signals.states import REPAIR_WAITS, UNANSWERED, RepairState, repair_state

WARM_FOR = timedelta(hours=3)  # how long an accepted repair is still told on other pages


@dataclass(frozen=True)
class Standing:
    """A repair, and where it stands at this moment."""

    repair: Repair
    state: RepairState

    @property
    def is_open(self) -> bool:
        """Whether a yes would still be an answer to it."""
        return self.state in UNANSWERED


@dataclass(frozen=True)
class ReachingOut:
    """`id` is for the next tap. `theirs` waits for me, `mine` is what I sent; both only while they matter.

    `held_until`: from when on I can reach out again; until then the page says why, in place of the phrases.
    """

    id: UUID
    phrases: list[Phrase]
    theirs: Standing | None
    mine: Standing | None
    held_until: datetime | None

    @property
    def to_answer(self) -> bool:
        """Whether something waits for my first answer."""
        return self.theirs is not None and self.theirs.state is RepairState.WAITING


def reaching_out(session: Session, member: Member, now: datetime) -> ReachingOut:
    """Everything `signals/_repair.html` shows. Three questions to the database, whatever has happened."""
    lately = now - REPAIR_WAITS
    repairs = session.exec(
        select(Repair)
        .where(
            Repair.couple_id == member.couple_id,
            sa.or_(
                col(Repair.sent_at) > lately,
                col(Repair.answered_at) > lately,
                col(Repair.ask_at) > lately,
            ),
        )
        .order_by(col(Repair.sent_at).desc(), col(Repair.id).desc())
    ).all()
    mine = [repair for repair in repairs if repair.sender_id == member.person.id]
    theirs = [repair for repair in repairs if repair.sender_id != member.person.id]
    waiting = [one.sent_at for one in mine if one.answer is None and one.sent_at > now - WITHIN]
    return ReachingOut(
        new_id(),
        deck_of(session, member).shown[:OFFERED_AT_ONCE],
        _standing(theirs, now),
        _standing(mine, now),
        held_until(waiting),
    )


def _standing(repairs: list[Repair], now: datetime) -> Standing | None:
    """The newest of one sender's, if it still matters."""
    heads = [one for one in repairs if one.followed_at is None]
    # Whatever was accepted is older than what was not.
    newest = next((one for one in heads if one.answer is not Answer.YES), heads[0] if heads else None)
    if newest is None:
        return None
    state = repair_state(newest, now)
    if state is RepairState.ACCEPTED:
        return Standing(newest, state) if newest.answered_at and newest.answered_at > now - WARM_FOR else None
    return None if state is RepairState.FADED else Standing(newest, state)
