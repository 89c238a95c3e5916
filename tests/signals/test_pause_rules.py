"""Whatever two people do in whatever order, the rules of the pause hold: a machine plays both on a model."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, select

from mend.couples.membership import Member, member_of
from mend.database import open_session
from mend.errors import DomainError, Gone, Refused
from mend.ids import new_id
from mend.live.models import CoupleEvent
from mend.notifications.models import Delivery, DeliveryState, Notification
from mend.notifications.outbox import Outbox
from mend.signals.models import Ending, Pause, PauseCall, Practical, PracticalNote
from mend.signals.notes import send_note
from mend.signals.pauses import (
    RETURN_IS_NEWS_FOR,
    answer_pause,
    call_pause,
    come_back,
    open_pause,
    whole_minute_after,
)
from tests.databases import SqliteTemplate, Template
from tests.people import People
from tests.signals.expected import Expected
from tests.signals.partners import THEN, add_device

WHO = st.sampled_from([0, 1])
MINUTES = st.sampled_from([1, 5, 20, 60, 1440])
TIMES = st.sampled_from([1, 1, 2])  # a second tap by a shaking hand
WAITED = st.sampled_from([0, 0, 0, 1, 59, 60, 1199, 1200, 4000])
JUMPS = st.sampled_from([1, 30, 60, 299, 1200, 1201, 7200, 90_000])


class PauseMachine(RuleBasedStateMachine):
    """Both partners of one couple; each rule is one deed of one of them."""

    # Set by the test: the database and who is in it.
    template: Template
    folder: Path
    outbox: Outbox

    calls = Bundle("calls")

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.session: Session = open_session(self._copy.__enter__(), writes=True)
        people: People = self.template.people
        self.ids = (people.noa, people.ilan)
        self.now = THEN
        self.pauses: dict[UUID, Expected] = {}
        self.made: dict[UUID, tuple[int, int, UUID]] = {}  # call → who, minutes, pause
        self.told: dict[str, int] = {}  # dedupe key → recipient
        self.changes = 0  # announced to open pages: one for each deed that changed something
        for person_id in self.ids:
            add_device(self.session, person_id, "phone")

    def teardown(self) -> None:
        self.session.close()
        self._copy.__exit__(None, None, None)

    # ── what the model knows

    def member(self, who: int) -> Member:
        self.session.expire_all()
        member = member_of(self.session, self.ids[who])
        assert member is not None
        return member

    @property
    def running(self) -> UUID | None:
        return next((id_ for id_, pause in self.pauses.items() if pause.ended_at is None), None)

    @contextmanager
    def refusing(self, kind: type[DomainError] | None) -> Iterator[None]:
        """The deed must be refused like this, or not at all."""
        if kind is None:
            yield
        else:
            with pytest.raises(kind):
                yield

    def tell(self, key: str, recipient: int) -> None:
        assert key not in self.told, "the model itself would tell twice"
        self.told[key] = recipient

    # ── what the two do

    @initialize(target=calls)
    def nothing_yet(self) -> object:
        return multiple()

    @rule(target=calls, who=WHO, minutes=MINUTES, waited=WAITED)
    def press(self, who: int, minutes: int, waited: int) -> object:
        return self._press(who, minutes, waited)

    @precondition(lambda self: self.running is not None)
    @rule(target=calls, who=WHO, minutes=MINUTES)
    def press_once_the_time_is_over(self, who: int, minutes: int) -> object:
        assert self.running is not None
        self.now = max(self.now, self.pauses[self.running].returns_at)
        return self._press(who, minutes, 0)

    def _press(self, who: int, minutes: int, waited: int) -> object:
        call_id = new_id()
        returns_at = whole_minute_after(self.now - timedelta(seconds=waited) + timedelta(minutes=minutes))
        late = returns_at <= self.now
        with self.refusing(Gone if late else None):
            called = call_pause(
                self.session,
                self.member(who),
                call_id=call_id,
                minutes=minutes,
                waited=timedelta(seconds=waited),
                outbox=self.outbox,
                now=self.now,
            )
        if late:
            return multiple()
        before = self.running
        if before is not None and self.pauses[before].returns_at > self.now:
            assert (called.joined, called.pause.id) == (True, before)
        else:
            if before is not None:
                self.pauses[before].ended_at, self.pauses[before].ended_as = self.now, Ending.LAPSED
            assert (called.joined, called.pause.id) == (False, call_id)
            self.pauses[call_id] = Expected(who, returns_at)
            self.tell(f"pause:{call_id}", 1 - who)
        self.made[call_id] = (who, minutes, called.pause.id)
        self.changes += 1
        return call_id

    @rule(call_id=calls, who=WHO, minutes=st.one_of(st.none(), MINUTES), waited=WAITED)
    def press_again(self, call_id: UUID, who: int, minutes: int | None, waited: int) -> None:
        caller, first, pause_id = self.made[call_id]
        same = who == caller and minutes in (None, first)
        with self.refusing(None if same else Refused):
            again = call_pause(
                self.session,
                self.member(who),
                call_id=call_id,
                minutes=minutes,
                waited=timedelta(seconds=waited),
                outbox=self.outbox,
                now=self.now,
            )
            assert (again.pause.id, again.joined) == (pause_id, pause_id != call_id)

    @rule(call_id=calls, who=WHO, times=TIMES)
    def say_ok(self, call_id: UUID, who: int, times: int) -> None:
        pause_id = self.made[call_id][2]
        pause = self.pauses[pause_id]
        refused = (
            Refused
            if who == pause.caller
            else Gone
            if pause.ended_at is not None and pause.answered_at is None
            else None
        )
        for _ in range(times):
            with self.refusing(refused):
                answer_pause(
                    self.session,
                    self.member(who),
                    pause_id,
                    from_device=None,
                    outbox=self.outbox,
                    now=self.now,
                )
        if refused is None and pause.answered_at is None:
            pause.answered_at = self.now
            self.changes += 1
            if pause.returns_at > self.now:
                self.tell(f"answered:{pause_id}", who)

    @rule(call_id=calls, who=WHO, practical=st.sampled_from(Practical), times=TIMES)
    def say_something_practical(self, call_id: UUID, who: int, practical: Practical, times: int) -> None:
        pause_id = self.made[call_id][2]
        pause = self.pauses[pause_id]
        for _ in range(times):
            with self.refusing(Gone if pause.ended_at else None):
                send_note(
                    self.session, self.member(who), pause_id, practical, outbox=self.outbox, now=self.now
                )
        if pause.ended_at is None and (who, practical) not in pause.notes:
            pause.notes.add((who, practical))
            self.changes += 1
            if pause.returns_at > self.now:
                self.tell(f"note:{pause_id}:{self.ids[who]}:{practical}", 1 - who)

    @rule(call_id=calls, who=WHO, times=TIMES)
    def be_back(self, call_id: UUID, who: int, times: int) -> None:
        pause_id = self.made[call_id][2]
        pause = self.pauses[pause_id]
        for _ in range(times):
            with self.refusing(None if who == pause.caller else Refused):
                come_back(self.session, self.member(who), pause_id, outbox=self.outbox, now=self.now)
        if who == pause.caller and pause.ended_at is None:
            pause.ended_at, pause.ended_as = self.now, Ending.CAME_BACK
            self.changes += 1
            self.tell(f"return:{pause_id}", 1 - who)

    @rule(seconds=JUMPS)
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: self.running is not None)
    @rule(seconds=st.sampled_from([-1, 0, 1]))
    def the_time_of_return_comes(self, seconds: int) -> None:
        assert self.running is not None
        returns_at = self.pauses[self.running].returns_at
        self.now = max(self.now, returns_at + timedelta(seconds=seconds))

    @rule()
    def the_worker_delivers(self) -> None:
        for delivery in self.session.exec(select(Delivery).where(Delivery.state == DeliveryState.QUEUED)):
            delivery.state = DeliveryState.ACCEPTED
        self.session.flush()

    # ── what always holds

    @invariant()
    def every_pause_is_as_it_ought_to_be(self) -> None:
        self.session.expire_all()
        rows = self.session.exec(select(Pause)).all()
        assert {row.id for row in rows} == self.pauses.keys()
        for row in rows:
            pause = self.pauses[row.id]
            assert row.caller_id == self.ids[pause.caller]
            assert (row.returns_at, row.answered_at) == (pause.returns_at, pause.answered_at)
            assert (row.ended_at, row.ended_as) == (pause.ended_at, pause.ended_as)
            assert row.called_at < row.returns_at

    @invariant()
    def one_pause_is_open_at_most(self) -> None:
        opened = self.session.exec(select(Pause.id).where(col(Pause.ended_at).is_(None))).all()
        assert list(opened) == ([self.running] if self.running else [])
        found = open_pause(self.session, self.member(0).couple_id)
        assert (found.id if found else None) == self.running

    @invariant()
    def every_press_and_every_note_is_kept_once(self) -> None:
        presses = self.session.exec(select(PauseCall)).all()
        assert {(row.id, row.pause_id) for row in presses} == {
            (call_id, pause_id) for call_id, (_, _, pause_id) in self.made.items()
        }
        notes = {
            (row.pause_id, row.author_id, row.practical) for row in self.session.exec(select(PracticalNote))
        }
        assert notes == {
            (pause_id, self.ids[who], practical)
            for pause_id, pause in self.pauses.items()
            for who, practical in pause.notes
        }

    @invariant()
    def everything_is_told_exactly_once_and_to_the_right_one(self) -> None:
        rows = self.session.exec(select(Notification)).all()
        assert sorted(row.dedupe_key for row in rows) == sorted(self.told)
        for row in rows:
            assert row.recipient_id == self.ids[self.told[row.dedupe_key]]

    @invariant()
    def nothing_of_a_pause_outlives_it(self) -> None:
        found = self.session.exec(
            select(Notification, Delivery).join(
                Delivery, col(Delivery.notification_id) == col(Notification.id)
            )
        )
        for row, delivery in found:
            pause = self.pauses[UUID(row.about.removeprefix("pause:"))]
            if row.kind == "return":
                assert pause.ended_as is Ending.CAME_BACK
                assert row.expires_at == row.told_at + RETURN_IS_NEWS_FOR
                continue
            assert row.expires_at == pause.returns_at
            if pause.ended_at is not None:
                assert delivery.state is not DeliveryState.QUEUED

    @invariant()
    def every_change_is_announced_once_and_numbered_without_a_gap(self) -> None:
        numbers = self.session.exec(select(CoupleEvent.number).order_by(col(CoupleEvent.number))).all()
        last = self.member(0).last_event
        assert last == self.changes
        assert list(numbers) == list(range(last - len(numbers) + 1, last + 1))


def test_the_rules_of_the_pause_hold_whatever_the_two_do(
    template: Template, tmp_path: Path, outbox: Outbox
) -> None:
    class Machine(PauseMachine):
        pass

    Machine.template, Machine.folder, Machine.outbox = template, tmp_path, outbox
    budget = 20 if isinstance(template, SqliteTemplate) else 4
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=budget,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
