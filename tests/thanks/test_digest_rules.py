"""Whatever is given, taken back, wished and travelled: the other is told once a day, and of what is there."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlmodel import col, select

from mend.accounts.models import Person
from mend.couples.membership import Member, member_of
from mend.database import open_session
from mend.ids import new_id
from mend.notifications.answers import Accepted
from mend.notifications.claims import claim_due, settle
from mend.notifications.models import Notification
from mend.notifications.outbox import Outbox
from mend.thanks.jar import give_thanks, jar, take_back
from mend.thanks.models import Arrival
from mend.thanks.wishes import DIGEST, Wish, follow_travellers, make_wish, next_digest
from mend.web.hours import whole_minute_after
from tests.databases import SqliteTemplate, Template
from tests.signals.partners import add_device

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
# Berlin's clocks go back in the night after this.
THEN = datetime(2026, 10, 24, 16, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.mark.any_database
@given(
    zone=st.sampled_from(ZONES),
    clock=st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59])),
    after=st.datetimes(datetime(2026, 10, 1), datetime(2027, 4, 10), timezones=st.just(UTC)),  # noqa: DTZ001
    ago=st.none() | st.integers(0, 30),
)
def test_the_next_digest_is_the_next_moment_of_the_hour_on_a_day_that_had_none(
    zone: str, clock: time, after: datetime, ago: int | None
) -> None:
    there, last = ZoneInfo(zone), None if ago is None else after - timedelta(hours=ago)
    had = last and last.astimezone(there).date()
    due = next_digest(clock, zone, after, last)
    assert after <= due <= after + 2 * DAY
    assert had is None or due.astimezone(there).date() > had
    minute = whole_minute_after(after)
    while minute < due:
        local = minute.astimezone(there)
        assert local.time() != clock or local.date() == had
        minute += MINUTE
    skipped = due.astimezone(there).replace(fold=0, tzinfo=None).time() != clock
    assert not skipped or due.astimezone(there).utcoffset() != (due - DAY).astimezone(there).utcoffset()


class DigestMachine(RuleBasedStateMachine):
    """Noa gives, Ilan is told; each rule is one deed."""

    template: Template
    folder: Path
    outbox: Outbox

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.session = open_session(self._copy.__enter__(), writes=True)
        self.now = THEN
        self.there: dict[UUID, str] = {}  # what is in the jar
        self.untold: set[UUID] = set()  # given, not taken back, and no message of it has left
        self.digest_before: datetime | None = None  # when the last one left
        self.arrives = Arrival.DIGEST  # as Ilan wishes
        add_device(self.session, self.template.people.ilan, "phone")

    def teardown(self) -> None:
        self.session.close()
        self._copy.__exit__(None, None, None)

    def member(self, person_id: UUID) -> Member:
        self.session.expire_all()
        found = member_of(self.session, person_id)
        assert found is not None
        return found

    def work(self) -> None:
        """What a worker sends now: of something new, and once a day by the calendar where its reader is."""
        for claim in claim_due(self.session, self.now, 10):
            settle(self.session, claim, Accepted(), self.now)
            assert self.untold, "a message without anything new in the jar"
            self.untold.clear()
            there, due_at = ZoneInfo(self.zone), claim.notification.due_at
            if claim.notification.kind != DIGEST:
                continue
            # What waited for a digest comes too when its reader would rather have it at once.
            if self.digest_before is not None and self.arrives is Arrival.DIGEST:
                assert due_at.astimezone(there).date() > self.digest_before.astimezone(there).date()
            self.digest_before = due_at

    @property
    def zone(self) -> str:
        return self.member(self.template.people.ilan).person.time_zone

    @rule()
    def give(self) -> None:
        id_ = new_id()
        for _ in range(2):
            give_thanks(
                self.session,
                self.member(self.template.people.noa),
                thanks_id=id_,
                words="soup",
                outbox=self.outbox,
                now=self.now,
            )
        self.there[id_] = "soup"
        self.untold.add(id_)
        self.work()

    @rule(which=st.integers(0, 5))
    def take_one_back(self, which: int) -> None:
        if self.there:
            id_ = list(self.there)[which % len(self.there)]
            take_back(self.session, self.member(self.template.people.noa), id_, self.now)
            del self.there[id_]
            self.untold.discard(id_)

    @rule(clock=st.sampled_from([time(2, 30), time(8, 0), time(20, 0)]))
    def wish_for_a_digest(self, clock: time) -> None:
        ilan = self.member(self.template.people.ilan)
        make_wish(self.session, ilan, Wish(Arrival.DIGEST, clock), self.now)
        self.arrives = Arrival.DIGEST
        self.work()

    @rule()
    def wish_for_each_at_once(self) -> None:
        make_wish(self.session, self.member(self.template.people.ilan), Wish(Arrival.AT_ONCE), self.now)
        self.arrives = Arrival.AT_ONCE
        self.work()

    @rule(zone=st.sampled_from(ZONES))
    def travel(self, zone: str) -> None:
        self.session.get_one(Person, self.template.people.ilan).time_zone = zone
        self.session.flush()
        follow_travellers(self.session, self.now)
        self.work()

    @rule(minutes=st.sampled_from([1, 7 * 60, 13 * 60, 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        until = self.now + minutes * MINUTE
        while True:  # the worker is there at each moment something falls due
            due = self.session.exec(
                select(Notification.due_at)
                .where(
                    col(Notification.handed_out_at).is_(None),
                    col(Notification.withdrawn_at).is_(None),
                    col(Notification.due_at) <= until,
                )
                .order_by(col(Notification.due_at))
            ).first()
            if due is None:
                break
            self.now = max(self.now, due)
            self.work()
        self.now = until

    @invariant()
    def both_find_what_is_there(self) -> None:
        for person_id in (self.template.people.noa, self.template.people.ilan):
            leaf = jar(self.session, self.member(person_id))
            assert {one.id for one in leaf.thanks} <= self.there.keys()
            assert leaf.older is not None or len(leaf.thanks) == len(self.there)

    @invariant()
    def what_is_new_is_on_its_way_and_only_then(self) -> None:
        waiting = self.session.exec(
            select(Notification).where(
                col(Notification.handed_out_at).is_(None), col(Notification.withdrawn_at).is_(None)
            )
        ).all()
        assert len(waiting) == bool(self.untold)
        for row in waiting:
            assert self.now <= row.due_at <= self.now + 3 * DAY


def test_the_rules_of_the_digest_hold_whatever_happens(
    template: Template, tmp_path: Path, outbox: Outbox
) -> None:
    class Machine(DigestMachine):
        pass

    Machine.template, Machine.folder, Machine.outbox = template, tmp_path, outbox
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=5 if isinstance(template, SqliteTemplate) else 2,
            stateful_step_count=20,
            deadline=None,
            database=None,
            phases=(Phase.generate,),  # what fails is short enough to read, and shrinking it takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
