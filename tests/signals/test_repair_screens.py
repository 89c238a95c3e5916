"""What each of the two sees of a repair, in every state it can have: on its page, at home and in the deck."""

import pytest
import sqlalchemy as sa
import time_machine
from fastapi import FastAPI

from mend.couples.membership import member_of
from mend.database import unit_of_work
from mend.notifications.models import DeliveryState
from mend.notifications.outbox import Outbox
from mend.signals.repair_models import Repair
from mend.signals.states import REPAIR_WAITS
from tests.markup import Node, parse
from tests.people import People, Visitor
from tests.signals.partners import MINUTE, THEN, Partner, deliver
from tests.signals.reaching import not_yet, reach, repairs, yes

pytestmark = pytest.mark.any_database

ASK_AT = THEN + 50 * MINUTE


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


@pytest.fixture
def outbox(app: FastAPI) -> Outbox:
    """The application's own, so that its tags are those on the pages."""
    found: Outbox = app.state.outbox
    return found


def whole(visitor: Visitor, repair: Repair) -> Node:
    page = parse(visitor.get(f"/repairs/{repair.id}").text)
    assert page.all(class_="pause-button")  # also here it is under the thumb
    assert len(page.one("main").all(class_="act")) <= 1
    return page


def screen(visitor: Visitor, repair: Repair) -> Node:
    part = whole(visitor, repair).one("section", id="repair")
    # The part fetches itself again when anything changes.
    assert part.attrs["hx-select"] == "#repair"
    assert part.attrs["hx-trigger"] == "mend:changed from:body"
    return part


def home(visitor: Visitor) -> Node:
    part = parse(visitor.get("/").text).one("div", id="home")
    assert len(part.all(class_="act")) <= 1
    return part


def buttons(part: Node) -> list[str]:
    return [node.text for node in part.all() if node.tag == "button" or node.has(class_="button")]


def cleared(part: Node) -> set[str]:
    return {node.attrs["data-clear-tag"] for node in part.all(data_clear_tag=True)}


def tags(outbox: Outbox, engine: sa.Engine, people: People) -> tuple[str, str]:
    with unit_of_work(engine, writes=False) as session:
        member = member_of(session, people.noa)
        assert member is not None
        return outbox.tag(member.couple_id, "repair"), outbox.tag(member.couple_id, "repair-answer")


def test_who_was_asked_reads_the_words_and_can_answer(ilan: Visitor, noas: Partner) -> None:
    repair = reach(noas, THEN, key="hug")
    page = whole(ilan, repair)
    assert page.one("h1").text == "Noa reached out"
    part = screen(ilan, repair)
    assert part.one(class_="say").text == "I would like a hug."
    assert buttons(part) == ["Yes, let’s start over", "Not yet", "Ask me later …"]
    assert cleared(part) == set()
    later = page.one(id="later")
    assert later.one("h2").text == "When may Noa ask again?"
    assert [button.attrs["value"] for button in later.all("button", name="after")] == ["30", "60", "180"]
    assert {form.attrs["action"] for form in page.one("main").all("form") + later.all("form")} == {
        f"/repairs/{repair.id}/answer"
    }


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (None, "Ilan has no device that can receive this. Say it, or show this screen."),
        (DeliveryState.QUEUED, "Saved. Not on Ilan’s phone yet."),
        (DeliveryState.ACCEPTED, "Handed over for Ilan’s phone. No word yet that it was shown."),
        (DeliveryState.SHOWN, "Shown on Ilan’s phone at 20:20."),
        (DeliveryState.GONE, "This did not reach Ilan’s phone. Say it, or show this screen."),
    ],
)
def test_the_sender_reads_the_true_state_of_delivery(
    noa: Visitor,
    noas: Partner,
    ilans: Partner,
    engine: sa.Engine,
    state: DeliveryState | None,
    sentence: str,
) -> None:
    if state is not None:
        ilans.add_device()
    repair = reach(noas, THEN)
    if state is not None:
        deliver(engine, state)
    part = screen(noa, repair)
    assert part.one(class_="delivery").text == sentence
    assert part.one(class_="note-words").text == "Can we start over?"
    assert buttons(part) == ["Ask again", "With other words"]


def test_put_off_until_a_time_both_see_it_each_on_their_own_clock(
    noa: Visitor,
    ilan: Visitor,
    noas: Partner,
    ilans: Partner,
    engine: sa.Engine,
    people: People,
    outbox: Outbox,
    clock: time_machine.Traveller,
) -> None:
    ilans.travel("America/New_York")
    repair = not_yet(ilans, reach(noas, THEN), THEN, ask_at=ASK_AT)
    hers, his = screen(noa, repair), screen(ilan, repair)
    assert "Ilan says: not yet. You can ask again from 21:10. That is 15:10 where Ilan is." in hers.text
    left = hers.one("time", data_until=True)
    assert (left.text, left.attrs["data-until"]) == ("50 minutes", ASK_AT.isoformat())
    assert buttons(hers) == ["Ask again", "With other words"]
    assert not hers.all(class_="act")
    assert "From 15:10, Noa can ask again. That is 21:10 where Noa is." in his.text
    assert buttons(his) == ["Yes, let’s start over", "Name another time …"]
    asked, answered = tags(outbox, engine, people)
    assert (cleared(hers), cleared(his)) == ({answered}, {asked})
    clock.move_to(ASK_AT)
    assert screen(noa, repair).one(class_="act").text == "Ask again"


