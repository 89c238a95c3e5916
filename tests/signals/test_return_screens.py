"""The way back as each of the two sees it, in every state, and what its forms answer."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine

from mend.accounts.models import Person
from mend.database import unit_of_work
from mend.ids import new_id
from mend.signals.bloom import bloom
from mend.signals.models import Pause
from mend.signals.return_card import TURN_LASTS
from mend.signals.return_models import ReturnEnding, Step
from mend.signals.return_pages import JUST_OPENED_SECONDS
from mend.signals.states import RETURN_LASTS, SILENT_AFTER, TurnMove
from tests.markup import Node, parse, typed
from tests.people import Visitor
from tests.signals.partners import BACK, MINUTE, THEN, Partner, everything

AT = BACK + 2 * MINUTE
LONG = "Wilhelmine-Friederike von Hohenstein-Waldburg"


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at AT, until the clock is moved."""
    clock.move_to(AT)


def card(visitor: Visitor, pause: Pause, step: str = "start") -> Node:
    answer = visitor.get(f"/pauses/{pause.id}/return?step={step}")
    assert answer.status_code == 200
    return parse(answer.text)


def post(visitor: Visitor, pause: Pause, what: str, **fields: object) -> tuple[int, Node]:
    answer = visitor.post_form(f"/pauses/{pause.id}/{what}", **fields)
    return answer.status_code, parse(answer.text) if answer.status_code != 303 else Node("", {})


def labels(page: Node) -> list[str]:
    main = page.one("main")
    return [node.text for node in main.all() if node.tag == "button" or node.has(class_="button")]


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
    assert (labels(mine), labels(other)) == (["I’m done", "Leave this turn out"], ["Leave this turn out"])
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


# ── the end


def test_each_says_how_it_should_end_and_sees_what_the_other_said(
    noa: Visitor, ilan: Visitor, opened: Pause
) -> None:
    assert labels(card(noa, opened, "end")) == [
        "Settled We are all right again.",
        "Book a talk The topic gets a good time of its own.",
        "Let it go It is not worth more of this day.",
    ]
    assert post(noa, opened, "return/wish", wish="settled")[0] == 303
    mine = card(noa, opened, "end")
    assert mine.one("p", class_="lead").text == "You said “Settled”. It ends once Ilan says so too."
    assert mine.one("button", aria_pressed="true").attrs["value"] == "settled"
    assert card(ilan, opened, "end").one("p", class_="lead").text == "Noa would say “Settled”. And you?"
    assert post(ilan, opened, "return/wish", wish="settled")[0] == 303
    for visitor in (noa, ilan):
        page = card(visitor, opened, "end")
        assert page.one("h1").text == "Settled."
        assert labels(page) == ["Go home"]


ENDS = {
    ReturnEnding.SETTLED: ("Settled.", "You found back to each other. That is what counts."),
    ReturnEnding.TALK: ("A talk will find its time.", "Nothing has to be solved tonight."),
    ReturnEnding.LET_GO: ("Let go.", "Not everything needs an answer."),
    ReturnEnding.LAPSED: ("This return is over.", "A new pause began after it."),
    None: ("This return is over.", "A new beginning is always possible."),
}


@pytest.mark.parametrize("ending", list(ENDS))
def test_what_was_said_can_be_read_after_each_end(
    noa: Visitor,
    ilan: Visitor,
    noas: Partner,
    ilans: Partner,
    opened: Pause,
    clock: time_machine.Traveller,
    ending: ReturnEnding | None,
) -> None:
    noas.write(opened, Step.KINDNESS, "Thank you", AT)
    noas.begin_turn(opened, noas, AT)
    for partner, move in ((noas, TurnMove.DONE), (ilans, TurnMove.HEARD), (noas, TurnMove.UNDERSTOOD)):
        partner.say(opened, move, noas, AT, "You were tired")
    if ending is ReturnEnding.LAPSED:
        noas.call(AT)
    elif ending is None:
        clock.move_to(BACK + RETURN_LASTS)
    else:
        for partner in (noas, ilans):
            partner.wish(opened, ending, AT)
    title, lead = ENDS[ending]
    talk = ["Book a talk"] if ending is ReturnEnding.TALK else []
    for visitor, name, heard in ((noa, "You", "Ilan heard"), (ilan, "Noa", "You heard")):
        for step in ("start", "feeling", "turns", "end"):
            page = card(visitor, opened, step)
            assert (page.one("h1").text, page.one("p", class_="lead").text) == (title, lead)
            assert [note.text for note in page.all(class_="note")] == [
                f"{name} Thank you",
                f"{heard} You were tired",
            ]
            assert labels(page) == [*talk, "Go home"]
            assert len(page.all(class_="act")) == 1


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("return/words", {"step": "kindness", "words": "Thank you"}),
        ("return/turns", {"speaker_id": "noa"}),
        ("return/wish", {"wish": "talk"}),
        ("readiness", {}),
    ],
)
def test_too_late_is_said_on_the_page_of_what_counts_now(
    ilan: Visitor,
    noas: Partner,
    ilans: Partner,
    returned: Pause,
    engine: sa.Engine,
    what: str,
    fields: dict[str, str],
) -> None:
    for partner in (noas, ilans):
        partner.wish(returned, ReturnEnding.SETTLED, AT)
    before = everything(engine)
    fields = {name: str(noas.id) if value == "noa" else value for name, value in fields.items()}
    status, page = post(ilan, returned, what, **fields)
    assert (status, page.one(role="alert").text) == (410, "This return is over.")
    problem = ilan.post(f"/pauses/{returned.id}/{what}", data=fields, headers={"Accept": "application/json"})
    assert (problem.status_code, problem.json()["detail"]) == (410, "This return is over.")
    assert everything(engine) == before


