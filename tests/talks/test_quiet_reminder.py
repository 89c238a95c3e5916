"""A reminder that the reader's own quiet hours swallow: their page says so, and nobody else's does."""

import re
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from mend.database import unit_of_work
from mend.notifications.answers import Accepted
from mend.notifications.claims import claim_due, settle
from mend.notifications.quiet import set_quiet_hours
from mend.talks.diary import TalkNow
from tests.people import Visitor
from tests.signals.partners import MINUTE, THEN
from tests.talks.partners import HOUR, TOMORROW, Talker

SENTENCE = "In your quiet hours Mend does not remind you of this talk."


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


def be_quiet(who: Talker, begins: time, ends: time) -> None:
    with unit_of_work(who.engine) as session:
        set_quiet_hours(session, who.member(session), begins=begins, ends=ends, signals_ring=True, now=THEN)


def reminded(engine: sa.Engine) -> int:
    """How many reminders leave, minute by minute until the talk begins at 20:20."""
    count, at = 0, TOMORROW - 20 * MINUTE
    while at <= TOMORROW + HOUR:
        with unit_of_work(engine) as session:
            for claim in claim_due(session, at, 10):
                settle(session, claim, Accepted(), at)
                count += claim.notification.kind == "talk-soon"
        at += MINUTE
    return count


@pytest.mark.parametrize(
    ("begins", "ends", "is_lost"),
    [
        (time(20, 0), time(7, 0), True),
        (time(20, 5), time(20, 20), True),  # at the beginning of the talk it is too late
        (time(20, 5), time(20, 19), False),
        (time(20, 6), time(7, 0), False),  # the reminder leaves the minute before
        (time(22, 0), time(7, 0), False),
    ],
)
def test_a_reminder_that_will_not_come_is_said_to_its_reader(
    noa: Visitor, noas: Talker, booked: TalkNow, engine: sa.Engine, begins: time, ends: time, is_lost: bool
) -> None:
    noas.add_device()
    assert SENTENCE not in noa.get(f"/talks/{booked.id}").text
    be_quiet(noas, begins, ends)
    assert (SENTENCE in noa.get(f"/talks/{booked.id}").text) is is_lost
    assert reminded(engine) == (0 if is_lost else 1)


def test_the_clock_is_the_one_where_the_reader_is(noa: Visitor, noas: Talker, booked: TalkNow) -> None:
    be_quiet(noas, time(14, 0), time(15, 0))
    assert SENTENCE not in noa.get(f"/talks/{booked.id}").text
    noas.travel("America/New_York")
    assert SENTENCE in noa.get(f"/talks/{booked.id}").text


def test_the_other_sees_what_they_saw_before(noas: Talker, ilan: Visitor, booked: TalkNow) -> None:
    line_id = re.compile(r'name="id" value="[^"]+"')

    def seen() -> list[str]:
        return [line_id.sub("", ilan.get(path).text) for path in (f"/talks/{booked.id}", "/talks", "/")]

    before = seen()
    be_quiet(noas, time(20, 0), time(7, 0))
    assert seen() == before


@pytest.mark.parametrize("at", [TOMORROW - 15 * MINUTE, TOMORROW + HOUR])
def test_it_is_said_only_while_the_reminder_is_ahead(
    noa: Visitor, noas: Talker, booked: TalkNow, clock: time_machine.Traveller, at: datetime
) -> None:
    be_quiet(noas, time(20, 0), time(7, 0))
    clock.move_to(at - timedelta(seconds=1))
    assert (SENTENCE in noa.get(f"/talks/{booked.id}").text) is (at < TOMORROW)
    clock.move_to(at)
    assert SENTENCE not in noa.get(f"/talks/{booked.id}").text
