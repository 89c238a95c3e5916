"""The pages of the meeting: each step as both see it, and every late tap shown where the two are."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from mend.cloth.models import Kind, Stitch
from mend.commitments.models import CommitmentState
from mend.thanks.models import Thanks
from mend.weekly.meeting import MeetingNow
from mend.weekly.models import AN_HOUR, LineKind, Step
from tests.markup import Node, parse
from tests.people import People, Visitor
from tests.talks.partners import rows
from tests.weekly.partners import MINUTE, THAT_SUNDAY, THEN, Meeter

NOW = THAT_SUNDAY
ISSUE = LineKind.ISSUE
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def noa(clock: time_machine.Traveller, visit: Callable[[], Visitor], people: People) -> Visitor:
    """Noa's browser, which looks at the clock of these tests."""
    return visit().as_(people.noa)


@pytest.fixture
def ilan(clock: time_machine.Traveller, visit: Callable[[], Visitor], people: People) -> Visitor:
    """Ilan's browser."""
    return visit().as_(people.ilan)


@pytest.fixture
def here(meeting: MeetingNow) -> str:
    """Where the meeting is."""
    return f"/weekly/meetings/{meeting.id}"


def see(visitor: Visitor, path: str) -> Node:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return parse(answer.text)


def act(page: Node) -> list[str]:
    """What one is to do now, if anything."""
    main = page.one("main")
    return [node.text for node in main.all("button", class_="act") + main.all("a", class_="act")]


def title(page: Node) -> str:
    return page.one("h1").text


def test_either_begins_and_both_come_into_the_same_hour(joined: None, noa: Visitor, ilan: Visitor) -> None:
    assert act(see(noa, "/weekly")) == ["Start now"]
    first = noa.post_form("/weekly/meetings").headers["location"]
    assert ilan.post_form("/weekly/meetings").headers["location"] == first
    assert act(see(ilan, "/weekly")) == ["Go in"]
    page = see(ilan, first)
    assert title(page) == "Thanks"
    assert "Weekly us, step 1 of 4" in page.text
    assert page.one("time", data_until=True).attrs["data-until"] == (NOW + AN_HOUR).isoformat()


def test_prepared_thanks_are_given_once_into_jar_and_cloth(
    here: str, noa: Visitor, ilan: Visitor, noas: Meeter, engine: sa.Engine
) -> None:
    noas.prepare("The soup", at=NOW)
    page = see(noa, here)
    assert "You prepared this. Only you see it." in page.text
    assert "The soup" not in see(ilan, here).text
    fields = {node.attrs["name"]: node.attrs["value"] for node in page.all("input", type="hidden")}
    sent = {"id": fields["id"], "words": fields["words"]}
    for _ in range(2):
        assert noa.post_form(f"{here}/thanks", **sent).headers["location"] == here
    assert [thanks.words for thanks in rows(engine, Thanks)] == ["The soup"]
    assert [stitch.kind for stitch in rows(engine, Stitch)] == [Kind.THANKS]
    page = see(ilan, here)
    assert "From Noa" in page.text
    assert "The soup" in page.text
    assert "You prepared this" not in see(noa, here).text
    assert "The soup" in see(ilan, "/us/jar").text


def test_thanks_that_do_not_fit_are_said_and_kept(here: str, noa: Visitor, engine: sa.Engine) -> None:
    for words, sentence in (("x" * 281, "At most 280"), ("", "Please fill this in.")):
        answer = noa.post_form(f"{here}/thanks", id="0197b3f0-0000-7000-8000-000000000000", words=words)
        assert answer.status_code == 422
        assert sentence in parse(answer.text).text
        assert parse(answer.text).one("textarea").text == words
    assert rows(engine, Thanks) == []


def test_moving_on_takes_both_and_a_late_tap_takes_nobody(here: str, noa: Visitor, ilan: Visitor) -> None:
    for _ in range(2):
        assert noa.post_form(f"{here}/step", step="thanks").headers["location"] == here
    assert title(see(ilan, here)) == title(see(noa, here)) == "Something good"
    assert ilan.post_form(f"{here}/step", step="thanks").status_code == 303
    assert title(see(ilan, here)) == "Something good"
    assert noa.post_form(f"{here}/step", step="pudding").status_code == 422


