"""What there was: thirty days of it, and what both keep; nobody's record of faults."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from mend.database import unit_of_work
from mend.errors import NotFound, Refused
from mend.signals.forgetting import KEPT_FOR
from mend.signals.history import PastPause, keep_no_longer, past_pauses
from mend.signals.models import Pause, Practical
from mend.signals.return_models import ReturnEnding
from tests.markup import Node, parse
from tests.people import Visitor
from tests.queries import recorded
from tests.signals.partners import BACK, MINUTE, THEN, Partner, everything

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


def past(partner: Partner, at: datetime = BACK) -> list[PastPause]:
    with unit_of_work(partner.engine, writes=False) as session:
        return past_pauses(session, partner.member(session).couple_id, at)


def keep_no_more(partner: Partner, pause: Pause) -> None:
    with unit_of_work(partner.engine) as session:
        keep_no_longer(session, partner.member(session), pause.id, BACK)


def cards(visitor: Visitor) -> list[Node]:
    return parse(visitor.get("/us/history").text).one(id="history").all("article")


def test_it_holds_what_is_over_the_latest_first(noas: Partner, ilans: Partner) -> None:
    first = noas.come_back(noas.call(THEN).pause, THEN + MINUTE)
    second = ilans.call(THEN + 2 * MINUTE).pause
    assert [one.pause.id for one in past(noas)] == [first.id]
    ilans.come_back(second, THEN + 3 * MINUTE)
    assert [one.pause.id for one in past(ilans)] == [second.id, first.id]


def test_thirty_days_after_its_end_it_is_not_shown_even_where_nobody_has_swept(
    returned: Pause, noas: Partner
) -> None:
    last = BACK + KEPT_FOR
    assert [one.forgotten_at for one in past(noas, last - MINUTE)] == [last]
    assert past(noas, last) == []


def test_what_both_keep_is_shown_for_as_long_as_both_do(
    returned: Pause, noas: Partner, ilans: Partner
) -> None:
    late = BACK + KEPT_FOR + DAY
    noas.keep(returned, BACK)
    assert past(noas)[0].kept_by == {noas.id}
    assert not past(noas)[0].is_kept
    assert past(noas, late) == []
    ilans.keep(returned, BACK)
    assert [one.is_kept for one in past(noas, late)] == [True]
    keep_no_more(noas, returned)
    assert past(noas)[0].kept_by == frozenset({ilans.id})
    assert past(noas, late) == []


def test_wanting_it_twice_is_wanting_it_once_and_so_is_taking_it_back(
    returned: Pause, noas: Partner, engine: sa.Engine
) -> None:
    noas.keep(returned, BACK)
    before = everything(engine)
    noas.keep(returned, BACK + MINUTE)
    assert everything(engine) == before
    keep_no_more(noas, returned)
    before = everything(engine)
    keep_no_more(noas, returned)
    assert everything(engine) == before


def test_an_open_pause_cannot_be_kept_and_a_strangers_is_not_found(
    noas: Partner, maras: Partner, engine: sa.Engine
) -> None:
    pause = noas.call(THEN).pause
    before = everything(engine)
    with pytest.raises(Refused, match="still open"):
        noas.keep(pause, THEN)
    with pytest.raises(NotFound):
        maras.keep(pause, THEN)
    with pytest.raises(NotFound):
        keep_no_more(maras, pause)
    assert everything(engine) == before


# ── the page


def lived(noas: Partner, ilans: Partner) -> None:
    """Six pauses, called by both, each with another end."""
    for number, ending in enumerate((ReturnEnding.SETTLED, ReturnEnding.TALK, ReturnEnding.LET_GO, None)):
        at = THEN + number * timedelta(hours=1)
        caller = (noas, ilans)[number % 2]
        pause = caller.call(at).pause
        caller.come_back(pause, at + 10 * MINUTE)
        for partner in (noas, ilans) if ending else ():
            partner.wish(pause, ending or ReturnEnding.SETTLED, at + 11 * MINUTE)
    at = THEN + timedelta(hours=4)
    noas.call(at)
    ilans.call(at + timedelta(hours=1))  # and nothing was heard of its caller


def test_each_ending_is_said_in_a_sentence_and_alike_for_both(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner, clock: time_machine.Traveller
) -> None:
    lived(noas, ilans)
    clock.move_to(THEN + timedelta(days=3))
    for visitor, names in ((noa, ("You", "Ilan")), (ilan, ("Noa", "You"))):
        assert [(card.one("h2").text, card.all("p")[1].text) for card in cards(visitor)] == [
            (f"{names[1]} paused at 01:20", "The day went by."),
            (f"{names[0]} paused at 00:20", "Another pause came after it."),
            (f"{names[1]} paused at 23:20", "Back at 23:30."),
            (f"{names[0]} paused at 22:20", "Back at 22:30, and let go."),
            (f"{names[1]} paused at 21:20", "Back at 21:30; the topic got a talk of its own."),
            (f"{names[0]} paused at 20:20", "Back at 20:30, and settled."),
        ]


def test_nothing_on_the_page_counts_anybodys_pauses(noa: Visitor, noas: Partner, ilans: Partner) -> None:
    lived(noas, ilans)
    text = parse(noa.get("/us/history").text).one("main").text
    for harmless in (r"\b\d\d:\d\d\b", r"\b\d{1,2} (November|December)\b", r"after 30 days"):
        text = re.sub(harmless, "", text)
    assert re.findall(r"\d", text) == []


def test_it_can_be_kept_from_the_page_and_let_go_again(
    noa: Visitor, ilan: Visitor, returned: Pause, clock: time_machine.Traveller
) -> None:
    clock.move_to(BACK + MINUTE)

    def press(visitor: Visitor) -> None:
        form = cards(visitor)[0].one("form")
        answer = visitor.post_form(form.attrs["action"])
        assert (answer.status_code, answer.headers["location"]) == (303, "/us/history")

    def reads(visitor: Visitor) -> tuple[str, str]:
        card = cards(visitor)[0]
        return card.one("p", class_="small").text, card.one("button").text

    assert reads(noa) == ("Deletes itself on Sunday, 20 December.", "Keep this")
    press(noa)
    assert reads(noa) == ("You would like to keep this. It stays if Ilan does too.", "It may go")
    assert reads(ilan) == ("Noa would like to keep this.", "Keep this")
    press(ilan)
    for visitor in (noa, ilan):
        assert reads(visitor) == ("You both keep this.", "It may go")
    press(noa)
    assert reads(ilan) == ("You would like to keep this. It stays if Noa does too.", "It may go")


def test_a_stranger_sees_none_of_it_and_the_empty_page_says_what_it_is_for(
    mara: Visitor, returned: Pause
) -> None:
    page = parse(mara.get("/us/history").text)
    assert page.one(class_="empty").one("h2").text == "Nothing to look back at"
    assert mara.post_form(f"/pauses/{returned.id}/keepsake").status_code == 404


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("path", "most"),
    [("/us/history", 5), ("/pauses/{id}", 14), ("/pauses/{id}/delay", 3), ("/pauses/{id}/later", 4)],
)
def test_a_page_asks_the_database_just_as_often_whatever_there_was(
    noa: Visitor,
    noas: Partner,
    ilans: Partner,
    engine: sa.Engine,
    clock: time_machine.Traveller,
    path: str,
    most: int,
) -> None:
    def cost(at: timedelta, notes: int) -> list[str]:
        pause = noas.call(THEN + at).pause
        for number, practical in zip(range(notes), Practical, strict=False):
            ilans.note(pause, practical, THEN + at)
            ilans.write_for_later(pause, f"Later {number}", THEN + at)
        clock.move_to(THEN + at)
        with recorded(engine) as statements:
            assert noa.get(path.format(id=pause.id)).status_code == 200
        noas.come_back(pause, THEN + at + MINUTE)
        return statements

    cost(timedelta(0), 0)
    young = cost(5 * MINUTE, 1)
    for number in range(12):
        at = THEN + 10 * MINUTE * (number + 1)
        ilans.keep(ilans.come_back(ilans.call(at).pause, at + MINUTE), at + MINUTE)
    old = cost(DAY, 4)
    assert len(old) == len(young) == most, "\n\n".join(old)
