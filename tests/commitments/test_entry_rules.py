"""Whatever two phones of one person say, late, corrected and taken back: the latest word counts, for both.

A machine plays two phones whose taps arrive in any order, and the partner who may see what was shared.
"""

from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlmodel import select

from mend.cloth.models import Stitch
from mend.commitments.entries import enter, share_entry, stitch_of, withdraw_entry
from mend.commitments.entry_models import FollowThrough, Outcome
from mend.commitments.followed import followed
from mend.commitments.offers import accept_wording, offer_promise
from mend.commitments.shelf import find_promise
from mend.commitments.today import promises_for_today
from mend.commitments.wordings import Terms
from mend.couples.membership import Member, member_of
from mend.database import open_session
from mend.errors import Gone
from mend.ids import new_id
from mend.live.events import events_since
from mend.notifications.outbox import Outbox
from mend.rhythms.rhythm import daily
from mend.web.words import Languages
from tests.commitments.fixtures import SECRET
from tests.commitments.keepers import AGREED, DAY, EVENING, MINUTE, TODAY
from tests.databases import SqliteTemplate, Template
from tests.signals.conftest import LOCALE

SEWN = (Outcome.KEPT, Outcome.PARTLY)


class EntryMachine(RuleBasedStateMachine):
    """Noa's two phones; `said` is what was tapped, `arrived` what the server has heard of it."""

    template: Template
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.session = open_session(self._copy.__enter__(), writes=True)
        self.now = EVENING
        self.promise = new_id()
        noa, ilan = self.member(self.template.people.noa), self.member(self.template.people.ilan)
        terms = Terms("Tea at eight", "", daily(AGREED.date()))
        outbox = Outbox(Languages(LOCALE), SECRET)
        offer_promise(
            self.session,
            noa,
            commitment_id=self.promise,
            owner_id=noa.person.id,
            terms=terms,
            outbox=outbox,
            now=AGREED,
        )
        accept_wording(self.session, ilan, self.promise, seen=1, outbox=outbox, now=AGREED)
        # Taps that wait on a phone: id, day, outcome, when.
        self.waiting: list[tuple[UUID, date, Outcome, datetime]] = []
        # What arrived, by day: (when tapped, id, outcome); and when the day was last taken back.
        self.arrived: dict[date, list[tuple[datetime, UUID, Outcome]]] = {}
        self.taken_back: dict[date, datetime] = {}
        self.shared: set[UUID] = set()
        self.again: set[UUID] = set()  # taps that said what counted already
        self.events = len(events_since(self.session, noa.couple_id, 0))

    def teardown(self) -> None:
        self.session.close()
        self._copy.__exit__(None, None, None)

    def member(self, person_id: UUID) -> Member:
        self.session.expire_all()
        found = member_of(self.session, person_id)
        assert found is not None
        return found

    @property
    def noa(self) -> Member:
        return self.member(self.template.people.noa)

    def counting(self, day: date) -> tuple[datetime, UUID, Outcome] | None:
        """By the model: the latest of those tapped after the day was last taken back."""
        since = self.taken_back.get(day)
        later = [one for one in self.arrived.get(day, []) if since is None or one[0] >= since]
        return max(later, key=lambda one: one[:2], default=None)

    def seen(self) -> dict[date, Outcome]:
        """By the model: what the partner sees."""
        found = {day: self.counting(day) for day in self.arrived}
        return {
            day: one[2] for day, one in found.items() if one and (one[2] in SEWN or one[1] in self.shared)
        }

    def pass_time(self) -> None:
        self.now += MINUTE

    @rule(outcome=st.sampled_from(Outcome), back=st.integers(0, 2))
    def tap(self, outcome: Outcome, back: int) -> None:
        self.pass_time()
        self.waiting.append((new_id(), TODAY - back * DAY, outcome, self.now))

    @rule(which=st.integers(0, 5), times=st.sampled_from([1, 1, 2]))
    def a_tap_arrives(self, which: int, times: int) -> None:
        if not self.waiting:
            return
        self.pass_time()
        id_, day, outcome, tapped_at = self.waiting.pop(which % len(self.waiting))
        before = self.seen()
        entry = [
            enter(
                self.session,
                self.noa,
                entry_id=id_,
                commitment_id=self.promise,
                occasion_on=day,
                outcome=outcome,
                moved_to=TODAY + DAY if outcome is Outcome.MOVED else None,
                tapped_at=tapped_at,
                now=self.now,
            )
            for _ in range(times)
        ][-1]
        said = self.arrived.setdefault(day, [])
        before_it = self.counting(day)
        if before_it and before_it[2] is outcome and before_it[:2] < (tapped_at, id_):
            # The same again: the entry stays the one it was, as if it had been tapped now.
            said[said.index(before_it)] = (tapped_at, before_it[1], outcome)
            self.again.add(id_)
        else:
            said.append((tapped_at, id_, outcome))
        counts = self.counting(day)
        assert (entry.superseded_at is None) == (counts is not None and counts[1] == id_)
        self.check_events(before)

    @rule(back=st.integers(0, 2))
    def take_back(self, back: int) -> None:
        day = TODAY - back * DAY
        counts = self.counting(day)
        if counts is None:
            return
        self.pass_time()
        before = self.seen()
        withdraw_entry(self.session, self.noa, counts[1], now=self.now)
        self.taken_back[day] = self.now
        self.check_events(before)

    @rule(back=st.integers(0, 2), which=st.integers(0, 3))
    def share(self, back: int, which: int) -> None:
        day = TODAY - back * DAY
        heard = self.arrived.get(day, [])
        if not heard:
            return
        self.pass_time()
        before, counts = self.seen(), self.counting(day)
        one = heard[which % len(heard)]
        try:
            share_entry(self.session, self.noa, one[1], now=self.now)
        except Gone:
            assert counts is None or counts[1] != one[1]
        else:
            assert counts is not None
            assert counts[1] == one[1]
            self.shared.add(one[1])
        self.check_events(before)

    def check_events(self, before: dict[date, Outcome]) -> None:
        """Open pages hear of what the partner can see, and of nothing else."""
        heard = len(events_since(self.session, self.noa.couple_id, 0))
        if self.seen() != before:
            assert heard == self.events + 1
        elif not before:
            assert heard == self.events
        self.events = heard

    @invariant()
    def the_latest_word_of_each_day_counts_and_nothing_is_lost(self) -> None:
        promise = find_promise(self.session, self.noa, self.promise)
        found = {
            one.occasion_on: one.id for one in followed(self.session, self.noa, promise, self.now).entries
        }
        counts = {day: one[1] for day in self.arrived if (one := self.counting(day))}
        assert found == counts
        rows = self.session.exec(select(FollowThrough)).all()
        heard = {one[1] for day in self.arrived.values() for one in day}
        assert {row.id for row in rows} == heard | self.again
        assert all(row.tapped_at <= self.now for row in rows)

    @invariant()
    def the_partner_sees_what_was_kept_or_shared(self) -> None:
        ilan = self.member(self.template.people.ilan)
        promise = find_promise(self.session, ilan, self.promise)
        found = {
            one.occasion_on: one.outcome for one in followed(self.session, ilan, promise, self.now).entries
        }
        assert found == self.seen()
        shared = promises_for_today(self.session, ilan, self.now).shared
        assert {one.occasion_on: one.outcome for one in shared} == self.seen()

    @invariant()
    def a_stitch_stands_for_each_day_that_was_kept(self) -> None:
        sewn = set(self.session.exec(select(Stitch.source_id)))
        rows = self.session.exec(select(FollowThrough)).all()
        kept = {stitch_of(row) for row in rows if self.seen().get(row.occasion_on) in SEWN}
        assert sewn == kept


def test_the_rules_of_follow_through_hold_whatever_two_phones_do(template: Template, tmp_path: Path) -> None:
    class Machine(EntryMachine):
        pass

    Machine.template, Machine.folder = template, tmp_path
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=6 if isinstance(template, SqliteTemplate) else 2,
            stateful_step_count=25,
            deadline=None,
            database=None,
            phases=(Phase.generate,),  # what fails is short enough to read, and shrinking it takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
