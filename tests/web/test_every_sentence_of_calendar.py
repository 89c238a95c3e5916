"""Every sentence of calendars goes through gettext: the page, the address, what is wrong, and the file."""

import pytest
from icalendar import Calendar

from mend.activities.plan_terms import Details
from mend.clock import now
from tests.activities.planners import DAY, Planner
from tests.people import Visitor
from tests.signals.partners import Partner
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look, outside, untranslated

pytestmark = pytest.mark.any_database

bracketed, settings, noas, ilans = sentences.bracketed, sentences.settings, sentences.noas, sentences.ilans
WALK = "A walk"


def test_the_page_of_a_calendar_holds_no_sentence_outside_the_catalogue(noas: Partner, noa: Visitor) -> None:
    look(noa, "/us/calendar")
    address = noa.post_form("/us/calendar", titles="full").text
    pieces = untranslated(address)
    assert [piece for piece in pieces if "/calendar/" not in piece] == []
    look(noa, "/us", "/us/calendar", "/us/calendar?saved=true")
    assert untranslated(noa.post_form("/us/calendar", titles="loud").text) == []
    noa.post_form("/us/calendar/ending")
    assert untranslated(noa.post_form("/us/calendar/titles", titles="full").text) == []


def test_the_file_is_in_its_readers_language(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor
) -> None:
    mine, theirs = (Planner(one.engine, one.outbox, one.id) for one in (noas, ilans))
    plan = theirs.take(
        mine.offer(now() + DAY, at=now(), what=WALK, details=Details(WALK, "", WALK), surprise=True), at=now()
    )
    file = ilan.get(f"/together/plans/{plan.id}/event.ics").content
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    lines = [str(event["SUMMARY"]), str(event["DESCRIPTION"])]
    assert outside(iter(lines)) == []
    assert all("⟦" in line for line in lines)
    theirs.cancel(plan, now())
    assert untranslated(noa.get(f"/together/plans/{plan.id}/event.ics").text) == []
