"""The pages of the ritual: what each of the two reads, types and finds again."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from mend.weekly.models import AN_HOUR, Stance, Step, Verdict
from tests.markup import Node, parse
from tests.people import People, Visitor
from tests.queries import recorded
from tests.weekly.partners import DAY, THAT_SUNDAY, THEN, Meeter

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def noa(clock: time_machine.Traveller, visit: Callable[[], Visitor], people: People) -> Visitor:
    """Noa's browser, which looks at the clock of these tests."""
    return visit().as_(people.noa)


@pytest.fixture
def ilan(clock: time_machine.Traveller, visit: Callable[[], Visitor], people: People) -> Visitor:
    """Ilan's browser."""
    return visit().as_(people.ilan)


def see(visitor: Visitor, path: str = "/weekly") -> Node:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return parse(answer.text)


def buttons(page: Node) -> list[str]:
    """What can be done, from top to bottom, but for what every page has."""
    main = page.one("main")
    return [node.text for node in main.all("button") + main.all("a", class_="button")]


def test_it_is_suggested_joined_and_found_from_us(noa: Visitor, ilan: Visitor) -> None:
    assert see(noa, "/us").one("a", href="/weekly").text.startswith("Weekly us")
    assert buttons(see(noa)) == ["Suggest a time"]
    assert noa.post_form("/weekly/time", weekday=6, at="19:00", seen=0).headers["location"] == "/weekly"
    assert "You suggested this. Ilan joins or not" in see(noa).text
    page = see(ilan)
    assert "Noa suggests an hour for the two of you" in page.text
    assert buttons(page) == ["Join", "Not now", "Another time"]
    assert ilan.post_form("/weekly/answer", answer="join", seen=1).status_code == 303
    for visitor in (noa, ilan):
        assert "Today, 19:00" in see(visitor).text


def test_both_clocks_are_said_where_they_differ(
    noa: Visitor, ilan: Visitor, noas: Meeter, ilans: Meeter
) -> None:
    ilans.travel("America/New_York")
    noas.suggest()
    assert "Sunday 19:00" in see(noa).text
    assert "13:00 for Ilan" in see(noa).text
    theirs = see(ilan).text
    assert "Sunday 13:00" in theirs
    assert "19:00 for Noa" in theirs
    form = see(ilan, "/weekly/time")
    assert form.one("input", name="at").attrs["value"] == "13:00"
    assert "Noa sees it by their own." in form.text


def test_after_not_now_the_other_page_is_the_same_to_the_letter(
    noa: Visitor, ilan: Visitor, noas: Meeter
) -> None:
    noas.suggest()
    before = see(noa).one(id="weekly").text
    assert ilan.post_form("/weekly/answer", answer="not_now", seen=1).status_code == 303
    assert see(noa).one(id="weekly").text == before
    page = see(ilan)
    assert "Not now, and nobody was told." in page.text
    assert "Join" in buttons(page)


def test_who_leaves_is_named_plainly_and_may_join_again(
    joined: None, noa: Visitor, ilan: Visitor, ilans: Meeter
) -> None:
    assert noa.post_form("/weekly/answer", answer="leave", seen=1).status_code == 303
    page = see(ilan)
    assert "Noa is not joining for now." in page.text
    assert "Start now" not in buttons(page)
    assert "You are not joining for now." in see(noa).text
    noa.post_form("/weekly/answer", answer="join", seen=1)
    assert ilans.ritual().is_on


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"weekday": "6", "at": "half past", "seen": "0"}, "Please name a time"),
        ({"weekday": "7", "at": "19:00", "seen": "0"}, "Please choose 6 or less."),
        ({"weekday": "x" * 5000, "at": "19:00", "seen": "0"}, "Please enter a whole number."),
        ({"at": "19:00"}, "Please fill this in."),
    ],
)
def test_a_time_that_is_none_is_said_beside_its_field(
    noa: Visitor, noas: Meeter, fields: dict[str, str], sentence: str
) -> None:
    answer = noa.post("/weekly/time", data=fields)
    assert answer.status_code == 422
    page = parse(answer.text)
    assert any(sentence in node.text for node in page.all(class_="field-error"))
    assert page.one("input", name="at").attrs["value"] == fields["at"]
    assert noas.ritual().ritual is None


def test_who_moves_a_time_that_has_moved_is_shown_the_new_one_and_can_go_on(
    joined: None, noa: Visitor, noas: Meeter, ilans: Meeter
) -> None:
    ilans.suggest(2, time(20))
    answer = noa.post_form("/weekly/time", weekday=4, at="18:00", seen=1)
    assert answer.status_code == 409
    page = parse(answer.text)
    assert "This was changed in the meantime" in page.text
    assert "Wednesday, 25 November, 20:00" in page.text
    assert (page.one("input", name="at").attrs["value"], page.one("input", name="seen").attrs["value"]) == (
        "18:00",
        "2",
    )
    assert noa.post_form("/weekly/time", weekday=4, at="18:00", seen=2).status_code == 303
    assert noas.ritual().number == 3


def test_a_late_answer_is_shown_how_it_stands(
    noa: Visitor, ilan: Visitor, noas: Meeter, ilans: Meeter
) -> None:
    assert ilan.post_form("/weekly/answer", answer="join", seen=0).status_code == 409
    noas.suggest()
    noas.suggest(3)
    answer = ilan.post_form("/weekly/answer", answer="join", seen=1)
    assert answer.status_code == 409
    assert "Thursday 19:00" in parse(answer.text).text
    assert ilan.post_form("/weekly/answer", answer="maybe", seen=2).status_code == 422
    assert ilans.ritual().mine is None