def test_a_time_on_another_day_says_so(noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner) -> None:
    repair = not_yet(ilans, reach(noas, THEN), THEN, ask_at=THEN + 12 * 60 * MINUTE)
    assert "You can ask again tomorrow, from 08:20." in screen(noa, repair).text
    assert "You can ask again tomorrow, from 08:20." in home(noa).text
    assert "Tomorrow from 08:20, Noa can ask again." in screen(ilan, repair).text


def test_put_off_without_a_time(noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner) -> None:
    repair = not_yet(ilans, reach(noas, THEN), THEN)
    assert "Not yet is not no. You can ask again." in screen(noa, repair).text
    his = screen(ilan, repair)
    assert "You said not yet. That is all right." in his.text
    assert "Noa has no device that can receive this." in his.one(class_="delivery").text
    assert buttons(his) == ["Yes, let’s start over", "Name a time to ask again …"]


def test_a_page_says_whether_there_is_a_time_and_can_take_it_back(
    ilan: Visitor, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    repair = reach(noas, THEN)
    for form in (
        next(form for form in screen(ilan, repair).all("form") if form.text == "Not yet"),
        home(ilan).one("form", action=f"/repairs/{repair.id}/answer"),
    ):
        assert form.one("input", name="at").attrs["value"] == ""
    assert not whole(ilan, repair).one(id="later").all("button", name="at")
    not_yet(ilans, repair, THEN, ask_at=ASK_AT)
    back = whole(ilan, repair).one(id="later").one("button", name="at")
    assert (back.text, back.attrs["value"]) == ("Without a time", "")
    assert ilan.post_form(f"/repairs/{repair.id}/answer", answer="not_yet", at="").status_code == 303
    assert repairs(engine)[0].ask_at is None


def test_a_time_that_was_mistyped_stays_when_the_page_renews_itself(ilan: Visitor, noas: Partner) -> None:
    repair = reach(noas, THEN)
    page = parse(ilan.post_form(f"/repairs/{repair.id}/answer", answer="not_yet", at="soon").text)
    assert page.one("main").one("input", id="field-at").attrs["value"] == "soon"
    part = page.one("section", id="repair")
    assert not part.all("input", name="at", type="time")
    # What leads to the sheet does so before and after, and the sheet begins anew.
    assert buttons(part) == buttons(screen(ilan, repair))
    assert page.one(id="later").one("input", type="time").attrs["value"] == ""
    ids = [node.attrs["id"] for node in page.all(id=True)]
    assert len(ids) == len(set(ids))


def test_both_said_yes(
    noa: Visitor,
    ilan: Visitor,
    noas: Partner,
    ilans: Partner,
    engine: sa.Engine,
    people: People,
    outbox: Outbox,
) -> None:
    repair = yes(ilans, reach(noas, THEN), THEN)
    for visitor in (noa, ilan):
        part = screen(visitor, repair)
        assert part.one(class_="say").text == "You both said yes to starting over."
        assert buttons(part) == ["Go home"]
        assert cleared(part) == set(tags(outbox, engine, people))


def test_a_yes_within_a_pause_leads_back_from_it(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner
) -> None:
    pause = noas.call(THEN).pause
    repair = yes(noas, reach(ilans, THEN, pause_id=pause.id), THEN)
    hers = screen(noa, repair)
    assert buttons(hers) == ["I’m back", "Go home"]
    assert hers.one("form").attrs["action"] == f"/pauses/{pause.id}/return"
    assert "Your pause still runs until you say that you are back." in hers.text
    his = screen(ilan, repair)
    assert buttons(his) == ["Back to the pause", "Go home"]
    assert "The pause still runs until Noa is back." in his.text


def test_a_faded_one_asks_for_nothing(
    noa: Visitor, ilan: Visitor, noas: Partner, clock: time_machine.Traveller
) -> None:
    repair = reach(noas, THEN)
    clock.shift(REPAIR_WAITS)
    assert buttons(screen(noa, repair)) == ["Ask again", "With other words"]
    assert buttons(screen(ilan, repair)) == ["Reach out"]
    for visitor in (noa, ilan):
        assert "This was a while ago." in screen(visitor, repair).text
        assert not home(visitor).all(class_="note-words")


def test_a_page_of_an_older_one_shows_the_newest(noa: Visitor, ilan: Visitor, noas: Partner) -> None:
    first, second = reach(noas, THEN), reach(noas, THEN + MINUTE, key="hug")
    for visitor in (noa, ilan):
        part = screen(visitor, first)
        assert part.attrs["hx-get"] == f"/repairs/{second.id}"
        assert "I would like a hug." in part.text


def test_when_both_reached_out_both_are_shown(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner
) -> None:
    hers, his = reach(noas, THEN), reach(ilans, THEN, key="hug")
    part = screen(noa, hers)
    assert "Ilan reached out too I would like a hug." in part.text
    assert part.one(class_="act").text == "Yes, let’s start over"
    assert part.one("form").attrs["action"] == f"/repairs/{his.id}/answer"
    assert "You reached out too. A yes counts for both." in screen(noa, his).text
    part = home(ilan)
    assert [node.text for node in part.all("h2", class_="note-words")] == [
        "Can we start over?",
        "I would like a hug.",
    ]


def test_a_repair_in_a_pause_leads_back_to_it_while_it_runs(
    noa: Visitor, ilan: Visitor, noas: Partner
) -> None:
    pause = noas.call(THEN).pause
    repair = reach(noas, THEN)
    for visitor in (noa, ilan):
        assert screen(visitor, repair).one("a", href=f"/pauses/{pause.id}").text == "Back to the pause"
    noas.come_back(pause, THEN + MINUTE)
    assert not screen(noa, repair).all("a", href=f"/pauses/{pause.id}")
