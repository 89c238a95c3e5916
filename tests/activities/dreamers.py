"""Two who look at ideas, each deed in a transaction of its own, at a moment the test names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from mend.activities.cards import Cost, Energy, Place
from mend.activities.filters import Filter
from mend.activities.hand import Hand, deal
from mend.activities.leanings import decline, leanings_of, like, take_back
from mend.activities.matches import Wanted, find_wanted, want_after_all, want_no_more, wanted_by_both
from mend.activities.models import Leaning, Match, OwnIdea
from mend.activities.own_ideas import Making, add_idea, bring_back, change_idea, put_away
from mend.couples.models import Couple
from mend.database import unit_of_work
from mend.ids import new_id
from mend.live.models import CoupleEvent
from mend.notifications.models import Notification
from tests.signals.partners import Partner

WALK, UMBRELLA, POPCORN = "round_the_block", "one_umbrella", "popcorn_in_a_pot"
DANCE = Making("Dance in the kitchen", 10, Cost.FREE, Energy.LIVELY, Place.HOME)


@dataclass(frozen=True)
class Dreamer(Partner):
    """One of the two."""

    def like(self, key: str, at: datetime) -> UUID | None:
        """I'd like that."""
        with unit_of_work(self.engine) as session:
            return like(session, self.member(session), key, self.outbox, at)

    def decline(self, key: str, at: datetime) -> None:
        """Not for me."""
        with unit_of_work(self.engine) as session:
            decline(session, self.member(session), key, at)

    def unsay(self, key: str) -> None:
        """Take it back."""
        with unit_of_work(self.engine) as session:
            take_back(session, self.member(session), key)

    def said(self) -> dict[str, Leaning]:
        """What stands of what they said."""
        with unit_of_work(self.engine, writes=False) as session:
            member = self.member(session)
            return {one.idea: one.leaning for one in leanings_of(session, member.couple_id, self.id)}

    def hand(self, at: datetime, after: str = "", **wanted: str) -> Hand:
        """Three ideas."""
        with unit_of_work(self.engine, writes=False) as session:
            return deal(session, self.member(session), Filter.read(wanted), at, after)

    def leaf_through(self, at: datetime, **wanted: str) -> list[str]:
        """Every idea that is laid out, three at a time, until it begins again."""
        found: list[str] = []
        hand = self.hand(at, **wanted)
        while hand.ideas and hand.ideas[0].key not in found:
            found += [idea.key for idea in hand.ideas]
            hand = self.hand(at, hand.after, **wanted)
        return found

    def both(self) -> tuple[list[str], list[str]]:
        """What both want now, and what they wanted once."""
        with unit_of_work(self.engine, writes=False) as session:
            both = wanted_by_both(session, self.member(session))
            return [one.idea.key for one in both.now], [one.idea.key for one in both.once]

    def both_ids(self) -> list[UUID]:
        """The ids under which both want something now."""
        with unit_of_work(self.engine, writes=False) as session:
            return [one.match.id for one in wanted_by_both(session, self.member(session)).now]

    def match(self, match_id: UUID) -> Wanted:
        """One thing both want."""
        with unit_of_work(self.engine, writes=False) as session:
            return find_wanted(session, self.member(session), match_id)

    def end(self, match_id: UUID, at: datetime) -> None:
        """Not any more."""
        with unit_of_work(self.engine) as session:
            want_no_more(session, self.member(session), match_id, at)

    def go_on(self, match_id: UUID, at: datetime) -> UUID:
        """Undo that."""
        with unit_of_work(self.engine) as session:
            return want_after_all(session, self.member(session), match_id, at)

    def add(
        self, at: datetime, title: str = DANCE.title, *, id_: UUID | None = None, **other: Any
    ) -> OwnIdea:
        """Add an idea of their own."""
        making = replace(DANCE, title=title, **other)
        with unit_of_work(self.engine) as session:
            return add_idea(session, self.member(session), id_ or new_id(), making, at)

    def change(self, idea_id: UUID, title: str, at: datetime, *, id_: UUID | None = None) -> OwnIdea:
        """Change one."""
        making = replace(DANCE, title=title)
        with unit_of_work(self.engine) as session:
            return change_idea(session, self.member(session), idea_id, id_ or new_id(), making, at)

    def put_away(self, idea_id: UUID, at: datetime) -> None:
        """Put one away."""
        with unit_of_work(self.engine) as session:
            put_away(session, self.member(session), idea_id, at)

    def bring_back(self, idea_id: UUID, at: datetime) -> None:
        """Bring it back."""
        with unit_of_work(self.engine) as session:
            bring_back(session, self.member(session), idea_id, at)


def numbers(engine: sa.Engine) -> list[tuple[int, str]]:
    """Every couple's latest event, and every event there is."""
    with unit_of_work(engine, writes=False) as session:
        last = session.exec(select(Couple.last_event).order_by(col(Couple.id))).all()
        events = session.exec(select(CoupleEvent.number, CoupleEvent.what).order_by(col(CoupleEvent.number)))
        return [*((number, "") for number in last), *events]


def told(engine: sa.Engine) -> Sequence[Notification]:
    """Everything anybody was told, in order."""
    with unit_of_work(engine, writes=False) as session:
        return session.exec(select(Notification).order_by(col(Notification.told_at))).all()


def matches(engine: sa.Engine) -> Sequence[Match]:
    """Every match there is."""
    with unit_of_work(engine, writes=False) as session:
        return session.exec(select(Match).order_by(col(Match.matched_at))).all()
