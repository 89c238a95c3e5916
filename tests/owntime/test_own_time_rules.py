"""Whatever is kept, left out, changed and given back, in any order: the calendar says what was meant."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session

from mend.couples.calendar import Window, times_in
from mend.couples.membership import Member, member_of
from mend.database import open_session
from mend.errors import DomainError, NotFound
from mend.ids import new_id
from mend.owntime.kept import Stretch, change, give_back, keep_time, skip_day, take_day
from mend.owntime.own_calendar import own_entries
from mend.rhythms.occasions import is_occasion, occasions_between
from mend.rhythms.rhythm import daily, once
from mend.web.words import words_in
from tests.databases import Template
from tests.owntime.keepers import DAY, FRIDAY, WEEK, fridays, stretch
from tests.signals.conftest import LOCALE
from tests.signals.partners import THEN

WHICH = st.integers(0, 5)
END = THEN + 4 * WEEK
WORDS = words_in(LOCALE, "en")
STRETCHES = st.builds(
    stretch,
    st.sampled_from([once(FRIDAY + 2 * DAY), daily(FRIDAY), fridays(), fridays(until=FRIDAY + 2 * WEEK)]),
    st.sampled_from([time(0, 30), time(20, 30)]),
    st.sampled_from(["Europe/Berlin", "Pacific/Kiritimati"]),
    st.sampled_from([60, 1440]),
)


@dataclass
class Kept:
    """What was meant: every beginning after `since`, none after `until`, none on a day left out."""

    wished: Stretch
    since: datetime
    until: datetime | None = None
    without: set[date] = field(default_factory=set)

    def begins(self) -> list[datetime]:
        days = occasions_between(self.wished.rhythm, FRIDAY - WEEK, END.date() + 2 * DAY)
        moments = [self.wished.begins(day) for day in days if day not in self.without]
        return [
            moment
            for moment in moments
            if moment > self.since and (self.until is None or moment <= self.until)
        ]

    def can_leave_out(self, day: date, now: datetime) -> bool:
        """Whether it is still kept, and comes up on this day, which is not over."""
        rhythm, begins = self.wished.rhythm, self.wished.begins(day)
        comes_up = rhythm.repeats and is_occasion(rhythm, day) and begins > self.since
        return self.until is None and comes_up and begins + self.wished.length > now


class Keeping(RuleBasedStateMachine):
    """Noa does things while the clock goes on; both look."""

    template: Template
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.session: Session = open_session(self._copy.__enter__(), writes=True)
        people = self.template.people
        self.noa, self.ilan = self.member(people.noa), self.member(people.ilan)
        self.now = THEN
        self.kept: dict[UUID, Kept] = {}

    def teardown(self) -> None:
        self.session.close()
        self._copy.__exit__(None, None, None)

    def member(self, person_id: UUID) -> Member:
        member = member_of(self.session, person_id)
        assert member is not None
        return member

    def one(self, which: int) -> UUID:
        return list(self.kept)[which % len(self.kept)]

    def do(self, allowed: bool, deed: Callable[[], object]) -> bool:
        """Do it twice; it works just when it is allowed, and a refusal changes nothing."""
        for _ in range(2):
            if allowed:
                deed()
            else:
                with pytest.raises(DomainError):
                    deed()
        return allowed

    # What is meant is reckoned until `END`: to the last there is something ahead.
    @precondition(lambda self: self.now < END - 2 * WEEK)
    @rule(hours=st.sampled_from([1, 24, 7 * 24]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(wished=STRETCHES)
    def keep(self, wished: Stretch) -> None:
        own_id, new = new_id(), Kept(wished, self.now)
        if self.do(bool(new.begins()), lambda: keep_time(self.session, self.noa, own_id, wished, self.now)):
            self.kept[own_id] = new

    @precondition(lambda self: self.kept)
    @rule(which=WHICH, wished=STRETCHES)
    def change(self, which: int, wished: Stretch) -> None:
        own_id, brought = self.one(which), new_id()
        old, new = self.kept[own_id], Kept(wished, self.now)
        found: list[UUID] = []
        if self.do(
            old.until is None and bool(new.begins()),
            lambda: found.append(change(self.session, self.noa, own_id, brought, wished, self.now).id),
        ):
            assert len(set(found)) == 1
            if found[0] == brought:
                old.until = self.now
                new.without = {day for day in old.without if wished.rhythm.repeats}
                self.kept[brought] = new
            else:
                ahead = [moment for moment in old.begins() if moment > self.now]
                assert [one for one in new.begins() if one in ahead] == ahead

    @precondition(lambda self: self.kept)
    @rule(which=WHICH, days=st.integers(0, 7), leave_out=st.booleans())
    def leave_out_or_take(self, which: int, days: int, leave_out: bool) -> None:
        own_id, day = self.one(which), self.now.date() + days * DAY
        kept, deed = self.kept[own_id], skip_day if leave_out else take_day
        if self.do(
            kept.can_leave_out(day, self.now), lambda: deed(self.session, self.noa, own_id, day, self.now)
        ):
            (kept.without.add if leave_out else kept.without.discard)(day)

    @precondition(lambda self: self.kept)
    @rule(which=WHICH)
    def give_back(self, which: int) -> None:
        own_id = self.one(which)
        with pytest.raises(NotFound):
            give_back(self.session, self.ilan, own_id, self.now)
        self.do(allowed=True, deed=lambda: give_back(self.session, self.noa, own_id, self.now))
        self.kept[own_id].until = self.kept[own_id].until or self.now

    @invariant()
    def both_see_what_is_kept_and_what_was(self) -> None:
        wanted = sorted(
            (moment, own_id)
            for own_id, kept in self.kept.items()
            for moment in kept.begins()
            if moment + kept.wished.length > THEN and moment < END
        )
        for one in (self.noa, self.ilan):
            times = times_in(self.session, one, WORDS, (own_entries,), Window(THEN, END))
            assert [(time.starts_at, time.entry.about) for time in times] == wanted


def test_the_calendar_says_what_was_meant(template: Template, tmp_path: Path) -> None:
    class Machine(Keeping):
        pass

    Machine.template, Machine.folder = template, tmp_path
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=8,
            stateful_step_count=14,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
