"""What each of the two sees during a pause, in every state it can have."""

from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import col, update

from mend.agreements.versions import Wording
from mend.couples.membership import member_of
from mend.database import unit_of_work
from mend.notifications.models import Delivery, DeliveryState
from mend.notifications.outbox import Outbox
from mend.signals.messages import PRACTICAL
from mend.signals.models import Pause, Practical
from mend.signals.states import FADES_AFTER, SILENT_AFTER
from tests.markup import Node, parse
from tests.people import People, Visitor
from tests.signals.partners import MINUTE, THEN, Partner, deliver

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


@pytest.fixture
def pause(noas: Partner, clock: time_machine.Traveller) -> Pause:
    """Noa's pause, until 20:40 in Berlin."""
    return noas.call(THEN).pause


def screen(visitor: Visitor, pause: Pause) -> Node:
    page = parse(visitor.get(f"/pauses/{pause.id}").text)
    assert "dusk" in page.one("body").attrs["class"]
    assert page.one("a", class_="safety").attrs["href"] == "/safety"
    part = page.one("section", id="pause")
    # The part fetches itself again when anything changes.
    assert part.attrs["hx-get"] == f"/pauses/{pause.id}"
    assert part.attrs["hx-select"] == "#pause"
    assert part.attrs["hx-trigger"] == "mend:changed from:body"
    return part


def buttons(part: Node) -> list[str]:
    actions = part.one("div", class_="actions")
    return [node.text for node in actions.all() if node.tag == "button" or node.has(class_="button")]


def pills(part: Node) -> list[str]:
    return [node.text for node in part.one("section", class_="cooling").all(class_="pill")]


def test_the_caller_sees_what_to_show_across_the_room(noa: Visitor, pause: Pause) -> None:
    part = screen(noa, pause)
    assert part.one("h1").text == "I need a pause."
    clock = part.one("time", class_="clock")
    assert (clock.text, clock.attrs["datetime"]) == ("20:40", pause.returns_at.isoformat())
    left = part.one("time", data_until=True)
    assert (left.text, left.attrs["data-until"]) == ("20 minutes", pause.returns_at.isoformat())
    assert buttons(part) == ["I’m back", "More time", "Something practical"]
    assert part.one("a", class_="plain").attrs["href"] == f"/pauses/{pause.id}/delay"
    assert part.one("form", action=f"/pauses/{pause.id}/return").attrs["method"] == "post"


def test_the_other_sees_who_comes_back_and_when_and_that_nothing_is_demanded(
    ilan: Visitor, pause: Pause
) -> None:
    part = screen(ilan, pause)
    assert part.one("h1").text == "Noa needs a pause, and is coming back at 20:40 ."
    assert part.one("p", class_="eyebrow").text == "Pause"
    assert "20 minutes to go. Nothing to answer." in part.text
    assert buttons(part) == ["OK", "Something practical"]
    assert not part.all("form", action=f"/pauses/{pause.id}/return")
    assert not part.all(data_clear_tag=True)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (None, "Ilan has no device that can receive this. Say it, or show this screen."),
        (DeliveryState.QUEUED, "Saved. Not on Ilan’s phone yet."),
        (DeliveryState.ACCEPTED, "Handed over for Ilan’s phone. No word yet that it was shown."),
        (DeliveryState.SHOWN, "Shown on Ilan’s phone at 20:20."),
        (DeliveryState.GONE, "This did not reach Ilan’s phone. Say it, or show this screen."),
        (DeliveryState.REFUSED, "This did not reach Ilan’s phone. Say it, or show this screen."),
        (DeliveryState.EXPIRED, "This did not reach Ilan’s phone. Say it, or show this screen."),
    ],
)
def test_the_caller_reads_the_true_state_of_delivery(
    noa: Visitor,
    noas: Partner,
    ilans: Partner,
    engine: sa.Engine,
    state: DeliveryState | None,
    sentence: str,
) -> None:
    if state is not None:
        ilans.add_device()
    pause = noas.call(THEN).pause
    if state is not None:
        deliver(engine, state)
    line = screen(noa, pause).one("p", class_="delivery")
    assert (line.text, line.attrs["data-state"]) == (sentence, state.value if state else "none")


