"""Today's promises on home, a day's own page, sharing, ways on, thanks and reminders, over HTTP."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine

from mend.commitments.entry_models import Outcome
from mend.ids import new_id
from mend.rhythms.rhythm import once, whenever
from tests.commitments import fixtures
from tests.commitments.keepers import AGREED, DAY, EVENING, MINUTE, TODAY, WORDS, Keeper, entries, reminders
from tests.people import Visitor

clock, noas, ilans, maras = fixtures.clock, fixtures.noas, fixtures.ilans, fixtures.maras
# The clock stands before any browser is signed in.
pytestmark = pytest.mark.usefixtures("clock")

KEPT, PARTLY, MISSED, MOVED = Outcome
TOMORROW = TODAY + DAY


def say(visitor: Visitor, promise: UUID, outcome: str = "kept", **how: object) -> Any:
    fields = {"id": new_id(), "on": TODAY, "outcome": outcome} | how
    return visitor.post_form(f"/promises/{promise}/entries", **fields)


def test_home_asks_for_todays_promises_and_says_goodnight(
    noas: Keeper, noa: Visitor, clock: time_machine.Traveller
) -> None:
    first, second = noas.promise(words="Tea at eight"), noas.promise(AGREED + MINUTE, once(TODAY), "A walk")
    home = noa.get("/").text
    assert home.index("Tea at eight") < home.index("A walk")
    assert "Good night" not in home
    answer = say(noa, first)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    say(noa, second, "missed")
    home = noa.get("/").text
    assert "Good night, Noa" in home
    assert "Not this time. Only you see this." in home
    clock.move_to(EVENING - timedelta(hours=9))
    assert "That is all for today" in noa.get("/").text


def test_a_quiet_home_says_no_goodnight(noa: Visitor) -> None:
    assert "Good night" not in noa.get("/").text


def test_the_other_sees_what_was_kept_and_thanks_once(
    noas: Keeper, ilans: Keeper, noa: Visitor, ilan: Visitor
) -> None:
    promise = noas.promise()
    entry = noas.enter(promise, PARTLY, line="Almost every day")
    home = ilan.get("/").text
    assert "Noa kept this in part" in home
    assert "Almost every day" in home
    path = f"/promises/{promise}/entries/{entry.id}/thanks"
    words = re.search(r'name="words" value="([^"]+)"', home)
    assert words is not None
    assert words[1].startswith("Thank you for: When I leave work")
    given = f"Thank you for: {WORDS}"
    for _ in range(2):  # from two phones
        assert ilan.post_form(path, id=new_id(), words=given).headers["location"] == "/"
    home = ilan.get("/").text
    assert "You said thank you." in home
    assert "In your own words" not in home
    assert noa.get("/us/jar").text.count("Thank you for:") == 1
    other = ilan.post_form(path, id=new_id(), words="And for the tea")
    assert (other.status_code, "for this already" in other.text) == (409, True)
    assert "And for the tea" in other.text


def test_thanks_in_ones_own_words(noas: Keeper, noa: Visitor, ilan: Visitor) -> None:
    promise = noas.promise()
    entry = noas.enter(promise)
    path = f"/promises/{promise}/entries/{entry.id}/thanks"
    assert f"Thank you for: {WORDS}" in ilan.get(path).text
    wrong = ilan.post_form(path, id=new_id(), words="")
    assert (wrong.status_code, "Please fill this in." in wrong.text) == (422, True)
    assert ilan.post_form(path, id=new_id(), words="I slept well.").status_code == 303
    assert "I slept well." in noa.get("/us/jar").text
    own = noa.get(path)
    assert (own.status_code, "Only Ilan can thank you" in own.text) == (409, True)


def test_taken_back_thanks_can_be_given_again(noas: Keeper, ilan: Visitor) -> None:
    promise = noas.promise()
    path = f"/promises/{promise}/entries/{noas.enter(promise).id}/thanks"
    given = new_id()
    ilan.post_form(path, id=given, words="Tea")
    ilan.post_form(f"/thanks/{given}/taking-back")
    assert "You said thank you." not in ilan.get("/").text
    assert ilan.post_form(path, id=new_id(), words="Soup").status_code == 303


@pytest.mark.parametrize("outcome", [MISSED, MOVED])
def test_a_miss_is_on_no_page_of_the_others(noas: Keeper, ilan: Visitor, outcome: Outcome) -> None:
    promise = noas.promise(words="Tea at eight")

    def pages() -> list[str]:
        found = [
            ilan.get(path)
            for path in ("/", f"/promises/{promise}/days/{TODAY}", "/us/jar", "/us/cloth", "/us/copy")
        ]
        return [re.sub(r'[0-9a-f]{8}-[0-9a-f-]{27}|data-now="\d+"', "", page.text) for page in found]

    before = pages()
    entry = noas.enter(promise, outcome, line="A secret", moved_to=TOMORROW if outcome is MOVED else None)
    assert pages() == before
    assert ilan.get(f"/promises/{promise}/entries/{entry.id}/thanks").status_code == 404
    noas.share(entry)
    assert "A secret" in ilan.get("/").text


def test_a_miss_has_a_way_on(noas: Keeper, noa: Visitor, ilan: Visitor) -> None:
    promise = noas.promise()
    entry = noas.enter(promise, MISSED, EVENING - MINUTE)
    day = f"/promises/{promise}/days/{TODAY}"
    page = noa.get(day).text
    for way in ("Still will", "Make it smaller", "Let it go", "Share this with Ilan"):
        assert way in page
    way_on = f"/promises/{promise}/entries/{entry.id}/way-on"
    assert noa.post_form(way_on, way="smaller").headers["location"] == f"/promises/new?smaller={promise}"
    assert noa.post_form(way_on, way="let_go").headers["location"] == day
    page = noa.get(day).text
    assert "You let it go." in page
    assert "Make it smaller" not in page
    assert noa.post_form(way_on, way="owned").status_code == 422
    assert ilan.post_form(way_on, way="let_go").status_code == 404
    answer = say(noa, promise, "moved", moved_to=TOMORROW, back="day")
    assert answer.headers["location"] == day
    assert "Moved to Thursday, 26 November" in noa.get(day).text


def test_a_word_is_corrected_shared_and_taken_back_on_the_days_page(
    noas: Keeper, noa: Visitor, clock: time_machine.Traveller
) -> None:
    promise = noas.promise()
    day = f"/promises/{promise}/days/{TODAY - DAY}"
    assert "Kept" in noa.get(day).text
    say(noa, promise, "kept", on=TODAY - DAY, line="Tea", back="day")
    assert "Ilan sees this." in noa.get(day).text
    clock.shift(MINUTE)
    say(noa, promise, "missed", on=TODAY - DAY, line="No tea", back="day")
    entry = entries(noas.engine)[-1]
    path = f"/promises/{promise}/entries/{entry.id}"
    assert noa.post_form(f"{path}/sharing").headers["location"] == day
    assert "You shared it with Ilan." in noa.get(day).text
    assert noa.post_form(f"{path}/withdrawal").headers["location"] == day
    assert "Not this time. " not in noa.get(day).text
    # What the first of them was said with has gone: the page says so, and shows what counts.
    old = f"/promises/{promise}/entries/{entries(noas.engine)[0].id}"
    late = noa.post_form(f"{old}/withdrawal")
    assert (late.status_code, "something else since" in late.text) == (410, True)


def test_what_is_wrong_is_said_beside_what_was_typed(noas: Keeper, noa: Visitor) -> None:
    promise = noas.promise()
    long = "🍵" * 5_000
    for how, words in (
        ({"line": long}, "This is too long."),
        ({"outcome": "moved", "line": "Tea"}, "Please choose the new day."),
        ({"outcome": "moved", "moved_to": TODAY, "line": "Tea"}, "after today"),
        ({"outcome": "moved", "moved_to": "soon", "line": "Tea"}, "a day of the calendar"),
        ({"outcome": "moved", "moved_to": TODAY + 400 * DAY, "line": "Tea"}, "within the next"),
        ({"on": TOMORROW, "line": "Tea"}, "still to come"),
        ({"on": "0001-01-01", "line": "Tea"}, "days back"),
        ({"on": "never", "line": "Tea"}, "a day of the calendar"),
        ({"outcome": "broken", "line": "Tea"}, "choose one of the options"),
    ):
        answer = say(noa, promise, **{"outcome": "kept"} | how)
        assert answer.status_code == 422, how
        assert words in answer.text, how
    assert entries(noas.engine) == []
    assert "a line break" not in say(noa, promise, line="a\r\nb").text
    assert [one.line for one in entries(noas.engine)] == ["a b"]


def test_an_entry_for_the_others_promise_is_refused_with_a_sentence(noas: Keeper, ilan: Visitor) -> None:
    promise = noas.promise()
    answer = say(ilan, promise)
    assert answer.status_code == 409
    assert "This promise is Noa’s own word." in answer.text
    assert entries(noas.engine) == []


def test_a_tap_that_waited_counts_from_its_tap(noas: Keeper, noa: Visitor) -> None:
    promise = noas.promise()
    for waited, minutes in (
        ("600", 10),
        ("", 0),
        ("-5", 0),
        ("soon", 0),
        ("9" * 8, 30 * 24 * 60),
        ("9" * 99, 0),
    ):
        noa.headers["Mend-Waited"] = waited
        id_ = new_id()
        say(noa, promise, id=id_)
        [entry] = [one for one in entries(noas.engine) if one.id == id_]
        assert entry.tapped_at == EVENING - minutes * MINUTE, waited


def test_a_second_answer_under_one_id_is_refused_and_a_second_tap_is_the_same(
    noas: Keeper, noa: Visitor
) -> None:
    promise, id_ = noas.promise(), new_id()
    for _ in range(2):
        assert say(noa, promise, id=id_).status_code == 303
    answer = say(noa, promise, "missed", id=id_)
    assert answer.status_code == 409
    assert f'value="{id_}"' not in answer.text  # the next tap is another
    assert len(entries(noas.engine)) == 1


def test_a_reminder_is_chosen_and_ended(noas: Keeper, noa: Visitor, ilan: Visitor) -> None:
    promise = noas.promise()
    path = f"/promises/{promise}/reminder"
    assert "Remind me at" in noa.get(path).text
    assert noa.post_form(path, remind_at="21:00").headers["location"] == f"{path}?saved=hour"
    assert "You are reminded at 21:00." in noa.get(f"{path}?saved=hour").text
    assert [row.due_at for row in reminders(noas.engine)] == [datetime(2026, 11, 25, 20, tzinfo=UTC)]
    wrong = noa.post_form(path, remind_at="late")
    assert (wrong.status_code, "Please name a time" in wrong.text) == (422, True)
    noa.post_form("/us/quiet", begins="20:30", ends="07:00", signals="ring")
    assert "Your quiet hours cover this time." in noa.get(path).text
    noa.post_form(path, remind_at="")
    assert "You are not reminded." in noa.get(f"{path}?saved=hour").text
    assert reminders(noas.engine) == []
    assert ilan.get(path).status_code == 404
    refused = ilan.post_form(path, remind_at="21:00")
    assert (refused.status_code, "own word" in refused.text) == (409, True)


def test_what_comes_up_by_itself_is_not_moved(noas: Keeper, noa: Visitor) -> None:
    promise = noas.promise(rhythm=whenever(AGREED.date()))
    home = noa.get("/").text
    assert "Did it come up?" in home
    assert "Move it there" not in home
    assert "Move it" not in noa.get(f"/promises/{promise}/days/{TODAY}").text


def test_a_day_of_which_nothing_can_be_said_says_why(noas: Keeper, noa: Visitor) -> None:
    promise = noas.promise()
    for day, words in ((TOMORROW, "still to come"), (TODAY - 31 * DAY, "days back")):
        page = noa.get(f"/promises/{promise}/days/{day}")
        assert page.status_code == 200
        assert words in page.text
        assert "Not this time" not in page.text
    assert noa.get(f"/promises/{promise}/days/yesterday").status_code == 404


def test_an_entry_is_found_within_its_own_promise(noas: Keeper, noa: Visitor) -> None:
    promise, other = noas.promise(), noas.promise()
    entry = noas.enter(promise, MISSED)
    for what in ("withdrawal", "sharing"):
        assert noa.post_form(f"/promises/{other}/entries/{entry.id}/{what}").status_code == 404


def test_a_promises_page_tells_how_it_went_and_leads_to_each_day_and_to_the_reminder(
    noas: Keeper, noa: Visitor, ilan: Visitor
) -> None:
    promise = noas.promise()
    noas.enter(promise, KEPT, line="With honey")
    noas.enter(promise, MISSED, on=TODAY - DAY)
    mine, theirs = noa.get(f"/promises/{promise}").text, ilan.get(f"/promises/{promise}").text
    assert "With honey" in mine
    assert "Not this time" in mine
    assert f"/promises/{promise}/days/{TODAY - 2 * DAY}" in mine
    assert f'href="/promises/{promise}/reminder"' in mine
    assert "With honey" in theirs
    for private in ("Not this time", f"/promises/{promise}/days", f"/promises/{promise}/reminder"):
        assert private not in theirs
    assert "With honey" not in noa.get(f"/promises/{promise}?before={TODAY}").text
