"""One promise over HTTP: what each of the two sees of it, and the list of all."""

import pytest
import sqlalchemy as sa
import time_machine

from mend.commitments.models import Turn
from mend.commitments.shelf import Promise
from mend.commitments.states import OFFER_LASTS
from mend.rhythms.rhythm import Weekday, daily, once, weekly
from tests.commitments.promise_page import OTHER, buttons, change_form, page_of, post, problem, ways
from tests.commitments.promisers import DAY, TODAY, WHY, WORDS, Promiser, terms
from tests.markup import parse
from tests.people import Visitor
from tests.queries import recorded
from tests.signals.partners import MINUTE, THEN

HOUR = 60 * MINUTE


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


def test_each_of_the_two_is_offered_what_they_can_do(
    offered: Promise, noas: Promiser, ilans: Promiser, noa: Visitor, ilan: Visitor
) -> None:
    answers = ["Sounds right", "Suggest a change", "No, thanks"]
    assert buttons(page_of(ilan, offered)) == answers
    assert buttons(page_of(noa, offered)) == ["Change your words", "Take it back"]
    agreed = ilans.accept(offered)
    assert [buttons(page_of(one, agreed)) for one in (noa, ilan)] == [["Suggest a change"]] * 2
    assert ways(page_of(noa, agreed)) == ["Let it rest", "Finish it", "Let it go"]
    assert ways(page_of(ilan, agreed)) == []
    changed = ilans.suggest(agreed)
    assert buttons(page_of(noa, changed)) == answers
    noas.decline(changed)
    resting = noas.turn(agreed, Turn.RESTED)
    assert buttons(page_of(noa, resting)) == ["Take it up again", "Suggest a change"]
    assert ways(page_of(noa, resting)) == ["Finish it", "Let it go"]
    assert buttons(page_of(ilan, resting)) == ["Suggest a change"]
    noas.turn(resting, Turn.FINISHED)
    for one in (noa, ilan):
        assert buttons(page_of(one, agreed)) == ["Offer it anew"]
        assert ways(page_of(one, agreed)) == []


def test_one_button_at_most_asks_to_be_tapped(
    offered: Promise, noas: Promiser, ilans: Promiser, noa: Visitor, ilan: Visitor
) -> None:
    def look() -> None:
        for visitor in (noa, ilan):
            for path in ("/promises", f"/promises/{offered.id}", "/promises/new"):
                assert len(parse(visitor.get(path).text).all(class_="act")) <= 1

    look()
    agreed = ilans.accept(offered)
    look()
    noas.turn(ilans.suggest(agreed), Turn.RESTED)
    look()
    noas.turn(agreed, Turn.LET_GO)
    look()


def test_what_would_change_is_seen_beside_what_was(noas: Promiser, ilans: Promiser, noa: Visitor) -> None:
    promise = ilans.accept(noas.offer(terms(why=WHY, rhythm=daily(TODAY))))
    weekdays = weekly(TODAY, list(Weekday)[:5])
    ilans.suggest(promise, terms(rhythm=weekdays, review_on=TODAY + 28 * DAY))
    label = page_of(noa, promise).one(class_="promise-label")
    assert [one.text for one in label.all("del")] == ["Before: every day", f"Before: {WHY}"]
    assert [one.text for one in label.all("ins")] == [
        "New: every week from Monday to Friday",
        "Nothing any more",
        "New: Friday, 18 December",
    ]
    assert label.one(class_="promise-words").text == WORDS  # which stay as they are


def test_other_words_for_an_offer_stand_beside_the_first_ones(
    offered: Promise, ilans: Promiser, noa: Visitor, ilan: Visitor
) -> None:
    ilans.suggest(offered, OTHER)
    for one in (noa, ilan):
        words = page_of(one, offered).one(class_="promise-words")
        assert words.text == f"Before: {WORDS} New: {OTHER.words}"


