"""The page of one's own calendar, and one event to take along."""

import re

import pytest
from time_machine import Traveller

from tests.activities.planners import BRING, NOTE, PLACE, WHAT, Planner
from tests.calendar.subscribers import Subscriber, events_in
from tests.people import Visitor
from tests.signals.partners import THEN
from tests.talks.partners import TOPIC, Talker

Planners = tuple[Planner, Planner]
PAGE = "/us/calendar"
ADDRESS = re.compile(r"https://mend\.test(/calendar/([\w-]{43})\.ics)")


@pytest.fixture(autouse=True)
def _then(clock: Traveller) -> None:
    """Pages look at the clock of the tests."""


def made(visitor: Visitor, titles: str = "neutral") -> str:
    """The path of a new address."""
    answer = visitor.post_form(PAGE, titles=titles)
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    found = ADDRESS.search(answer.text)
    assert found
    assert f"webcal://mend.test{found[1]}" in answer.text
    return found[1]


def test_us_leads_to_it_and_neutral_titles_are_chosen_at_first(noa: Visitor) -> None:
    assert f'href="{PAGE}"' in noa.get("/us").text
    page = noa.get(PAGE).text
    assert "Make my address" in page
    assert re.search(r'value="neutral"[^>]* checked', page)


def test_an_address_is_shown_once_and_reads_the_calendar(noa: Visitor, anyone: Visitor) -> None:
    path = made(noa)
    assert anyone.get(path).status_code == 200
    page = noa.get(PAGE).text
    assert "has had an address since" in page
    assert ADDRESS.search(page) is None


def test_the_other_sees_nothing_of_it(noa: Visitor, ilan: Visitor) -> None:
    before = ilan.get(PAGE).text
    made(noa)
    assert re.sub(r"\d{13}", "", ilan.get(PAGE).text) == re.sub(r"\d{13}", "", before)


def test_how_much_it_says_is_changed_there(noa: Visitor, noas: Subscriber) -> None:
    made(noa)
    assert noa.post_form(f"{PAGE}/titles", titles="full").headers["location"] == f"{PAGE}?saved=true"
    assert re.search(r'value="full"[^>]* checked', noa.get(PAGE).text)
    assert "Calendars show it once they look again." in noa.get(f"{PAGE}?saved=true").text


def test_a_new_one_ends_the_old_and_an_ended_one_is_over(noa: Visitor, anyone: Visitor) -> None:
    old = made(noa)
    new = made(noa)
    assert (anyone.get(old).status_code, anyone.get(new).status_code) == (410, 200)
    assert noa.post_form(f"{PAGE}/ending").status_code == 303
    assert anyone.get(new).status_code == 410
    assert "Make my address" in noa.get(PAGE).text


def test_what_cannot_be_is_said_on_the_page(noa: Visitor, noas: Subscriber) -> None:
    assert noa.post_form(PAGE, titles="loud").status_code == 422
    assert noas.feed() is None
    answer = noa.post_form(f"{PAGE}/titles", titles="full")
    assert answer.status_code == 410
    assert "This address was ended. You can make a new one." in answer.text


def test_the_copy_to_take_away_says_nothing_of_the_key(noa: Visitor) -> None:
    path = made(noa)
    copy = noa.get("/us/copy").text
    assert path.removeprefix("/calendar/").removesuffix(".ics") not in copy
    assert "calendar" not in copy


def test_a_plan_is_put_into_a_calendar(noa: Visitor, planners: Planners) -> None:
    plan = planners[1].take(planners[0].offer())
    file = f"/together/plans/{plan.id}/event.ics"
    assert f'href="{file}"' in noa.get(f"/together/plans/{plan.id}").text
    answer = noa.get(file)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    (event,) = events_in(answer.content)
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == (WHAT, PLACE)
    assert str(event["UID"]) == str(plan.id)


def test_the_event_of_a_surprise_tells_no_hidden_word(ilan: Visitor, planners: Planners) -> None:
    plan = planners[1].take(planners[0].offer(surprise=True))
    file = ilan.get(f"/together/plans/{plan.id}/event.ics").text.replace("\r\n ", "")
    assert [word for word in (WHAT, PLACE, NOTE) if word in file] == []
    assert BRING in file


def test_a_talk_is_put_into_a_calendar(ilan: Visitor, talkers: tuple[Talker, Talker]) -> None:
    talk = talkers[1].accept(talkers[0].offer())
    file = f"/talks/{talk.id}/event.ics"
    assert f'href="{file}"' in ilan.get(f"/talks/{talk.id}").text
    (event,) = events_in(ilan.get(file).content)
    assert str(event["SUMMARY"]) == f"A talk: {TOPIC}"


def test_what_has_no_time_is_no_event(
    noa: Visitor, mara: Visitor, planners: Planners, talkers: tuple[Talker, Talker]
) -> None:
    plan, talk = planners[0].offer(at=THEN), talkers[0].offer(at=THEN)
    for path in (f"/together/plans/{plan.id}/event.ics", f"/talks/{talk.id}/event.ics"):
        assert noa.get(path).status_code == 410
        assert mara.get(path).status_code == 404
