"""What each does with a question, and when it opens."""

from datetime import UTC, datetime, time
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import col, func, select

from mend.activities.evening_question.models import AskedQuestion
from mend.activities.evening_question.reading import A_PAGE, Stand
from mend.database import unit_of_work
from mend.errors import Gone, NotFound, Refused
from mend.live.models import CoupleEvent
from mend.notifications.quiet import set_quiet_hours
from tests.activities.evening_question.askers import DAY, LAST_MOMENT, TODAY, Asked
from tests.signals.partners import MINUTE, THEN, everything, told
from tests.thanks.givers import work
from tests.together import at_once


def events(engine: sa.Engine) -> int:
    with unit_of_work(engine, writes=False) as session:
        return session.exec(select(func.count()).select_from(CoupleEvent)).one()


def test_an_answer_opens_when_both_have_answered(noas: Asked, ilans: Asked) -> None:
    noas.reply("The bread")
    assert (noas.finds().stand, noas.finds().mine) == (Stand.ANSWERED, "The bread")
    assert (ilans.finds().stand, ilans.finds().theirs) == (Stand.ASKED, "")
    ilans.reply("The walk")
    for one, mine, theirs in ((noas, "The bread", "The walk"), (ilans, "The walk", "The bread")):
        found = one.finds()
        assert (found.stand, found.mine, found.theirs) == (Stand.BOTH_ANSWERED, mine, theirs)


def test_both_would_rather_talk_and_what_was_written_stays_ones_own(noas: Asked, ilans: Asked) -> None:
    noas.reply("The bread")
    noas.talk()
    assert (noas.finds().stand, noas.finds().mine) == (Stand.WOULD_TALK, "The bread")
    ilans.talk()
    assert (noas.finds().stand, noas.finds().mine) == (Stand.BOTH_TALK, "The bread")
    assert (ilans.finds().stand, ilans.finds().mine, ilans.finds().theirs) == (Stand.BOTH_TALK, "", "")


def test_an_answer_and_a_wish_to_talk_open_nothing(noas: Asked, ilans: Asked, engine: sa.Engine) -> None:
    noas.reply("The bread")
    ilans.talk()
    assert (noas.finds().stand, ilans.finds().stand) == (Stand.ANSWERED, Stand.WOULD_TALK)
    assert ilans.finds().theirs == ""
    assert told(engine) == []
    assert events(engine) == 0
    ilans.reply("The walk")
    assert ilans.finds().theirs == "The bread"


def test_a_skip_is_ones_own(noas: Asked, ilans: Asked) -> None:
    noas.skip()
    assert noas.finds().stand is Stand.SKIPPED
    assert noas.tonight().on_home == []
    assert [one.stand for one in ilans.tonight().on_home] == [Stand.ASKED]
    ilans.reply("The walk")
    assert ilans.finds().stand is Stand.ANSWERED
    noas.reply("The bread")
    assert ilans.finds().theirs == "The bread"


def test_only_what_opened_is_told_once_to_who_did_not_open_it(
    noas: Asked, ilans: Asked, engine: sa.Engine
) -> None:
    noas.reply("The bread")
    assert (told(engine), events(engine)) == ([], 0)
    for _ in range(2):
        ilans.reply("The walk", seen=0)
    [message] = told(engine)
    assert message.row.recipient_id == noas.id
    assert (message.row.title, message.row.body) == ("Pause · your evening question", "")
    assert message.row.path == f"/questions/{noas.question()}"
    assert not message.row.is_signal
    assert message.row.silent
    assert events(engine) == 1


def test_quiet_hours_count_for_it(noas: Asked, ilans: Asked, engine: sa.Engine) -> None:
    noas.add_device()
    ilans.add_device()
    with unit_of_work(engine) as session:
        set_quiet_hours(
            session, ilans.member(session), begins=time(20), ends=time(7), signals_ring=True, now=THEN
        )
    ilans.talk()
    noas.talk()
    assert work(engine, THEN) == []
    morning = datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert work(engine, morning - MINUTE) == []
    assert work(engine, morning) == ["Pause · your evening question"]


def test_words_can_be_changed_and_taken_back_until_it_opens(noas: Asked, ilans: Asked) -> None:
    noas.reply("The bread")
    noas.reply("The bread, still warm")
    assert noas.finds().mine == "The bread, still warm"
    noas.take_back()
    assert (noas.finds().stand, noas.finds().mine) == (Stand.ASKED, "")
    ilans.reply("The walk")
    assert ilans.finds().stand is Stand.ANSWERED
    noas.reply("The soup")
    for deed in (
        partial(noas.reply, "Something else"),
        noas.take_back,
        noas.talk,
        noas.skip,
        partial(ilans.reply, "Something else"),
    ):
        with pytest.raises(Refused, match="open for both of you"):
            deed()
    noas.reply("The soup")  # the same again is once
    assert (ilans.finds().mine, ilans.finds().theirs) == ("The walk", "The soup")


def test_who_said_something_takes_it_back_before_skipping(noas: Asked) -> None:
    noas.reply("The bread")
    with pytest.raises(Refused, match="take it back"):
        noas.skip()
    assert noas.finds().mine == "The bread"
    noas.take_back()
    noas.skip()
    assert noas.finds().stand is Stand.SKIPPED


def test_the_same_twice_is_once(noas: Asked, engine: sa.Engine) -> None:
    for deed in (partial(noas.reply, "The bread", seen=0), noas.talk, noas.take_back, noas.skip):
        deed()
        before = everything(engine)
        deed()
        assert everything(engine) == before


