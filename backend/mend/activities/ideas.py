"""Ideas, wherever they come from: the deck that comes with Mend, and what the two thought of themselves.

An idea goes by a key: the name of its card, or the id of one of their own. Which ideas there are is the same
for both; what each says of them is not (see `leanings`).
"""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from sqlmodel import Session, col, select

from mend.activities.cards import Card, Cost, Energy, Fit, Kind, Place
from mend.activities.deck import BY_KEY, DECK
from mend.activities.models import OwnIdea
from mend.couples.membership import Member
from mend.errors import N_, NotFound


@dataclass(frozen=True)
class Idea:
    """One idea as pages need it. `kind` is None for one of their own, whose `title` is in their words."""

    key: str
    title: str
    kind: Kind | None
    minutes: int
    cost: Cost
    energy: Energy
    place: Place
    fits: frozenset[Fit]
    is_put_away: bool = False

    @property
    def is_own(self) -> bool:
        """Whether the two thought of it themselves."""
        return self.kind is None

    @classmethod
    def of_card(cls, card: Card) -> Self:
        """A card of the deck; its title is to be translated."""
        return cls(
            card.key,
            card.title,
            card.kind,
            card.minutes,
            card.cost,
            card.energy,
            card.place,
            card.fits,
        )

    @classmethod
    def of_own(cls, own: OwnIdea) -> Self:
        """One of their own."""
        return cls(
            str(own.id),
            own.title,
            None,
            own.minutes,
            own.cost,
            own.energy,
            own.place,
            frozenset(map(Fit, own.fits)),
            own.put_away_at is not None,
        )


_OF_THE_DECK = {card.key: Idea.of_card(card) for card in DECK}


def every_idea(session: Session, couple_id: UUID) -> dict[str, Idea]:
    """All there are, by key, also what was put away: likes and matches of it are not forgotten. One query."""
    own = session.exec(
        select(OwnIdea)
        .where(OwnIdea.couple_id == couple_id)
        .order_by(col(OwnIdea.added_at), col(OwnIdea.id))
        .execution_options(populate_existing=True)
    )
    return _OF_THE_DECK | {str(one.id): Idea.of_own(one) for one in own}


def find_idea(session: Session, member: Member, key: str) -> Idea:
    """One of the deck or of the couple's own, also one that was put away. `NotFound` for anything else."""
    if key in BY_KEY:
        return _OF_THE_DECK[key]
    own = find_own(session, member, _as_id(key))
    return Idea.of_own(own)


def find_own(session: Session, member: Member, idea_id: UUID) -> OwnIdea:
    """One of the couple's own, also one that was put away; `NotFound` for any other."""
    own = session.get(OwnIdea, (member.couple_id, idea_id), populate_existing=True)
    if own is None:
        raise NotFound(N_("There is nothing here."))
    return own


def _as_id(key: str) -> UUID:
    try:
        found = UUID(key)
    except ValueError:
        found = None
    # Only as it is written by us: another way to write an id would be another idea to like.
    if found is None or str(found) != key:
        raise NotFound(N_("There is nothing here."))
    return found