def test_of_several_devices_the_best_state_is_said(
    noa: Visitor, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone = ilans.add_device()
    ilans.add_device("tablet")
    pause = noas.call(THEN).pause
    with unit_of_work(engine) as session:
        session.exec(
            update(Delivery).where(col(Delivery.device_id) == phone).values(state=DeliveryState.GONE)
        )
    assert screen(noa, pause).one("p", class_="delivery").attrs["data-state"] == "queued"


def test_the_pause_and_each_note_say_for_themselves_how_far_they_came(
    noa: Visitor, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    ilans.add_device()
    pause = noas.call(THEN).pause
    deliver(engine, DeliveryState.GONE)
    noas.note(pause, Practical.KIDS, THEN + MINUTE)
    part = screen(noa, pause)
    assert part.one("div", class_="actions").one("p", class_="delivery").attrs["data-state"] == "gone"
    note = part.one("li", class_="note").one("p", class_="delivery")
    assert (note.text, note.attrs["data-state"]) == ("Saved. Not on Ilan’s phone yet.", "queued")


def test_the_other_never_reads_about_delivery(ilan: Visitor, pause: Pause) -> None:
    assert screen(ilan, pause).all("p", class_="delivery") == []


def test_after_ok_the_caller_knows_and_the_other_s_phone_clears_it(
    noa: Visitor, ilan: Visitor, ilans: Partner, pause: Pause, app_tag: str
) -> None:
    ilans.answer(pause, THEN + MINUTE)
    line = screen(noa, pause).one("p", class_="delivery")
    assert (line.text, line.attrs["data-state"]) == ("Ilan said OK.", "answered")
    part = screen(ilan, pause)
    assert part.one(data_clear_tag=True).attrs["data-clear-tag"] == app_tag
    assert part.one("p", class_="delivery").text == "You said OK. It stands on Noa’s screen."
    assert buttons(part) == ["Go home", "Something practical"]


@pytest.fixture
def app_tag(app: object, engine: sa.Engine, people: People) -> str:
    """The tag under which the couple's pause stands on a lock screen."""
    outbox: Outbox = app.state.outbox  # type: ignore[attr-defined]
    with unit_of_work(engine, writes=False) as session:
        member = member_of(session, people.noa)
        assert member is not None
        return outbox.tag(member.couple_id, "pause")


def test_who_pressed_too_is_told_that_it_is_one_pause(
    noa: Visitor, ilan: Visitor, ilans: Partner, pause: Pause
) -> None:
    assert "wants a pause too" not in screen(noa, pause).text
    ilans.call(THEN + MINUTE)
    assert "Ilan wants a pause too." in screen(noa, pause).text
    assert "You wanted a pause too. It is the same one now." in screen(ilan, pause).text


def test_both_read_the_practical_notes_of_both_with_who_and_when(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner, pause: Pause
) -> None:
    ilans.note(pause, Practical.STOVE, THEN + MINUTE)
    noas.note(pause, Practical.KIDS, THEN + 2 * MINUTE)
    stove, kids = "Something is on the stove. Please look.", "Please look after the kids."
    alone = "has no device that can receive this. Say it, or show this screen."
    for visitor, first, second in (
        (noa, f"Ilan, at 20:21 {stove}", f"You, at 20:22 {kids} Ilan {alone}"),
        (ilan, f"You, at 20:21 {stove} Noa {alone}", f"Noa, at 20:22 {kids}"),
    ):
        assert [note.text for note in screen(visitor, pause).all("li", class_="note")] == [first, second]


def test_the_presets_are_buttons_in_a_sheet_and_there_is_nothing_to_type(noa: Visitor, pause: Pause) -> None:
    page = parse(noa.get(f"/pauses/{pause.id}").text)
    sheet = page.one(id="practical", popover=True)
    assert (
        page.one("button", popovertarget="practical", popovertargetaction=False).text == sheet.one("h2").text
    )
    form = sheet.one("form", action=f"/pauses/{pause.id}/notes")
    assert [node.attrs["value"] for node in form.all("button", name="practical")] == list(PRACTICAL)
    assert page.all("textarea") == [one for one in page.all("input") if one.attrs["type"] != "hidden"] == []


def test_when_the_time_has_come_only_the_caller_is_asked_to_come_back(
    noa: Visitor, ilan: Visitor, pause: Pause, clock: time_machine.Traveller
) -> None:
    clock.move_to(pause.returns_at)
    part = screen(noa, pause)
    assert (part.one("h1").text, part.one("time", class_="clock").text) == ("Are you back?", "20:40")
    assert "More time is fine, too. Ilan only needs to know when." in part.text
    assert buttons(part) == ["I’m back", "More time", "Tomorrow", "Something practical"]
    assert [link.attrs["href"] for link in part.all("a", class_="plain")] == [
        f"/pauses/{pause.id}/delay",
        f"/pauses/{pause.id}/delay#tomorrow",
    ]
    other = screen(ilan, pause)
    assert "The time is over. Noa says when to go on." in other.text
    assert buttons(other) == ["Go home", "Something practical"]
    assert not part.all("time", data_until=True)
    for one in (part, other):
        assert not one.all(class_="cooling")
    # Nothing is counted down for the other to see; the page only comes back once there is more to say.
    assert other.one("time", data_until=True).attrs == {
        "datetime": (pause.returns_at + SILENT_AFTER).isoformat(),
        "data-until": (pause.returns_at + SILENT_AFTER).isoformat(),
        "hidden": "",
    }


def test_after_ten_silent_minutes_the_other_may_go_on_to_a_talk_and_the_caller_reads_no_blame(
    noa: Visitor, ilan: Visitor, pause: Pause, clock: time_machine.Traveller
) -> None:
    clock.move_to(pause.returns_at + SILENT_AFTER - MINUTE)
    assert "Book a talk" not in screen(ilan, pause).text
    before = screen(noa, pause).text
    clock.move_to(pause.returns_at + SILENT_AFTER)
    part = screen(ilan, pause)
    assert part.one("h1").text == "Noa wanted to be back at 20:40 ."
    assert "No word from Noa yet. You need not wait any longer." in part.text
    assert buttons(part) == ["Book a talk", "Go home", "Something practical"]
    assert part.one("a", class_="act").attrs["href"] == "/talks/new?from=pause"
    assert screen(noa, pause).text == before
    # Whoever waited may go; the pause is still its caller's to end.
    assert ilan.get("/talks/new?from=pause").status_code == 200
    assert "Are you back?" in screen(noa, pause).text


def test_a_day_after_the_time_home_is_quiet_again_and_the_caller_can_still_come_back(
    noa: Visitor, ilan: Visitor, pause: Pause, clock: time_machine.Traveller
) -> None:
    clock.move_to(pause.returns_at + FADES_AFTER - MINUTE)
    assert all("See the pause" in visitor.get("/").text for visitor in (noa, ilan))
    clock.move_to(pause.returns_at + FADES_AFTER)
    assert not any("See the pause" in visitor.get("/").text for visitor in (noa, ilan))
    assert buttons(screen(noa, pause)) == ["I’m back"]
    assert noa.post_form(f"/pauses/{pause.id}/return").status_code == 303
    assert "Noa is back." in screen(ilan, pause).text


def test_after_the_time_nothing_is_said_to_be_on_its_way_any_more(
    noa: Visitor, noas: Partner, ilans: Partner, engine: sa.Engine, clock: time_machine.Traveller
) -> None:
    ilans.add_device()
    pause = noas.call(THEN).pause
    clock.move_to(pause.returns_at)
    assert screen(noa, pause).all("p", class_="delivery") == []
    deliver(engine, DeliveryState.SHOWN)
    assert screen(noa, pause).one("p", class_="delivery").text == "Shown on Ilan’s phone at 20:20."


def test_after_the_return_both_see_it_and_the_lock_screen_is_cleared(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner, pause: Pause
) -> None:
    ilans.add_device()
    noas.come_back(pause, THEN + MINUTE)
    part = screen(noa, pause)
    assert (part.one("h1").text, part.one("p", class_="lead").text) == ("You are back.", "Start softly.")
    assert part.one("p", class_="delivery").text == "Saved. Not on Ilan’s phone yet."
    other = screen(ilan, pause)
    assert other.one("h1").text == "Noa is back."
    assert "Say when you are ready, too. There is no hurry." in other.text
    assert other.one(data_clear_tag=True).attrs["data-clear-tag"] != ""
    # The other may be ready too; the caller is, by having come back.
    for visitor, one, ready in ((noa, part, []), (ilan, other, ["I’m ready"])):
        assert buttons(one) == [*ready, "Go home", "Rather not today"]
        assert not parse(visitor.get(f"/pauses/{pause.id}").text).all(id="practical")


def test_a_lapsed_pause_says_that_a_new_one_began(
    noa: Visitor, ilan: Visitor, ilans: Partner, pause: Pause, clock: time_machine.Traveller
) -> None:
    clock.move_to(pause.returns_at + MINUTE)
    ilans.call(pause.returns_at + MINUTE)
    assert "This pause is over. A new one began after it." in screen(noa, pause).text
    assert "This pause is over." in screen(ilan, pause).text


def test_each_reads_the_time_in_their_own_zone_and_the_others_beside_it(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner
) -> None:
    ilans.travel("America/New_York")
    pause = noas.call(THEN).pause
    part = screen(noa, pause)
    assert part.one("time", class_="clock").text == "20:40"
    assert "14:40 where Ilan is" in part.text
    other = screen(ilan, pause)
    assert other.one("h1").text.startswith("Noa needs a pause, and is coming back at 14:40")
    assert "20:40 where Noa is" in other.text


def test_in_one_zone_one_time_is_enough(noa: Visitor, ilan: Visitor, pause: Pause) -> None:
    for visitor in (noa, ilan):
        assert " where " not in screen(visitor, pause).text


def test_what_soothes_each_is_shown_as_they_agreed(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner
) -> None:
    words: dict[UUID, str] = {noas.id: "A walk <b>outside</b>", ilans.id: "Music"}
    noas.agree(ilans, Wording("Teapot", soothing=words), THEN)
    pause = noas.call(THEN).pause
    part = screen(noa, pause)
    assert part.one("section", class_="cooling").one("h2").text == "What helps you"
    assert pills(part) == ["A walk <b>outside</b>", "Breathe with me", "Keep the screen on"]
    assert not part.all("b")
    assert "Music" not in part.text  # the other's list is nothing to read while one is upset oneself
    other = screen(ilan, pause)
    assert pills(other)[0] == "Music"
    card = other.one("section", class_="card")
    assert card.one("h2").text == "What helps Noa"
    assert [item.text for item in card.all("li")] == ["A walk <b>outside</b>"]
