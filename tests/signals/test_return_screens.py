"""The way back as each of the two sees it, in every state, and what its forms answer."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from mend.ids import new_id
from mend.signals.bloom import bloom
from mend.signals.models import Pause
from mend.signals.return_card import TURN_LASTS
from mend.signals.return_models import Step
from mend.signals.return_pages import JUST_OPENED_SECONDS
from mend.signals.states import TurnMove
from tests.markup import Node, typed
from tests.people import Visitor
from tests.signals.cards import AT, card, labels, post
from tests.signals.partners import BACK, MINUTE, Partner, everything


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at AT, until the clock is moved."""
    clock.move_to(AT)


# ── ready


def test_while_one_is_not_ready_the_card_leads_back_to_the_pause(
    noa: Visitor, ilan: Visitor, returned: Pause
) -> None:
    for visitor in (noa, ilan):
        for step in ("start", "kindness", "turns"):
            answer = visitor.get(f"/pauses/{returned.id}/return?step={step}")
            assert (answer.status_code, answer.headers["location"]) == (303, f"/pauses/{returned.id}")
        assert card(visitor, returned, "end").one("h1").text == "How shall it end?"


def test_being_ready_opens_it_for_both(noa: Visitor, ilan: Visitor, returned: Pause) -> None:
    for _ in range(2):
        answer = ilan.post_form(f"/pauses/{returned.id}/readiness")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/pauses/{returned.id}")
    for visitor in (noa, ilan):
        answer = visitor.get(f"/pauses/{returned.id}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/pauses/{returned.id}/return")
        page = card(visitor, returned)
        assert page.one("h1").text == "You are both here."
        assert labels(page) == ["Begin", "Straight to the end"]


def test_a_part_that_refetches_is_led_to_the_card(noa: Visitor, opened: Pause) -> None:
    answer = noa.get(f"/pauses/{opened.id}", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, f"/pauses/{opened.id}/return")


def test_both_see_the_same_flower_and_it_unfolds_only_once(
    noa: Visitor, ilan: Visitor, opened: Pause, clock: time_machine.Traveller
) -> None:
    clock.move_to(BACK + MINUTE + timedelta(seconds=JUST_OPENED_SECONDS - 1))
    pictures = [card(visitor, opened).one("svg", class_="bloom") for visitor in (noa, ilan)]
    assert pictures[0] == pictures[1]
    assert len(pictures[0].all("path")) == sum(len(ring.angles) for ring in bloom(opened.id))
    assert pictures[0].has(class_="opening")
    clock.shift(1)
    assert not card(noa, opened).one("svg", class_="bloom").has(class_="opening")


def test_a_late_tap_from_the_pause_leads_on_to_the_open_return(ilan: Visitor, opened: Pause) -> None:
    status, page = post(ilan, opened, "answer")
    assert (status, page.one(role="alert").text) == (410, "This pause is over.")
    assert "This return is over" not in page.text
    assert page.one("a", class_="act").attrs["href"] == f"/pauses/{opened.id}/return"


# ── words


@pytest.mark.parametrize(
    ("step", "place", "after"),
    [("kindness", "kindness", "my_part"), ("my_part", "my_part", "feeling"), ("feeling", "feeling", "turns")],
)
def test_each_step_is_shared_with_the_other_and_leads_on(
    noa: Visitor, ilan: Visitor, opened: Pause, step: str, place: str, after: str
) -> None:
    page = card(noa, opened, place)
    form = page.one("form", class_="whole")
    fields = typed(form) | {"words": "tired <b>\r\nand sad"}
    answer = noa.post_form(form.attrs["action"], **fields)
    assert answer.headers["location"] == f"/pauses/{opened.id}/return?step={after}"
    assert page.one("a", class_="quiet").attrs["href"].endswith(f"step={after}")
    note = card(ilan, opened, place).one(class_="note")
    assert note.one("p", class_="eyebrow").text == "Noa"
    assert "tired <b> and sad" in note.text
    assert not note.all("b")
    assert typed(card(noa, opened, place))["words"] == "tired <b> and sad"