def test_an_offer_that_waited_for_two_weeks_is_told_without_guilt(
    offered: Promise, noa: Visitor, ilan: Visitor, clock: time_machine.Traveller
) -> None:
    assert "It waits until Friday, 4 December." in page_of(noa, offered).text
    clock.shift(OFFER_LASTS)
    for one in (noa, ilan):
        page = page_of(one, offered)
        assert "It can be offered anew." in page.text
        assert buttons(page) == ["Offer it anew"]
        assert parse(one.get("/promises").text).one("details").one(class_="row-note").text == (
            "It waited for two weeks"
        )
    assert post(ilan, offered, "acceptance", seen=1).status_code == 410


def test_a_change_that_waited_for_two_weeks_leaves_what_counts(
    agreed: Promise, noas: Promiser, noa: Visitor, ilan: Visitor, clock: time_machine.Traveller
) -> None:
    noas.suggest(agreed, OTHER)
    clock.shift(OFFER_LASTS)
    for one in (noa, ilan):
        page = page_of(one, agreed)
        assert page.one(class_="promise-words").text == WORDS
        assert buttons(page) == ["Suggest a change"]
        assert "It waited for two weeks." in page.text
    assert post(ilan, agreed, "acceptance", seen=2).status_code == 410
    fields = change_form(ilan, agreed)
    assert (fields["words"], fields["seen"]) == (WORDS, "2")
    assert post(ilan, agreed, "wordings", **fields | {"words": "Another"}).status_code == 303


def test_what_was_for_a_day_that_passed_asks_for_another(
    noas: Promiser, ilan: Visitor, clock: time_machine.Traveller
) -> None:
    promise = noas.offer(terms(rhythm=once(TODAY)))
    clock.shift(DAY)
    page = page_of(ilan, promise)
    assert buttons(page) == ["Suggest a change", "No, thanks"]
    assert "The day it was for has passed." in page.text
    assert "has passed" in problem(post(ilan, promise, "acceptance", seen=1))


def test_on_its_day_both_are_asked_softly_whether_it_fits_and_two_taps_agree(
    noas: Promiser, ilans: Promiser, noa: Visitor, ilan: Visitor, clock: time_machine.Traveller
) -> None:
    promise = ilans.accept(noas.offer(terms(review_on=TODAY + 28 * DAY)))
    asks = "Does this still fit?"
    clock.shift(27 * DAY)
    assert asks not in page_of(noa, promise).text
    clock.shift(DAY)
    for one in (noa, ilan):
        assert "you look again on Friday, 15 January" in page_of(one, promise).text
        assert parse(one.get("/promises").text).one(class_="row-note").text == asks
    assert post(noa, promise, "review", seen=1).status_code == 303
    assert "Noa says it still fits" in page_of(ilan, promise).text
    assert asks not in page_of(noa, promise).text
    assert post(ilan, promise, "review", seen=1).status_code == 303
    for one in (noa, ilan):
        page = page_of(one, promise)
        assert asks not in page.text
        assert "Friday, 15 January" in page.one(class_="promise-label").text


def test_the_story_keeps_every_wording_and_every_turn(
    noas: Promiser, ilans: Promiser, noa: Visitor, ilan: Visitor, clock: time_machine.Traveller
) -> None:
    promise = noas.suggest(
        ilans.suggest(noas.offer(), OTHER, at=THEN + DAY), terms("Third"), at=THEN + 2 * DAY
    )
    agreed = ilans.accept(promise, at=THEN + 3 * DAY)
    declined = ilans.decline(noas.suggest(agreed, terms("Fourth"), at=THEN + 4 * DAY), at=THEN + 5 * DAY)
    noas.turn(declined, Turn.RESTED, at=THEN + 6 * DAY)
    ilans.suggest(declined, terms("Fifth"), at=THEN + 7 * DAY, seen=4)
    noas.turn(declined, Turn.LET_GO, at=THEN + 8 * DAY)
    clock.shift(9 * DAY)
    said_no = "You answered “No, thanks” on Wednesday, 25 November."
    said_yes = "You said on Monday, 23 November that it sounds right."
    told = [one.text for one in page_of(ilan, agreed).one(class_="story").all("li")]
    assert told == [
        "Noa let it go on Saturday, 28 November.",
        "Fifth every day You suggested this on Friday, 27 November. It ended with the promise.",
        "Noa let it rest on Thursday, 26 November.",
        f"Fourth every day Noa suggested this on Tuesday, 24 November. {said_no}",
        f"Third every day Noa suggested this on Sunday, 22 November. {said_yes}",
        f"{OTHER.words} every day You suggested this on Saturday, 21 November. Other words took its place.",
        f"{WORDS} every day Noa offered this on Friday, 20 November. Other words took its place.",
    ]
    mirrored = [one.text for one in page_of(noa, agreed).one(class_="story").all("li")]
    assert mirrored[0] == "You let it go on Saturday, 28 November."
    assert "Ilan answered “No, thanks”" in mirrored[3]


