"""Whatever the two say of ideas in whatever order: a machine plays both on a model."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from sqlmodel import select

from mend.activities.hand import unanswered
from mend.activities.leanings import WantedByBoth, decline, leanings_of, like, take_back
from mend.activities.match_messages import NEWS_FOR
from mend.activities.matches import UNDO_FOR, want_after_all, want_no_more, wanted_by_both
from mend.activities.models import Leaning, Match
from mend.activities.own_ideas import add_idea, bring_back, put_away
from mend.errors import Gone, Refused
from mend.notifications.outbox import Outbox
from tests.activities.dreamers import DANCE, UMBRELLA, WALK
from tests.databases import Template
from tests.signals.played import WHICH, WHO, Deed, PlayedCouple, deeds, play

OWN = UUID(int=7)
KEYS = [WALK, UMBRELLA, str(OWN)]
KEY = st.sampled_from(KEYS)
JUMPS = st.sampled_from([1, 60, 599, 601, 90_000])


@dataclass
class Expected:
    """What both want, or wanted."""

    key: str
    since: datetime
    ended_by: int | None = None
    ended_at: datetime | None = None


class IdeaMachine(PlayedCouple):
    """Likes, declines, taking back, matches and their end, and an idea of their own that comes and goes."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[tuple[int, str], Leaning] = {}
        self.matches: dict[UUID, Expected] = {}
        self.is_away = False

    def open_on(self, key: str) -> UUID | None:
        return next((id_ for id_, one in self.matches.items() if one.key == key and not one.ended_at), None)

    def refused_on(self, key: str) -> type[Refused] | type[Gone] | None:
        if self.open_on(key):
            return WantedByBoth
        return Gone if self.is_away and key == str(OWN) else None

    @initialize()
    def begin(self) -> None:
        add_idea(self.session, self.member(0), OWN, DANCE, self.now)
        self.changes += 1

    @rule(
        deed=deeds(
            like={"who": WHO, "key": KEY},
            decline={"who": WHO, "key": KEY},
            unsay={"who": WHO, "key": KEY},
            end={"who": WHO, "which": WHICH},
            undo={"who": WHO, "which": WHICH},
            put_away={"who": WHO},
            bring_back={"who": WHO},
            wait={"seconds": JUMPS},
        )
    )
    def do_something(self, deed: Deed) -> None:
        self.do(deed)

    def like(self, who: int, key: str) -> None:
        known = self.open_on(key)
        if known:
            assert like(self.session, self.member(who), key, self.outbox, self.now) == known
            return
        with self.refusing(self.refused_on(key)):
            found = like(self.session, self.member(who), key, self.outbox, self.now)
        if self.refused_on(key):
            return
        if self.said.get((1 - who, key)) is not Leaning.LIKE:
            assert found is None
            self.said[who, key] = Leaning.LIKE
            return
        assert found is not None
        self.matches[found] = Expected(key, self.now)
        self.forget(key)
        self.changes += 1
        self.tell(f"match:{found}", 1 - who, self.now + NEWS_FOR)

    def forget(self, key: str) -> None:
        for who in (0, 1):
            self.said.pop((who, key), None)

    def decline(self, who: int, key: str) -> None:
        refused = self.refused_on(key)
        with self.refusing(refused):
            decline(self.session, self.member(who), key, self.now)
        if not refused:
            self.said[who, key] = Leaning.DECLINE

    def unsay(self, who: int, key: str) -> None:
        refused = WantedByBoth if self.open_on(key) else None
        with self.refusing(refused):
            take_back(self.session, self.member(who), key)
        if not refused:
            self.said.pop((who, key), None)

    def match_at(self, which: int) -> UUID | None:
        return list(self.matches)[max(which, -len(self.matches))] if self.matches else None

    def end(self, who: int, which: int) -> None:
        match_id = self.match_at(which)
        if match_id is None:
            return
        want_no_more(self.session, self.member(who), match_id, self.now)
        match = self.matches[match_id]
        if match.ended_at is None:
            match.ended_by, match.ended_at = who, self.now
            self.said[who, match.key] = Leaning.DECLINE
            self.changes += 1

    def undo(self, who: int, which: int) -> None:
        match_id = self.match_at(which)
        if match_id is None:
            return
        match = self.matches[match_id]
        refused: type[Refused] | type[Gone] | None = None
        if match.ended_at is not None:
            if match.ended_by != who:
                refused = Refused
            elif self.now - match.ended_at >= UNDO_FOR:
                refused = Gone
        found = None
        with self.refusing(refused):
            found = want_after_all(self.session, self.member(who), match_id, self.now)
        if refused:
            return
        assert found == (self.open_on(match.key) or match_id)
        if self.open_on(match.key) is None:
            match.ended_by = match.ended_at = None
            self.forget(match.key)
            self.changes += 1

    def put_away(self, who: int) -> None:
        refused = Refused if self.open_on(str(OWN)) and not self.is_away else None
        with self.refusing(refused):
            put_away(self.session, self.member(who), OWN, self.now)
        if not refused and not self.is_away:
            self.is_away = True
            self.changes += 1

    def bring_back(self, who: int) -> None:
        bring_back(self.session, self.member(who), OWN, self.now)
        self.changes += self.is_away
        self.is_away = False

    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def each_has_said_what_they_said(self) -> None:
        for who in (0, 1):
            said = leanings_of(self.session, self.couple_id, self.ids[who])
            assert {one.idea: one.leaning for one in said} == {
                key: leaning for (whose, key), leaning in self.said.items() if whose == who
            }

    @invariant()
    def two_likes_never_stand_side_by_side_and_no_match_is_open_twice(self) -> None:
        for key in KEYS:
            assert (self.said.get((0, key)), self.said.get((1, key))) != (Leaning.LIKE, Leaning.LIKE)
        self.session.expire_all()
        rows = self.session.exec(select(Match)).all()
        assert {row.id for row in rows} == self.matches.keys()
        for row in rows:
            match = self.matches[row.id]
            assert (row.idea, row.matched_at, row.ended_at) == (match.key, match.since, match.ended_at)
            assert row.ended_by == (None if match.ended_by is None else self.ids[match.ended_by])
        opened = [row.idea for row in rows if row.ended_at is None]
        assert len(opened) == len(set(opened))

    @invariant()
    def both_see_the_same_of_what_both_want(self) -> None:
        seen = [wanted_by_both(self.session, member) for member in self._members]
        assert [one.match.id for one in seen[0].now] == [one.match.id for one in seen[1].now]
        assert {one.idea.key for one in seen[0].now} == {key for key in KEYS if self.open_on(key)}
        assert {one.idea.key for one in seen[0].once} == {
            one.key for one in self.matches.values() if not self.open_on(one.key)
        }

    @invariant()
    def each_is_asked_what_they_have_not_answered(self) -> None:
        for who, member in enumerate(self._members):
            asked = {idea.key for idea in unanswered(self.session, member)}
            for key in KEYS:
                away = self.is_away and key == str(OWN)
                answered = (who, key) in self.said or self.open_on(key)
                assert (key in asked) is not bool(away or answered)


def test_the_rules_of_ideas_hold_whatever_the_two_do(
    template: Template, tmp_path: Path, outbox: Outbox
) -> None:
    play(IdeaMachine, template, tmp_path, outbox)