@pytest.mark.parametrize(
    ("occasion", "need", "sentence"),
    [
        ("", "", "I feel hurt."),
        ("it is loud", "", "I feel hurt when it is loud."),
        ("", "a quiet hour", "I feel hurt. I need a quiet hour."),
        ("it is loud", "a quiet hour", "I feel hurt when it is loud. I need a quiet hour."),
    ],
)
def test_a_feeling_is_one_sentence_of_what_was_filled_in(
    ilan: Visitor, noas: Partner, opened: Pause, occasion: str, need: str, sentence: str
) -> None:
    noas.write(opened, Step.FEELING, "hurt", AT, occasion=occasion, need=need)
    assert card(ilan, opened, "feeling").one("p", class_="note-words").text == sentence


@pytest.mark.parametrize(
    ("fields", "place", "field", "sentence"),
    [
        ({"step": "kindness", "words": " "}, "One kindness", "words", "Please fill this in."),
        (
            {"step": "my_part", "words": "x" * 301},
            "My part in it",
            "words",
            "This is too long. At most 300 characters fit.",
        ),
        (
            {"step": "feeling", "words": "hurt", "occasion": "it was late", "need": "y" * 301},
            "How it is for me",
            "need",
            "This is too long. At most 300 characters fit.",
        ),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_nothing_typed_is_lost(
    noa: Visitor,
    opened: Pause,
    engine: sa.Engine,
    fields: dict[str, str],
    place: str,
    field: str,
    sentence: str,
) -> None:
    before = everything(engine)
    status, page = post(noa, opened, "return/words", **fields)
    assert (status, page.one("h1").text) == (422, place)
    assert page.one(id=f"field-{field}-error").text == sentence
    assert {name: typed(page)[name] for name in fields} == {
        name: value.strip() for name, value in fields.items()
    }
    assert everything(engine) == before


@pytest.mark.parametrize(
    ("what", "fields", "status"),
    [
        ("return/words", {"step": "blame", "words": "You always"}, 422),
        ("return/words", {"step": "kindness", "words": "x", "score": "3"}, 422),
        ("return/turns", {}, 422),
        ("return/turns", {"speaker_id": "me"}, 422),
        ("return/turns", {"speaker_id": str(new_id())}, 404),
        ("return/wish", {}, 422),
        ("return/wish", {"wish": "win"}, 422),
        ("return/wish", {"wish": "lapsed"}, 400),
    ],
)
def test_what_no_page_of_ours_sends_changes_nothing(
    noa: Visitor, opened: Pause, engine: sa.Engine, what: str, fields: dict[str, str], status: int
) -> None:
    before = everything(engine)
    assert post(noa, opened, what, **fields)[0] == status
    assert noa.get(f"/pauses/{opened.id}/return?step=blame").status_code == 422
    assert everything(engine) == before


# ── turns


def clocks(page: Node) -> list[tuple[str, str]]:
    return [
        (clock.attrs["datetime"], clock.attrs["data-until"]) for clock in page.all("time", data_style=True)
    ]


def test_a_turn_from_beginning_to_end_on_both_screens(
    noa: Visitor, ilan: Visitor, opened: Pause, noas: Partner, clock: time_machine.Traveller
) -> None:
    assert labels(card(noa, opened, "turns")) == ["I speak now", "Ilan speaks now", "Leave this out"]
    form = card(noa, opened, "turns").all("form")[0]
    answer = noa.post_form(form.attrs["action"], **typed(form))
    assert answer.headers["location"] == f"/pauses/{opened.id}/return?step=turns"
    mine, other = card(noa, opened, "turns"), card(ilan, opened, "turns")
    end = (AT + TURN_LASTS).isoformat()
    assert clocks(mine) == clocks(other) == [(end, end)]
    assert (labels(mine), labels(other)) == (["I’m done", "Leave this turn out"], [])
    assert "You speak. Ilan only listens." in mine.text
    assert "Noa speaks. Just listen, and look at each other." in other.text

    clock.move_to(AT + TURN_LASTS)
    mine, other = card(noa, opened, "turns"), card(ilan, opened, "turns")
    assert clocks(mine) == clocks(other) == []
    assert "Now Ilan says what they heard." in mine.text
    assert labels(other) == ["Ask Noa: was that it?", "Leave this out"]
    heard = other.one("form", id="heard")
    assert heard.has(hx_morph_skip=True)  # a change on the other phone touches nothing that is being typed
    assert ilan.post_form(heard.attrs["action"], words="You are angry").status_code == 303

    mine, other = card(noa, opened, "turns"), card(ilan, opened, "turns")
    assert mine.one(class_="note").text == "Ilan heard You are angry"
    assert other.one(class_="note").text == "You heard You are angry"
    assert labels(mine) == ["Yes, that’s it", "Not quite"]
    assert labels(other) == []
    form = mine.all("form")[1]
    assert noa.post_form(form.attrs["action"], **typed(form)).status_code == 303

    other = card(ilan, opened, "turns")
    assert "Not quite yet. Ask Noa, then say it once more." in other.text
    assert typed(other.one("form", id="heard")) == {"words": "You are angry"}
    ilan.post_form(other.one("form", id="heard").attrs["action"], words="You are tired")
    form = card(noa, opened, "turns").all("form")[0]
    assert noa.post_form(form.attrs["action"], **typed(form)).status_code == 303
    for visitor, label, speaks in (
        (noa, "Ilan heard", "Ilan speaks now"),
        (ilan, "You heard", "I speak now"),
    ):
        page = card(visitor, opened, "turns")
        assert page.one(class_="note").text == f"{label} You are tired"
        assert labels(page) == [speaks, "Leave this out"]


def test_who_begins_a_moment_too_late_sees_the_winners_turn_and_why(
    ilan: Visitor, noas: Partner, ilans: Partner, opened: Pause, engine: sa.Engine
) -> None:
    noas.begin_turn(opened, noas, AT)
    before = everything(engine)
    status, page = post(ilan, opened, "return/turns", speaker_id=ilans.id)
    assert (status, page.one(role="alert").text) == (409, "Noa has the first turn. Yours comes after it.")
    assert "Noa speaks. Just listen, and look at each other." in page.text
    assert everything(engine) == before


@pytest.mark.parametrize(("words", "sentence"), [("", "Please fill this in."), ("x" * 301, None)])
def test_what_was_heard_is_checked_and_stays_typed(
    ilan: Visitor,
    noas: Partner,
    opened: Pause,
    clock: time_machine.Traveller,
    words: str,
    sentence: str | None,
) -> None:
    noas.begin_turn(opened, noas, AT)
    clock.move_to(AT + TURN_LASTS)
    status, page = post(ilan, opened, f"return/turns/{noas.id}/hearing", words=words)
    assert status == 422
    assert page.one(class_="field-error").text == (
        sentence or "This is too long. At most 300 characters fit."
    )
    assert typed(page.one("form", id="heard")) == {"words": words}


@pytest.mark.parametrize("move", ["heard", "", "again"])
def test_a_word_on_a_turn_is_one_of_four(noa: Visitor, noas: Partner, opened: Pause, move: str) -> None:
    noas.begin_turn(opened, noas, AT)
    assert post(noa, opened, f"return/turns/{noas.id}/word", move=move)[0] == 422


def test_a_word_from_the_wrong_one_is_refused_on_the_page(
    ilan: Visitor, noas: Partner, opened: Pause, engine: sa.Engine
) -> None:
    noas.begin_turn(opened, noas, AT)
    before = everything(engine)
    status, page = post(ilan, opened, f"return/turns/{noas.id}/word", move=TurnMove.DONE.value)
    assert (status, page.one(role="alert").text) == (409, "This is for Noa to say: it is their turn.")
    assert everything(engine) == before