def test_something_good_is_brought_in_with_its_day_and_wanted(
    here: str, meeting: MeetingNow, noa: Visitor, ilan: Visitor, noas: Meeter
) -> None:
    noas.prepare(plan="The lake", at=NOW)
    noas.on(meeting, Step.THANKS)
    assert act(see(noa, here)) == ["Bring it in"]
    form = see(noa, f"{here}/plan")
    assert form.one("input", name="words").attrs["value"] == "The lake"
    assert noa.post_form(f"{here}/plan", words="The lake", on_day="2026-11-28").status_code == 303
    page = see(ilan, here)
    assert act(page) == ["Yes, let’s"]
    assert "Saturday, 28 November" in page.text
    assert "Ilan says yes, or brings something else." in see(noa, here).text
    [yes] = [node.attrs["action"] for node in page.all("form") if node.attrs["action"].endswith("/yes")]
    assert ilan.post_form(yes).headers["location"] == here
    for visitor in (noa, ilan):
        assert "You both want this" in see(visitor, here).text
        assert act(see(visitor, here)) == ["On to your promises"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": "The lake", "on_day": "2020-01-01"}, "from today on"),
        ({"words": "The lake", "on_day": "someday"}, "Please"),
        ({"words": "🦊" * 1_000}, "At most 120"),
        ({"words": ""}, "Please fill this in."),
    ],
)
def test_a_line_that_does_not_fit_is_kept_on_its_page(
    here: str,
    meeting: MeetingNow,
    noa: Visitor,
    noas: Meeter,
    fields: dict[str, str],
    sentence: str,
) -> None:
    answer = noa.post(f"{here}/plan", data=fields)
    assert answer.status_code == 422
    page = parse(answer.text)
    assert sentence in page.text
    assert page.one("input", name="words").attrs["value"] == fields["words"]
    assert noas.lines(meeting) == []


def test_each_promise_is_one_decision_and_resize_leads_to_other_words(
    here: str, meeting: MeetingNow, noa: Visitor, ilan: Visitor, noas: Meeter, ilans: Meeter
) -> None:
    tea = noas.promise("Tea at eight", to=ilans)
    walk = noas.promise("A walk", to=ilans, at=THEN + MINUTE)
    for seen in (Step.THANKS, Step.PLAN):
        noas.on(meeting, seen)
    page = see(noa, here)
    assert act(page) == ["Keep"]
    assert "A walk" not in page.one(id="meeting").text
    look = f"{here}/promises/{tea.id}/look"
    assert noa.post_form(look, verdict="keep", seen=1).headers["location"] == here
    answer = noa.post_form(f"{here}/promises/{walk.id}/look", verdict="resize", seen=1)
    assert answer.headers["location"] == f"/promises/{walk.id}/change?smaller=yes"
    assert noa.get(answer.headers["location"]).status_code == 200
    assert "You find other words for it" in see(noa, here).text
    page = see(ilan, here)
    assert "Noa says it still fits" in page.text
    assert act(page) == ["Yes, it fits"]
    assert ilan.post_form(look, verdict="keep", seen=1).status_code == 303
    assert noas.sees(tea).wording.review_on == date(2026, 12, 20)
    assert "Noa finds other words for it" in see(ilan, here).text


def test_nobody_lets_go_of_the_others_promise(
    here: str, meeting: MeetingNow, ilan: Visitor, noas: Meeter, ilans: Meeter
) -> None:
    tea = noas.promise(to=ilans)
    answer = ilan.post_form(f"{here}/promises/{tea.id}/look", verdict="let_go", seen=1)
    assert answer.status_code == 409
    assert "own word" in parse(answer.text).text
    assert title(parse(answer.text)) == "Thanks"
    assert noas.sees(tea).commitment.state is CommitmentState.ACTIVE
    assert ilan.post_form(f"{here}/promises/{tea.id}/look", verdict="burn", seen=1).status_code == 422


def at_the_issue(noas: Meeter, meeting: MeetingNow) -> None:
    for seen in (Step.THANKS, Step.PLAN, Step.PROMISES):
        noas.on(meeting, seen)


