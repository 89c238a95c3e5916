"""Whatever two people do with calendars while the worker looks at them, as a machine of Hypothesis."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mend.busy.calendars import MOST_CALENDARS, forget_busy_times
from mend.busy.fetch import Known
from mend.busy.looks import AHEAD, LEASE, Look, Seen, claim_looks, write_down
from mend.busy.reading import Reading
from mend.busy.trouble import Trouble
from mend.couples.free import Stretch
from mend.database import unit_of_work
from mend.errors import NotFound, Refused
from mend.ids import new_id
from tests.busy.owners import Owner
from tests.databases import Template
from tests.fakes.calendar_server import CalendarServer
from tests.signals.partners import THEN

HOUR = timedelta(hours=1)
WHO = st.sampled_from(("noa", "ilan"))
URL = "https://calendar.example.org/private.ics"


class BusyMachine(RuleBasedStateMachine):
    """Each rule is one deed; `kept` is what must be there: by calendar its owner and the hours it takes."""

    template: Template
    folder: Path
    server: CalendarServer

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.engine = self._copy.__enter__()
        people = self.template.people
        self.owners = {
            name: Owner(self.engine, self.server, person, b"secret")
            for name, person in (("noa", people.noa), ("ilan", people.ilan))
        }
        self.now = THEN
        self.kept: dict[UUID, tuple[str, list[Stretch]]] = {}
        self.looks: list[tuple[Look, datetime]] = []

    def teardown(self) -> None:
        self._copy.__exit__(None, None, None)

    @initialize()
    def one_is_there(self) -> None:
        self.kept[self.owners["noa"].add(URL, at=self.now)] = ("noa", [])

    @rule(who=WHO, busy_id=st.sampled_from([new_id(), new_id(), new_id()]))
    def add(self, who: str, busy_id: UUID) -> None:
        owned = [name for name, _ in self.kept.values()].count(who)
        whose = self.kept.get(busy_id, (who, []))[0]
        try:
            self.owners[who].add(URL, at=self.now, busy_id=busy_id)
        except Refused:
            assert whose != who or owned == MOST_CALENDARS
            return
        assert whose == who
        self.kept.setdefault(busy_id, (who, []))

    @precondition(lambda self: self.kept)
    @rule(who=WHO, data=st.data())
    def remove(self, who: str, data: st.DataObject) -> None:
        busy_id = data.draw(st.sampled_from(sorted(self.kept)))
        try:
            self.owners[who].remove(busy_id)
        except NotFound:
            assert self.kept[busy_id][0] != who
        else:
            assert self.kept.pop(busy_id)[0] == who

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def ask_for_a_look(self, data: st.DataObject) -> None:
        busy_id = data.draw(st.sampled_from(sorted(self.kept)))
        self.owners[self.kept[busy_id][0]].again(busy_id, self.now)

    @rule(limit=st.integers(1, 4))
    def a_worker_claims(self, limit: int) -> None:
        with unit_of_work(self.engine) as session:
            looks = claim_looks(session, self.now, limit)
        held = {look.calendar_id for look, until in self.looks if until > self.now}
        assert {look.calendar_id for look in looks} <= self.kept.keys() - held
        self.looks += [(look, look.lease) for look in looks]

    @precondition(lambda self: self.looks)
    @rule(data=st.data(), hours=st.one_of(st.none(), st.lists(st.integers(1, 20), unique=True)))
    def a_worker_is_done(self, data: st.DataObject, hours: list[int] | None) -> None:
        """With what it read, or, without hours, with trouble."""
        look, _ = self.looks.pop(data.draw(st.integers(0, len(self.looks) - 1)))
        outcome: Seen | Trouble = Trouble.SLOW
        starts = [self.now + 2 * hour * HOUR for hour in sorted(hours or [])]
        times = [Stretch(start, start + HOUR) for start in starts]
        if hours is not None:
            outcome = Seen(Reading(times, 0), Known("tag"))
        has_lease = self.lease_of(look.calendar_id) == look.lease
        with unit_of_work(self.engine) as session:
            write_down(session, look, outcome, self.now)
        if has_lease:
            assert self.lease_of(look.calendar_id) is None
        if hours is not None and has_lease:
            self.kept[look.calendar_id] = (self.kept[look.calendar_id][0], times)

    def lease_of(self, busy_id: UUID) -> datetime | None:
        every = [one for owner in self.owners.values() for one in owner.calendars()]
        return next((one.leased_until for one in every if one.id == busy_id), None)

    @rule(minutes=st.sampled_from([1, 3, 61, 25 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        with unit_of_work(self.engine) as session:
            forget_busy_times(session, self.now)
        self.kept = {
            busy_id: (who, [one for one in times if one.ends_at >= self.now])
            for busy_id, (who, times) in self.kept.items()
        }

    @invariant()
    def each_has_their_own_and_both_the_bare_times(self) -> None:
        expected = sorted(one for _, times in self.kept.values() for one in times)
        for name, owner in self.owners.items():
            mine = {busy_id for busy_id, (who, _) in self.kept.items() if who == name}
            calendars = owner.calendars()
            assert {one.id for one in calendars} == mine
            assert all(one.read_until is None or one.read_until <= self.now + AHEAD for one in calendars)
            assert all(one.leased_until is None or one.leased_until <= self.now + LEASE for one in calendars)
            assert owner.times() == expected
            hers = sorted(one.starts_at for who, times in self.kept.values() if who == name for one in times)
            assert [one for one in owner.clashes() if one > THEN] == hers
