"""The couple's own ideas: open to both from the first moment, and of neither.

    ──add──▶ on offer ──put away──▶ put away ──bring back──▶ on offer      (either, each)
    on offer ──change──▶ put away, and another one on offer in its place

Adding one is not liking it: whoever adds it is asked like the other, and keeps their answer to themselves.
What both want is neither changed nor put away; they wanted those words.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mend.activities.cards import Cost, Energy, Fit, Place
from mend.activities.ideas import find_own
from mend.activities.leanings import open_match_of
from mend.activities.models import OwnIdea
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Refused
from mend.live.events import announce

MOST_OWN = 100  # on offer at once: more than anybody leafs through, three at a time
BOTH_WANT_IT = N_("You both want this one. Say “Not any more” first, then it can be changed or put away.")


@dataclass(frozen=True)
class Making:
    """What an idea of their own is made of; `minutes` is how long it takes at least."""

    title: str
    minutes: int
    cost: Cost
    energy: Energy
    place: Place
    fits: frozenset[Fit] = frozenset()

    @classmethod
    def of(cls, own: OwnIdea) -> "Making":
        """What that one is made of."""
        return cls(own.title, own.minutes, own.cost, own.energy, own.place, frozenset(map(Fit, own.fits)))


def add_idea(session: Session, member: Member, idea_id: UUID, making: Making, now: datetime) -> OwnIdea:
    """Put an idea of their own among the others, for both. The same id again is the same idea.

    `Refused` when the id was used for something else, when there is one with this title, or at a hundred.
    """
    hold_open(session, member.couple_id)
    known = _known(session, member, idea_id, making)
    if known is not None:
        return known
    _check_room(session, member, making.title)
    own = _put_in(session, member, idea_id, making, now)
    announce(session, member.couple_id, "ideas", now)
    return own


def change_idea(
    session: Session, member: Member, idea_id: UUID, new_id: UUID, making: Making, now: datetime
) -> OwnIdea:
    """Put an idea in the place of another, which is put away: what was said of it was said of other words.

    The same `new_id` again is the same change; nothing changed is no change. `Refused` when both want it as
    it is, and when it was changed or put away meanwhile.
    """
    hold_open(session, member.couple_id)
    own = find_own(session, member, idea_id)
    known = _known(session, member, new_id, making)
    if known is not None:
        return known
    if own.put_away_at is not None:
        raise Refused(N_("This idea was changed or put away meanwhile. What you typed is still here."))
    if Making.of(own) == making:
        return own
    _check_free(session, member, own)
    _check_room(session, member, making.title, instead_of=idea_id)
    own.put_away_at = now
    session.add(own)
    changed = _put_in(session, member, new_id, making, now)
    announce(session, member.couple_id, "ideas", now)
    return changed


def put_away(session: Session, member: Member, idea_id: UUID, now: datetime) -> None:
    """Offer it no more, to either. Twice is once; `Refused` while both want it."""
    hold_open(session, member.couple_id)
    own = find_own(session, member, idea_id)
    if own.put_away_at is not None:
        return
    _check_free(session, member, own)
    own.put_away_at = now
    session.add(own)
    session.flush()
    announce(session, member.couple_id, "ideas", now)


def bring_back(session: Session, member: Member, idea_id: UUID, now: datetime) -> None:
    """Offer one that was put away again; what each said of it still stands. Twice is once.

    `Refused` when there is one with the same title by now, or at a hundred.
    """
    hold_open(session, member.couple_id)
    own = find_own(session, member, idea_id)
    if own.put_away_at is None:
        return
    _check_room(session, member, own.title)
    own.put_away_at = None
    session.add(own)
    session.flush()
    announce(session, member.couple_id, "ideas", now)


def _known(session: Session, member: Member, idea_id: UUID, making: Making) -> OwnIdea | None:
    known = session.get(OwnIdea, (member.couple_id, idea_id), populate_existing=True)
    if known is not None and Making.of(known) != making:
        raise Refused(N_("This was saved before, with other words. Please save it once more."))
    return known


def _check_free(session: Session, member: Member, own: OwnIdea) -> None:
    # What both want is known to both; a like of one of them must not be felt here.
    if open_match_of(session, member.couple_id, str(own.id)) is not None:
        raise Refused(BOTH_WANT_IT)


def _check_room(session: Session, member: Member, title: str, instead_of: UUID | None = None) -> None:
    rows = session.exec(
        select(OwnIdea.id, OwnIdea.title).where(
            OwnIdea.couple_id == member.couple_id, col(OwnIdea.put_away_at).is_(None)
        )
    ).all()
    titles = [said.casefold() for idea_id, said in rows if idea_id != instead_of]
    if title.casefold() in titles:
        raise Refused(N_("This idea is among yours already."), field="title")
    if len(titles) >= MOST_OWN:
        raise Refused(N_("A hundred ideas of your own is all that fits. Put one away first."), field="title")


def _put_in(session: Session, member: Member, idea_id: UUID, making: Making, now: datetime) -> OwnIdea:
    own = OwnIdea(
        couple_id=member.couple_id,
        id=idea_id,
        title=making.title,
        minutes=making.minutes,
        cost=making.cost,
        energy=making.energy,
        place=making.place,
        fits=[fit.value for fit in Fit if fit in making.fits],
        added_at=now,
    )
    session.add(own)
    session.flush()
    return own