def test_the_list_has_a_place_for_each_and_folds_away_what_has_ended(
    noas: Promiser, ilans: Promiser, noa: Visitor
) -> None:
    first, second, third = (THEN - hours * HOUR for hours in (3, 2, 1))
    ilans.offer(terms("asked"), owner=noas, at=first)
    changed = noas.accept(ilans.offer(terms("changed"), at=second))
    ilans.suggest(changed)
    ilans.accept(noas.offer(terms("kept"), ours=True))
    noas.offer(terms("offered"))
    noas.turn(ilans.accept(noas.offer(terms("resting"))), Turn.RESTED)
    ilans.decline(noas.offer(terms("declined"), at=second), at=third)
    noas.turn(ilans.accept(noas.offer(terms("finished"), at=first), at=first), Turn.FINISHED, at=second)
    page = parse(noa.get("/promises").text).one(id="promises")
    listed = {
        part.one("h2").text: [one.text for one in part.all(class_="row-title")]
        for part in page.all("section")
    }
    assert listed == {
        "For you to answer": ["asked", "changed"],
        "What you two keep": ["kept"],
        "Offered by you": ["offered"],
        "Resting": ["resting"],
    }
    past = page.one("details")
    assert [one.text for one in past.all(class_="row-title")] == ["declined", "finished"]
    assert "open" not in past.attrs
    assert [one.text for one in past.all(class_="row-note")] == ["Answered with “No, thanks”", "Finished"]
    assert not [
        text for text in page.texts() if any(letter.isdigit() for letter in text)
    ]  # nothing is counted


def test_an_empty_list_tells_what_will_be_there_and_the_first_step(noa: Visitor) -> None:
    page = parse(noa.get("/promises").text)
    assert page.one(class_="empty").one("h2").text == "No promises yet"
    assert page.one(class_="act").attrs["href"] == "/promises/new"
    assert page.one("a", class_="tab", aria_current="page").text == "Promises"


def test_the_list_costs_the_same_for_many(
    noas: Promiser, ilans: Promiser, noa: Visitor, engine: sa.Engine
) -> None:
    costs = []
    for _ in range(2):
        for _ in range(3):
            ilans.suggest(ilans.accept(noas.offer()))
        with recorded(engine) as statements:
            noa.get("/promises")
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_pages_change_by_themselves(offered: Promise, noa: Visitor) -> None:
    for path, part in ((f"/promises/{offered.id}", "promise"), ("/promises", "promises")):
        refetched = parse(noa.get(path).text).one(id=part)
        assert (refetched.attrs["hx-get"], refetched.attrs["hx-select"]) == (path, f"#{part}")
        assert refetched.attrs["hx-trigger"] == "mend:changed from:body"


def test_words_are_only_words(noas: Promiser, ilan: Visitor) -> None:
    promise = noas.offer(terms("<script>alert(1)</script> & you"))
    for path in ("/promises", f"/promises/{promise.id}", f"/promises/{promise.id}/change"):
        html = ilan.get(path).text
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; you" in html
