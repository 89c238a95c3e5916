"""Rituals as they stand at a moment, and the lists of them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from mend.activities.plans_models import Plan
from mend.activities.rituals.days import first_day_after, moment_on
from mend.activities.rituals.models import Ritual, RitualOffer, RitualState
from mend.activities.rituals.terms import Terms
from mend.couples.membership import Member
from mend.errors import N_, NotFound

MOST_LISTED = 60
_OPEN = (RitualState.OFFERED, RitualState.ON)


@dataclass(frozen=True)
class RitualNow:
    """A ritual with what counts of it: its newest offer, and the one both said yes to, if there is one."""

    ritual: Ritual
    newest: RitualOffer
    agreed: RitualOffer | None

    @property
    def id(self) -> UUID:
        """The ritual's own id."""
        return self.ritual.id

    @property
    def counts(self) -> RitualOffer:
        """What it is: as both agreed, or before that as it was offered last."""
        return self.agreed or self.newest

    @property
    def terms(self) -> Terms:
        """The same, as terms."""
        return Terms.of(self.counts)

    @property
    def waiting(self) -> RitualOffer | None:
        """The offer somebody may answer: of the ritual, or of a change to it."""
        answered = self.newest.joined_at is not None or self.newest.closed_at is not None
        return None if answered or self.ritual.state not in _OPEN else self.newest

    def state(self, now: datetime) -> RitualState:
        """Where it stands: what was done with it, and what the clock has done since."""
        stored = self.ritual.state
        if stored in _OPEN and first_day_after(self.terms, now) is None:
            return RitualState.FADED if stored is RitualState.OFFERED else RitualState.OVER
        return stored

    def waits_for(self, person_id: UUID, now: datetime) -> bool:
        """Whether this person has an offer to answer that still comes up."""
        waiting = self.waiting
        return (
            waiting is not None
            and waiting.offered_by != person_id
            and first_day_after(Terms.of(waiting), now) is not None
        )


@dataclass(frozen=True)
class RitualShelf:
    """The rituals of a couple, as one of them looks at them."""

    waiting: list[RitualNow]
    on: list[RitualNow]
    offered: list[RitualNow]
    others: list[RitualNow]  # what faded, is over, rests or has ended

    @property
    def is_empty(self) -> bool:
        """Whether there never was one."""
        return not (self.waiting or self.on or self.offered or self.others)


def find_ritual(session: Session, member: Member, ritual_id: UUID) -> RitualNow:
    """A ritual of the member's couple; `NotFound` for any other."""
    found = _rituals(session, member.couple_id, col(Ritual.id) == ritual_id)
    if not found:
        raise NotFound(N_("There is nothing here."))
    return found[0]


def goes_on_after(session: Session, couple_id: UUID, ritual_id: UUID, day: date, now: datetime) -> bool:
    """Whether a ritual comes up again after its occasion of this day."""
    (found,) = _rituals(session, couple_id, col(Ritual.id) == ritual_id)
    terms = found.terms
    return (
        found.ritual.state is RitualState.ON
        and first_day_after(terms, max(now, moment_on(terms, day))) is not None
    )


def is_frequent(session: Session, couple_id: UUID, plan: Plan) -> bool:
    """Whether a plan is an occasion, as its ritual says, of one that a week holds several of."""
    if plan.ritual_id is None or plan.offer_number > 1:
        return False
    (found,) = _rituals(session, couple_id, col(Ritual.id) == plan.ritual_id)
    return found.terms.rhythm.is_frequent


def rituals_of(session: Session, member: Member, now: datetime) -> RitualShelf:
    """Every open ritual, and the latest of the others."""
    shelf = RitualShelf([], [], [], [])
    for one in [
        *_rituals(session, member.couple_id, col(Ritual.state).in_(_OPEN)),
        *_rituals(session, member.couple_id, col(Ritual.state).not_in(_OPEN), most=MOST_LISTED),
    ]:
        state = one.state(now)
        if one.waits_for(member.person.id, now):
            shelf.waiting.append(one)
        elif state is RitualState.ON:
            shelf.on.append(one)
        elif state is RitualState.OFFERED:
            shelf.offered.append(one)
        else:
            shelf.others.append(one)
    return shelf


def rituals_to_answer(session: Session, member: Member, now: datetime) -> list[RitualNow]:
    """For home, in one question: the offers and changes that wait for the member."""
    found = _rituals(session, member.couple_id, col(Ritual.state).in_(_OPEN))
    return [one for one in found if one.waits_for(member.person.id, now)]


def rituals_that_go_on(session: Session, couple_id: UUID) -> list[RitualNow]:
    """Those both have joined, in one question."""
    return _rituals(session, couple_id, col(Ritual.state) == RitualState.ON)


def agreed_rituals(session: Session, couple_id: UUID) -> list[RitualNow]:
    """Those both have joined, and those that have ended since, in one question."""
    return _rituals(session, couple_id, col(Ritual.agreed_number).is_not(None))


def _rituals(
    session: Session, couple_id: UUID, which: ColumnElement[bool], most: int | None = None
) -> list[RitualNow]:
    newest = (col(Ritual.opened_at).desc(), col(Ritual.id).desc())
    wanted = select(Ritual.id).where(Ritual.couple_id == couple_id, which).order_by(*newest).limit(most)
    rows = session.exec(
        select(Ritual, RitualOffer)
        .join(
            RitualOffer,
            (col(RitualOffer.couple_id) == col(Ritual.couple_id))
            & (col(RitualOffer.ritual_id) == col(Ritual.id))
            & (
                (col(RitualOffer.number) == col(Ritual.offer_number))
                | (col(RitualOffer.number) == col(Ritual.agreed_number))
            ),
        )
        .where(Ritual.couple_id == couple_id, col(Ritual.id).in_(wanted))
        .order_by(*newest, col(RitualOffer.number))
        .execution_options(populate_existing=True)
    ).all()
    offers: dict[UUID, list[RitualOffer]] = {}
    rituals: dict[UUID, Ritual] = {}
    for ritual, offer in rows:
        rituals[ritual.id] = ritual
        offers.setdefault(ritual.id, []).append(offer)
    return [
        RitualNow(
            ritual,
            offers[ritual.id][-1],
            next((one for one in offers[ritual.id] if one.number == ritual.agreed_number), None),
        )
        for ritual in rituals.values()
    ]
