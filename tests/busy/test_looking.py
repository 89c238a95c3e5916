"""From an address to times that are taken: claimed, fetched and written down."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import Session, select

from mend.accounts.models import Person
from mend.busy import looking
from mend.busy.calendars import MOST_CALENDARS, forget_busy_times
from mend.busy.looks import EVERY, FIRST_WAIT, LEASE, LONGEST_WAIT
from mend.busy.models import BusyCalendar, BusyTime
from mend.busy.reading import read_calendar
from mend.busy.trouble import Trouble
from mend.couples.free import Stretch
from mend.database import unit_of_work
from mend.errors import NotFound, Refused
from mend.ids import new_id
from mend.live.models import CoupleEvent
from tests.busy.owners import Owner, eventually, taking
from tests.fakes.calendar_server import CalendarServer
from tests.fakes.push_server import Reply, Stall
from tests.signals.partners import THEN

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = Stretch(THEN + DAY, THEN + DAY + HOUR)


@pytest.fixture(autouse=True)
def _then(clock: time_machine.Traveller) -> None:
    """Everything happens at THEN, until the clock is moved."""


def test_what_a_calendar_takes_is_known_to_both_and_whose_it_is_to_its_owner(
    noas: Owner, ilans: Owner, server: CalendarServer, engine: sa.Engine
) -> None:
    noas.add(server.answers("/noa.ics", taking(THEN + DAY)))
    assert noas.times() == []
    assert noas.look() == 1
    assert noas.times() == ilans.times() == [SOON]
    assert (noas.clashes(), ilans.clashes()) == ([SOON.starts_at], [])
    (found,) = noas.calendars()
    assert ilans.calendars() == []
    assert (found.host, found.read_at, found.trouble, found.failures) == ("localhost", THEN, None, 0)
    assert b"noa.ics" not in found.address
    assert noas.look() == 0  # not before its time
    # Nothing tells the pages of the two, for one of them is not to know.
    with Session(engine) as session:
        assert session.exec(select(CoupleEvent)).all() == []


def test_what_is_new_takes_the_place_of_what_was_and_unchanged_is_kept(
    noas: Owner, server: CalendarServer, clock: time_machine.Traveller
) -> None:
    noas.add(server.answers("/noa.ics", taking(THEN + DAY, etag='"1"'), Reply(304), taking(THEN + 2 * DAY)))
    for step, (times, tag) in enumerate(
        [([SOON], '"1"'), ([SOON], '"1"'), ([Stretch(THEN + 2 * DAY, THEN + 2 * DAY + HOUR)], "")]
    ):
        clock.move_to(THEN + step * EVERY)
        assert noas.look() == 1
        (found,) = noas.calendars()
        assert (noas.times(), found.etag, found.read_at) == (times, tag, THEN + step * EVERY)
    assert [request.headers.get("if-none-match") for request in server.asked] == [None, '"1"', '"1"']


def test_a_file_that_stays_the_same_is_read_again_before_its_times_run_out_and_in_another_zone(
    noas: Owner, server: CalendarServer, clock: time_machine.Traveller, engine: sa.Engine
) -> None:
    noas.add(server.answers("/noa.ics", taking(THEN + DAY, etag='"1"')))
    noas.look()
    clock.move_to(THEN + 31 * DAY)
    noas.look()
    with unit_of_work(engine) as session:
        session.get_one(Person, noas.id).time_zone = "Asia/Tokyo"
    clock.move_to(THEN + 31 * DAY + EVERY)
    noas.look()
    assert ["if-none-match" in request.headers for request in server.asked] == [False] * 3


def test_trouble_is_named_keeps_what_was_read_and_is_tried_ever_more_rarely(
    noas: Owner, server: CalendarServer, clock: time_machine.Traveller
) -> None:
    busy_id = noas.add(server.answers("/noa.ics", taking(THEN + DAY), Reply(404)))
    noas.look()
    waits, at = [], THEN + EVERY
    for _ in range(10):
        clock.move_to(at)
        assert noas.look() == 1
        (found,) = noas.calendars()
        assert (found.trouble, found.read_at) == (Trouble.MISSING, THEN)
        assert noas.times() == [SOON]
        waits.append(found.next_look_at - at)
        at = found.next_look_at
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waits[-1] == LONGEST_WAIT
    server.answers("/noa.ics", taking(THEN + DAY))
    noas.again(busy_id, at - 2 * FIRST_WAIT)
    clock.move_to(at - FIRST_WAIT)
    assert noas.look() == 1
    assert noas.calendars()[0].trouble is None


def test_what_is_no_calendar_leaves_no_time_and_is_said(noas: Owner, server: CalendarServer) -> None:
    noas.add(server.answers("/noa.ics", Reply(200, body=b"<html>Sign in</html>")))
    noas.look()
    assert ([one.trouble for one in noas.calendars()], noas.times()) == ([Trouble.NO_CALENDAR], [])


def test_with_another_secret_the_address_stays_shut(noas: Owner, server: CalendarServer) -> None:
    noas.add(server.answers("/noa.ics", taking(THEN + DAY)))
    Owner(noas.engine, server, noas.id, b"another").look()
    assert [one.trouble for one in noas.calendars()] == [Trouble.SEALED]
    assert server.asked == []


@pytest.mark.parametrize("ending", ["removed", "closed"])
def test_what_is_removed_while_it_is_looked_at_is_not_written_down(
    noas: Owner,
    ilans: Owner,
    server: CalendarServer,
    engine: sa.Engine,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
) -> None:
    busy_id = noas.add(server.answers("/noa.ics", taking(THEN + DAY)))

    def meanwhile(*given: Any) -> Any:
        noas.remove(busy_id) if ending == "removed" else ilans.close()
        return read_calendar(*given)

    monkeypatch.setattr(looking, "read_calendar", meanwhile)
    assert noas.look() == 1
    with Session(engine) as session:
        assert session.exec(select(BusyTime)).all() == []


def test_with_the_space_everything_is_gone(noas: Owner, ilans: Owner, server: CalendarServer) -> None:
    noas.add(server.answers("/noa.ics", taking(THEN + DAY)))
    noas.look()
    ilans.add(server.answers("/ilan.ics", taking(THEN + DAY)))
    ilans.close()
    assert noas.look() == 0
    with unit_of_work(noas.engine) as session:
        forget_busy_times(session, THEN)
        assert session.exec(select(BusyCalendar)).all() == []
        assert session.exec(select(BusyTime)).all() == []


def test_the_other_can_neither_remove_it_nor_have_it_looked_at(
    noas: Owner, ilans: Owner, server: CalendarServer
) -> None:
    busy_id = noas.add(server.answers("/noa.ics", taking(THEN + DAY)))
    with pytest.raises(NotFound):
        ilans.remove(busy_id)
    with pytest.raises(NotFound):
        ilans.again(busy_id, THEN)
    noas.look()
    noas.remove(busy_id)
    assert (noas.calendars(), noas.times()) == ([], [])


def test_the_same_form_twice_is_one_calendar_and_another_is_refused(
    noas: Owner, ilans: Owner, server: CalendarServer
) -> None:
    url, busy_id = server.answers("/noa.ics", taking()), new_id()
    assert {noas.add(url, busy_id=busy_id) for _ in range(2)} == {busy_id}
    for owner, given in ((noas, url + "?x"), (ilans, url)):
        with pytest.raises(Refused, match="another calendar"):
            owner.add(given, busy_id=busy_id)
    for _ in range(MOST_CALENDARS - 1):
        noas.add(url)
    with pytest.raises(Refused, match="at most"):
        noas.add(url)
    ilans.add(url)


def test_a_look_a_moment_ago_is_not_asked_for_again(noas: Owner, server: CalendarServer) -> None:
    busy_id = noas.add(server.answers("/noa.ics", taking()))
    noas.look()
    noas.again(busy_id, THEN + timedelta(seconds=59))
    assert noas.look() == 0
    noas.again(busy_id, THEN + timedelta(seconds=60))
    assert noas.calendars()[0].next_look_at == THEN + timedelta(seconds=60)


def test_a_worker_that_dies_over_it_gives_it_back(
    noas: Owner, server: CalendarServer, clock: time_machine.Traveller
) -> None:
    noas.add(server.answers("/noa.ics", Stall(), taking(THEN + DAY)))

    async def dies() -> None:
        task = asyncio.create_task(noas.looker().step())
        await asyncio.to_thread(eventually, lambda: server.asked)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(dies())
    assert noas.look() == 0
    clock.move_to(THEN + max(LEASE, FIRST_WAIT))
    assert noas.look() == 1
    assert noas.times() == [SOON]