def test_the_issue_both_choose_runs_with_the_clock_of_a_talk(
    here: str, meeting: MeetingNow, noa: Visitor, ilan: Visitor, noas: Meeter, ilans: Meeter,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    at_the_issue(noas, meeting)
    ilans.prepare(issue="The roof", at=NOW)
    page = see(ilan, here)
    fields = {node.attrs["name"]: node.attrs["value"] for node in page.all("input", type="hidden")}
    ilan.post_form(f"{here}/issue", id=fields["id"], words=fields["words"])
    clock.move_to(NOW + 20 * MINUTE)
    page = see(noa, here)
    assert act(page) == ["Talk about it now"]
    [yes] = [node.attrs["action"] for node in page.all("form") if node.attrs["action"].endswith("/yes")]
    assert noa.post_form(yes).status_code == 303
    for visitor in (noa, ilan):
        page = see(visitor, here)
        assert "The roof" in page.text
        assert page.one(class_="clock-left").text == "40 minutes"
        assert page.one("a", href=f"/talks/{ilans.lines(meeting, ISSUE)[0].talk_id}").text.startswith("Park")
    assert ilan.post_form(f"{here}/step", step="issue").status_code == 303
    assert "That was weekly us. Good night, Noa." in see(noa, here).text


def test_it_can_be_booked_for_later_and_no_address_holds_its_words(
    here: str, meeting: MeetingNow, noa: Visitor, ilans: Meeter, noas: Meeter
) -> None:
    at_the_issue(noas, meeting)
    roof = ilans.bring(meeting, "The roof", kind=ISSUE)
    page = see(noa, here)
    [book] = [node.attrs["href"] for node in page.all("a") if node.text == "Book a talk"]
    assert book == f"{here}/lines/{roof.id}/talk"
    form = see(noa, book)
    assert title(form) == "Book a talk"
    assert form.one("input", name="topic").attrs["value"] == "The roof"


def test_with_little_left_only_a_later_talk_is_offered(
    here: str, meeting: MeetingNow, noa: Visitor, ilans: Meeter, noas: Meeter, clock: time_machine.Traveller
) -> None:
    at_the_issue(noas, meeting)
    roof = ilans.bring(meeting, "The roof", kind=ISSUE)
    clock.move_to(NOW + 51 * MINUTE)
    page = see(noa, here)
    assert "Little is left of the hour." in page.text
    assert "Talk about it now" not in page.text
    answer = noa.post_form(f"{here}/lines/{roof.id}/yes")
    assert answer.status_code == 409
    assert "Less than ten minutes" in parse(answer.text).text


def test_who_leaves_is_named_on_the_others_screen(here: str, noa: Visitor, ilan: Visitor) -> None:
    assert ilan.post_form(f"{here}/presence", present="no").headers["location"] == here
    assert "Ilan has left." in see(noa, here).text
    assert "You have left." in see(ilan, here).text
    ilan.post_form(f"{here}/presence", present="yes")
    assert "Ilan has left." not in see(noa, here).text


def test_an_hour_is_enough(
    here: str, meeting: MeetingNow, noa: Visitor, ilans: Meeter, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + AN_HOUR)
    page = see(noa, here)
    assert "An hour is enough. What is left can be a talk of its own." in page.text
    assert act(page) == ["Book a talk"]
    for path, fields in (
        ("plan", {"words": "The lake"}),
        ("thanks", {"id": str(meeting.id), "words": "The soup"}),
    ):
        answer = noa.post(f"{here}/{path}", data=fields)
        assert answer.status_code == 410
        page = parse(answer.text)
        assert "You wrote. Nobody else has seen it." in page.text
        assert fields["words"] in page.text
    assert noa.post_form(f"{here}/step", step="thanks").status_code == 303
    assert noa.post_form(f"{here}/presence", present="yes").status_code == 410


def test_the_last_word_fits_the_hour_of_the_day(
    here: str, meeting: MeetingNow, ilan: Visitor, noas: Meeter, ilans: Meeter
) -> None:
    ilans.travel("America/New_York")  # where it is one in the afternoon
    for seen in Step:
        noas.on(meeting, seen)
    assert "That was weekly us. Have a good day, Ilan." in see(ilan, here).text