def test_home_shows_it_from_the_day_before_and_only_while_both_have_joined(
    joined: None, noa: Visitor, noas: Meeter, ilans: Meeter, clock: time_machine.Traveller
) -> None:
    def shown(ahead: timedelta) -> str:
        clock.move_to(THAT_SUNDAY + ahead)
        cards = [node.text for node in see(noa, "/").all("a", class_="card") if "Weekly us" in node.text]
        return cards[0] if cards else ""

    assert shown(-2 * DAY) == ""
    assert "Weekly us · Sunday 19:00" in shown(-DAY)
    assert "A quiet quarter of an hour to prepare." in shown(-DAY)
    assert "An hour for the two of you, today." in shown(timedelta(hours=2))  # they may be late
    assert shown(DAY) == ""
    noas.start(THAT_SUNDAY + 7 * DAY)
    assert "Your hour together is under way." in shown(7 * DAY)
    # The clock ended what nobody went on with: that was a slip of the thumb, and no hour together.
    assert "An hour for the two of you, today." in shown(7 * DAY + timedelta(hours=2))
    begun = noas.start(THAT_SUNDAY + 7 * DAY + timedelta(hours=2))
    ilans.on(begun, Step.THANKS, THAT_SUNDAY + 7 * DAY + timedelta(hours=2))
    assert shown(7 * DAY + timedelta(hours=4)) == ""
    ilans.leave(THAT_SUNDAY + 8 * DAY)
    assert shown(13 * DAY) == ""


def test_home_asks_one_question_more_for_it_whatever_there_is_to_show(
    noa: Visitor, noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    def asked() -> int:
        with recorded(engine) as statements:
            see(noa, "/")
        return len([one for one in statements if "weekly_" in one])

    assert asked() == 1
    noas.suggest()
    ilans.join()
    noas.prepare("The soup")
    assert asked() == 1
    for number in range(3):
        meeting = noas.start(THAT_SUNDAY + number * AN_HOUR)
        ilans.want(
            meeting, noas.bring(meeting, at=THAT_SUNDAY + number * AN_HOUR), THAT_SUNDAY + number * AN_HOUR
        )
    assert asked() == 1
    assert len(noas.ritual(THAT_SUNDAY).plans) == 3


def test_the_good_thing_is_on_both_homes_until_it_is_let_go(
    joined: None, noa: Visitor, ilan: Visitor, noas: Meeter, ilans: Meeter
) -> None:
    meeting = noas.start()
    line = noas.bring(meeting, "The lake", on_day=date(2026, 11, 28))
    ilans.want(meeting, line)
    for visitor in (noa, ilan):
        assert "Saturday, 28 November" in see(visitor, "/").text
        assert "The lake" in see(visitor, "/").text
    assert ilan.post_form(f"/weekly/lines/{line.id}/letting-go").status_code == 303
    for visitor in (noa, ilan):
        assert "The lake" not in see(visitor, "/").text


def test_preparing_keeps_everything_and_shows_it_to_nobody_else(
    joined: None, noa: Visitor, ilan: Visitor, noas: Meeter, ilans: Meeter
) -> None:
    tea = noas.promise("Tea at eight", to=ilans)
    ilans.promise("Bins out", to=noas)
    fields = {"thanks": "The soup", "plan": "The lake", "issue": "The roof", f"thought-{tea.id}": "resize"}
    assert noa.post("/weekly/preparation", data=fields).headers["location"] == "/weekly/preparation?saved=yes"
    page = see(noa, "/weekly/preparation?saved=yes")
    assert "Saved. Only you can read it." in page.text
    assert "Bins out" not in page.text
    assert page.one("input", name="plan").attrs["value"] == "The lake"
    assert page.one("input", name=f"thought-{tea.id}", value="resize").has(checked=True)
    assert noas.prepared(THAT_SUNDAY).thoughts == {tea.id: Verdict.RESIZE}
    theirs = see(ilan, "/weekly/preparation")
    for words in ("The soup", "The lake", "The roof"):
        assert words not in theirs.text
        assert words not in str(theirs)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"thanks": "x" * 281}, "At most 280 characters fit."),
        ({"thanks": "a\n" * 8}, "Six lines fit."),
        ({"issue": "🦊" * 1_000}, "At most 120 characters fit."),
        ({"plan": "right\u202eleft"}, "cannot be shown"),
        ({"thought-nothing": "keep"}, "Please choose one of the options."),
        ({"surprise": "yes"}, "a field that does not belong here"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(
    joined: None, noa: Visitor, noas: Meeter, ilans: Meeter, fields: dict[str, str], sentence: str
) -> None:
    tea = noas.promise(to=ilans)
    kept = {"plan": "The lake", f"thought-{tea.id}": "let_go"}
    answer = noa.post("/weekly/preparation", data=kept | fields)
    assert answer.status_code == 422
    page = parse(answer.text)
    assert sentence in page.text
    assert page.one("input", name="plan").attrs["value"] == (kept | fields)["plan"]
    assert page.one("input", name=f"thought-{tea.id}", value="let_go").has(checked=True)
    assert noas.prepared(THAT_SUNDAY).is_empty


def test_starting_needs_both(noa: Visitor, noas: Meeter) -> None:
    noas.suggest()
    answer = noa.post_form("/weekly/meetings")
    assert answer.status_code == 409
    assert "once you have both joined" in parse(answer.text).text
    assert noas.ritual(THEN).mine is Stance.JOINED


def test_nothing_is_written_by_looking(joined: None, noa: Visitor, engine: sa.Engine) -> None:
    with engine.connect() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM couple_events").scalar()
    for path in ("/weekly", "/weekly/time", "/weekly/preparation"):
        see(noa, path)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM couple_events").scalar() == before
