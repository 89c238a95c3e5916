"""How the way back ends, on the screens of both: in time, too late and too early."""

from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine

from mend.accounts.models import Person
from mend.database import unit_of_work
from mend.ids import new_id
from mend.signals.models import Pause
from mend.signals.return_models import ReturnEnding, Step
from mend.signals.states import RETURN_LASTS, SILENT_AFTER, TurnMove
from tests.markup import parse
from tests.people import Visitor
from tests.signals.cards import AT, card, labels, post
from tests.signals.partners import BACK, MINUTE, THEN, Partner, everything

LONG = "Wilhelmine-Friederike von Hohenstein-Waldburg"


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at AT, until the clock is moved."""
    clock.move_to(AT)


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
    assert mine.one("p", class_="lead").text == "You said “Settled”. Now Ilan chooses."
    assert mine.one("button", aria_pressed="true").attrs["value"] == "settled"
    assert card(ilan, opened, "end").one("p", class_="lead").text == "Noa would say “Settled”. And you?"
    assert post(ilan, opened, "return/wish", wish="settled")[0] == 303
    for visitor in (noa, ilan):
        page = card(visitor, opened, "end")
        assert page.one("h1").text == "Settled."
        assert labels(page) == ["Go home"]
        assert "You said" not in page.text


def test_who_chose_unlike_reads_what_each_said(noa: Visitor, ilan: Visitor, opened: Pause) -> None:
    rule = "A talk counts if one of you wants it. Otherwise it is let go."
    assert rule in card(noa, opened, "end").text
    post(noa, opened, "return/wish", wish="settled")
    post(ilan, opened, "return/wish", wish="let_go")
    assert "You said “Settled”, Ilan said “Let it go”." in card(noa, opened, "end").text
    assert "You said “Let it go”, Noa said “Settled”." in card(ilan, opened, "end").text


def test_what_the_other_shared_meanwhile_is_read_before_the_end(
    noa: Visitor, ilan: Visitor, opened: Pause, ilans: Partner
) -> None:
    ilans.write(opened, Step.KINDNESS, "You waited for me", AT)
    assert card(noa, opened, "end").one("p", class_="note-words").text == "You waited for me"
    assert card(ilan, opened, "end").all("p", class_="note-words") == []


def test_who_would_rather_not_today_is_heard_by_the_one_who_waits(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner
) -> None:
    pause = noas.call(THEN).pause
    noas.come_back(pause, THEN + MINUTE)
    ilans.wish(pause, ReturnEnding.SETTLED, THEN + MINUTE)
    part = parse(noa.get(f"/pauses/{pause.id}").text).one("section", id="pause")
    assert "Ilan would rather end it here for today, with “Settled”." in part.text
    assert part.one("a", class_="act").attrs["href"] == f"/pauses/{pause.id}/return?step=end"
    assert "same flower" not in part.text
    assert "would rather" not in parse(ilan.get(f"/pauses/{pause.id}").text).text


ENDS = {
    ReturnEnding.SETTLED: ("Settled.", "You found your way back to each other. That is what counts."),
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