Posted = tuple[str, dict[str, str]]
EARLY: list[Posted] = [
    ("return/words", {"step": "kindness", "words": "Thank you"}),
    ("return/words", {"step": "kindness", "words": ""}),
    ("return/turns", {"speaker_id": str(new_id())}),
]


@pytest.mark.parametrize(("what", "fields"), EARLY)
def test_too_early_is_said_on_the_page_of_the_pause(
    noa: Visitor, returned: Pause, engine: sa.Engine, what: str, fields: dict[str, str]
) -> None:
    before = everything(engine)
    status, page = post(noa, returned, what, **fields)
    assert (status, page.one(role="alert").text) == (409, "This opens once both of you are ready.")
    assert page.one("h1").text == "You are back."
    assert everything(engine) == before


@pytest.mark.parametrize(
    ("what", "fields"), [*EARLY[:1], ("return/wish", {"wish": "settled"}), ("readiness", {})]
)
def test_before_the_caller_is_back_there_is_no_return_and_the_pause_says_so(
    ilan: Visitor, noas: Partner, engine: sa.Engine, what: str, fields: dict[str, str]
) -> None:
    pause = noas.call(AT).pause
    before = everything(engine)
    status, page = post(ilan, pause, what, **fields)
    assert status == 409
    assert page.one(role="alert").text == (
        "There is no return to this pause yet. It begins when its caller is back."
    )
    assert page.one("h1").text.startswith("Noa needs a pause")
    assert ilan.get(f"/pauses/{pause.id}/return").status_code == 409
    assert everything(engine) == before


def test_after_a_pause_that_ended_otherwise_its_page_says_that_it_is_over(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner
) -> None:
    pause = noas.call(THEN).pause
    ilans.call(BACK)
    for visitor in (noa, ilan):
        answer = visitor.get(f"/pauses/{pause.id}/return")
        assert answer.status_code == 410
        assert parse(answer.text).one(role="alert").text == "This pause is over."


# ── every page, for both, with long names


def rename(engine: sa.Engine, *ids: UUID) -> None:
    with unit_of_work(engine) as session:
        for person_id in ids:
            session.get_one(Person, person_id).name = LONG


def bring(state: str, pause: Pause, noas: Partner, ilans: Partner) -> None:
    if state == "delayed":
        noas.delay(pause, BACK + 60 * MINUTE, BACK)
    if state in {"waiting", "open", "settled"}:
        noas.come_back(pause, BACK)
    if state == "open":
        ilans.be_ready(pause, BACK)
    if state == "settled":
        for partner in (noas, ilans):
            partner.wish(pause, ReturnEnding.SETTLED, BACK)
    if state == "lapsed":
        ilans.call(BACK)


@pytest.mark.parametrize(
    "state", ["running", "due", "silent", "delayed", "waiting", "open", "settled", "faded", "lapsed"]
)
def test_every_page_holds_together_for_both_in_every_state(
    noa: Visitor,
    ilan: Visitor,
    noas: Partner,
    ilans: Partner,
    engine: sa.Engine,
    clock: time_machine.Traveller,
    state: str,
) -> None:
    pause = noas.call(THEN).pause
    ilans.write_for_later(pause, "Later", THEN)
    bring(state if state != "faded" else "waiting", pause, noas, ilans)
    moments = {"running": THEN, "due": BACK, "silent": BACK + SILENT_AFTER, "faded": BACK + RETURN_LASTS}
    clock.move_to(moments.get(state, AT))
    rename(engine, noas.id, ilans.id)
    here = f"/pauses/{pause.id}"
    steps = ("start", "kindness", "my_part", "feeling", "turns", "end")
    for visitor in (noa, ilan):
        for path in (
            here,
            f"{here}/delay",
            f"{here}/later",
            *(f"{here}/return?step={step}" for step in steps),
            "/us/history",
            "/us/soothing",
        ):
            answer = visitor.get(path, follow_redirects=True)
            assert answer.status_code in {200, 409, 410}, path
            page = parse(answer.text)
            assert len(page.all("h1")) + len(page.all("p", class_="say")) == 1, path
            main = page.one("main")
            assert len(main.all(class_="act")) <= 1, path
            assert (answer.status_code == 200) is not bool(main.all(role="alert")), path
            for form in main.all("form"):
                assert form.attrs["method"] == "post"
            for named in main.all(id=True):
                assert len(page.all(id=named.attrs["id"])) == 1, path