def test_doing_nothing_writes_nothing(noas: Asked, engine: sa.Engine) -> None:
    before = everything(engine)
    noas.take_back()
    noas.finds()
    noas.tonight()
    assert everything(engine) == before


def test_what_another_device_wrote_is_not_written_over_unseen(noas: Asked) -> None:
    noas.reply("From the phone", seen=0)
    with pytest.raises(Refused, match="another device"):
        noas.reply("From the laptop", seen=0)
    assert noas.finds().mine == "From the phone"
    noas.take_back()
    with pytest.raises(Refused, match="another device"):
        noas.reply("From the phone", seen=0)  # a post that comes late brings nothing back
    noas.reply("From the laptop")
    assert noas.finds().mine == "From the laptop"


def test_the_next_day_is_in_time_and_the_one_after_is_not(noas: Asked, ilans: Asked) -> None:
    noas.reply("The bread")
    ilans.reply("The walk", LAST_MOMENT)
    assert noas.finds(LAST_MOMENT).theirs == "The walk"
    late, over = noas.tonight(LAST_MOMENT).on_home, LAST_MOMENT + MINUTE
    assert [(one.day, one.stand) for one in late] == [
        (TODAY, Stand.BOTH_ANSWERED),
        (TODAY + DAY, Stand.ASKED),
    ]
    assert [one.day for one in noas.tonight(over).on_home] == [TODAY + 2 * DAY]
    for deed in (ilans.talk, ilans.skip, partial(ilans.reply, "Late", seen=0)):
        with pytest.raises(Gone, match="This evening is over"):
            deed(over, TODAY - DAY)


def test_what_never_opened_stays_with_its_author_and_can_be_deleted(noas: Asked, ilans: Asked) -> None:
    noas.reply("The bread")
    over = LAST_MOMENT + MINUTE
    assert noas.kept(LAST_MOMENT).evenings == []
    assert [one.mine for one in noas.kept(over).evenings] == ["The bread"]
    assert (noas.finds(over).stand, noas.finds(over).mine) == (Stand.OVER, "The bread")
    assert ilans.kept(over).evenings == noas.leaf(over).evenings == []
    with pytest.raises(NotFound):
        ilans.finds(over)
    noas.take_back(over)
    assert noas.kept(over).evenings == []


def test_a_question_that_is_none_of_theirs_is_not_there(noas: Asked, maras: Asked) -> None:
    noas.reply("The bread")
    assert maras.question() != noas.question()
    for at, day in ((THEN, TODAY + DAY), (THEN + 70 * DAY, TODAY + DAY)):
        for deed in (noas.talk, noas.skip, noas.take_back, noas.finds):
            with pytest.raises(NotFound):
                deed(at, day)
    assert maras.finds().mine == ""


def test_those_that_opened_are_leafed_through_the_newest_first(noas: Asked, ilans: Asked) -> None:
    for number in range(A_PAGE + 3):
        day, at = TODAY - number * DAY, THEN - number * DAY
        if number == 1:
            noas.talk(at, day)
            ilans.talk(at, day)
            continue
        noas.reply(f"Noa {number}", at, day)
        if number != 2:
            ilans.reply(f"Ilan {number}", at, day)
    leaf = noas.leaf()
    assert [(one.mine, one.theirs) for one in leaf.evenings[:3]] == [
        ("Noa 0", "Ilan 0"),
        ("", ""),
        ("Noa 3", "Ilan 3"),
    ]
    assert len(leaf.evenings) == A_PAGE
    rest = noas.leaf(before=leaf.older)
    assert [one.mine for one in rest.evenings] == [f"Noa {A_PAGE + 1}", f"Noa {A_PAGE + 2}"]
    assert rest.older is None
    [kept] = noas.kept().evenings
    assert (kept.mine, kept.theirs) == ("Noa 2", "")


def test_what_was_asked_stays_asked(noas: Asked, ilans: Asked, engine: sa.Engine) -> None:
    """Whatever the deck becomes: the key of the day is kept as soon as somebody does something."""
    noas.reply("The bread")
    with unit_of_work(engine) as session:
        asked = session.exec(select(AskedQuestion)).one()
        asked.key = "ahead_tomorrow"
        session.add(asked)
    for one in (noas, ilans):
        assert one.finds().text == one.tonight().today.text == "What are you looking forward to tomorrow?"


@pytest.mark.parametrize("both", ["answer", "talk"])
def test_both_in_one_moment_open_it_once(noas: Asked, ilans: Asked, engine: sa.Engine, both: str) -> None:
    if both == "answer":
        refused = at_once(lambda: noas.reply("The bread", seen=0), lambda: ilans.reply("The walk", seen=0))
    else:
        refused = at_once(noas.talk, ilans.talk)
    assert refused == [None, None]
    assert noas.finds().is_open
    assert ilans.finds().is_open
    assert len(told(engine)) == events(engine) == 1


def test_two_devices_of_one_person_in_one_moment(noas: Asked, engine: sa.Engine) -> None:
    words = ["From the phone", "From the laptop"]
    refused = at_once(*(lambda word=word: noas.reply(word, seen=0) for word in words))
    assert [type(error) for error in refused if error] == [Refused]
    [winner] = [word for word, error in zip(words, refused, strict=True) if error is None]
    assert noas.finds().mine == winner
    with unit_of_work(engine, writes=False) as session:
        assert session.exec(select(func.count(col(AskedQuestion.id)))).one() == 1
