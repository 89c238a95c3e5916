"""During a pause: OK from the other, practical notes from both, the return that its caller alone can say."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from mend.database import unit_of_work
from mend.errors import Gone, NotFound, Refused
from mend.notifications.models import Delivery
from mend.signals.models import Ending, Practical, PracticalNote
from mend.signals.notes import MOST_IN_AN_HOUR, NOTE_IS_NEWS_FOR, notes_of
from mend.signals.pauses import RETURN_IS_NEWS_FOR
from tests.signals.partners import MINUTE, THEN, Partner, pauses, told
from tests.together import at_once

LATER = THEN + 3 * MINUTE
OVER = THEN + 25 * MINUTE


def settle(engine: sa.Engine, state: str) -> None:
    """As if the worker had brought everything this far."""
    with unit_of_work(engine) as session:
        session.execute(sa.update(Delivery).values(state=state))


def test_ok_is_kept_with_its_time_and_is_said_once(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    for later in (LATER, LATER + MINUTE, OVER):
        assert ilans.answer(pause, later).answered_at == LATER
    assert [message.row.kind for message in told(engine)] == ["pause", "answered"]


def test_ok_takes_back_what_is_not_on_the_other_devices_yet(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone, tablet = ilans.add_device("phone"), ilans.add_device("tablet")
    pause = noas.call(THEN).pause
    ilans.answer(pause, LATER, on=phone)
    called, answered = told(engine)
    assert called.states == {phone: "withdrawn", tablet: "withdrawn"}
    assert answered.states == {tablet: "queued"}
    assert answered.row.silent
    assert (answered.row.recipient_id, answered.row.tag) == (ilans.id, called.row.tag)
    assert answered.row.expires_at == pause.returns_at


def test_ok_leaves_alone_what_a_device_shows_already(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone = ilans.add_device()
    pause = noas.call(THEN).pause
    settle(engine, "shown")
    ilans.answer(pause, LATER)
    assert told(engine)[0].states == {phone: "shown"}


def test_nobody_tells_the_caller_s_phone_of_an_ok(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    noas.add_device()
    pause = noas.call(THEN).pause
    ilans.answer(pause, LATER)
    assert [message.row.recipient_id for message in told(engine)] == [ilans.id, ilans.id]


def test_the_caller_has_nothing_to_answer(noas: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    with pytest.raises(Refused):
        noas.answer(pause, LATER)
    assert pauses(engine)[0].answered_at is None


def test_ok_after_the_end_is_gone(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    noas.come_back(pause, LATER)
    with pytest.raises(Gone, match="This pause is over"):
        ilans.answer(pause, LATER + MINUTE)
    assert pauses(engine)[0].answered_at is None


def test_ok_after_the_time_but_before_the_return_is_kept_and_pushed_to_nobody(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    ilans.add_device()
    pause = noas.call(THEN).pause
    assert ilans.answer(pause, OVER).answered_at == OVER
    assert [message.row.kind for message in told(engine)] == ["pause"]


def test_a_stranger_finds_no_pause(noas: Partner, maras: Partner) -> None:
    pause = noas.call(THEN).pause
    with pytest.raises(NotFound):
        maras.answer(pause, LATER)
    with pytest.raises(NotFound):
        maras.note(pause, Practical.KIDS, LATER)
    with pytest.raises(NotFound):
        maras.come_back(pause, LATER)


@pytest.mark.parametrize("practical", list(Practical))
def test_each_partner_can_say_each_practical_thing_once(
    noas: Partner, ilans: Partner, engine: sa.Engine, practical: Practical
) -> None:
    pause = noas.call(THEN).pause
    for partner in (noas, ilans, noas, ilans):
        partner.note(pause, practical, LATER)
    with unit_of_work(engine, writes=False) as session:
        assert [(note.author_id, note.practical) for note in notes_of(session, pause)] == [
            (noas.id, practical),
            (ilans.id, practical),
        ]
    notes = [message.row for message in told(engine) if message.row.kind == "note"]
    assert [note.recipient_id for note in notes] == [ilans.id, noas.id]
    # Worth something for half an hour at least, however soon the time is over.
    assert {note.expires_at for note in notes} == {max(pause.returns_at, LATER + NOTE_IS_NEWS_FOR)}


def test_the_same_thing_can_be_said_again_a_while_later(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    pause = noas.call(THEN, minutes=600).pause
    for minutes in (0, 1, 2, 200):  # a second tap, then twice on purpose
        ilans.note(pause, Practical.KIDS, LATER + minutes * MINUTE)
    with unit_of_work(engine, writes=False) as session:
        sent = [note.sent_at for note in notes_of(session, pause)]
    assert sent == [LATER, LATER + 2 * MINUTE, LATER + 200 * MINUTE]
    assert [message.row.kind for message in told(engine)].count("note") == 3


def test_a_storm_of_notes_is_held_back(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN, minutes=600).pause
    for number in range(MOST_IN_AN_HOUR):
        ilans.note(pause, list(Practical)[number % 5], LATER + number * 3 * MINUTE)
    with pytest.raises(Refused, match="Please say the rest in person"):
        ilans.note(pause, Practical.KIDS, LATER + 50 * MINUTE)
    noas.note(pause, Practical.KIDS, LATER + 50 * MINUTE)
    ilans.note(pause, Practical.KIDS, LATER + 61 * MINUTE)


def test_one_note_does_not_take_the_place_of_another(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone = ilans.add_device()
    pause = noas.call(THEN).pause
    noas.note(pause, Practical.KIDS, LATER)
    noas.note(pause, Practical.STOVE, LATER)
    assert [message.states[phone] for message in told(engine)] == ["queued"] * 3
    assert len({message.row.tag for message in told(engine)}) == 3


def test_the_same_note_tapped_twice_at_once_is_one(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    assert at_once(*[lambda: noas.note(pause, Practical.STOVE, LATER)] * 3) == [None] * 3
    with unit_of_work(engine, writes=False) as session:
        assert len(session.exec(select(PracticalNote)).all()) == 1
    assert len(told(engine)) == 2


def test_a_note_after_the_end_is_gone(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    noas.come_back(pause, LATER)
    for partner in (noas, ilans):
        with pytest.raises(Gone):
            partner.note(pause, Practical.KIDS, LATER + MINUTE)


def test_a_note_after_the_time_still_reaches_the_other(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    pause = noas.call(THEN).pause
    ilans.note(pause, Practical.STOVE, OVER)
    note = told(engine)[-1].row
    assert (note.kind, note.recipient_id, note.expires_at) == ("note", noas.id, OVER + NOTE_IS_NEWS_FOR)


def test_the_return_ends_the_pause_and_is_told_to_the_other(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone = ilans.add_device()
    pause = noas.call(THEN).pause
    ended = noas.come_back(pause, LATER)
    assert (ended.ended_at, ended.ended_as) == (LATER, Ending.CAME_BACK)
    called, back = told(engine)
    assert called.states == {phone: "withdrawn"}
    assert back.states == {phone: "queued"}
    assert (back.row.recipient_id, back.row.kind, back.row.tag) == (ilans.id, "return", called.row.tag)
    assert back.row.expires_at == LATER + RETURN_IS_NEWS_FOR


def test_the_return_takes_back_the_notes_that_have_not_left(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone = noas.add_device()
    pause = noas.call(THEN).pause
    ilans.note(pause, Practical.KIDS, LATER)
    noas.come_back(pause, LATER + MINUTE)
    note = next(message for message in told(engine) if message.row.kind == "note")
    assert note.states == {phone: "withdrawn"}


def test_coming_back_twice_is_coming_back_once(noas: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    for later in (LATER, OVER):
        assert noas.come_back(pause, later).ended_at == LATER
    assert [message.row.kind for message in told(engine)] == ["pause", "return"]


def test_coming_back_twice_at_once_is_told_once(noas: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    assert at_once(*[lambda: noas.come_back(pause, LATER)] * 3) == [None] * 3
    assert [message.row.kind for message in told(engine)] == ["pause", "return"]


def test_only_its_caller_ends_a_pause(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    with pytest.raises(Refused) as refused:
        ilans.come_back(pause, LATER)
    assert refused.value.values == {"name": "Noa"}
    assert pauses(engine)[0].ended_at is None


def test_who_joined_a_pause_cannot_end_it_either(noas: Partner, ilans: Partner) -> None:
    pause = noas.call(THEN).pause
    ilans.call(LATER)
    with pytest.raises(Refused):
        ilans.come_back(pause, LATER + MINUTE)


def test_a_late_return_is_still_a_return_and_still_told(noas: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    noas.come_back(pause, OVER)
    back = told(engine)[-1].row
    assert (back.kind, back.expires_at) == ("return", OVER + RETURN_IS_NEWS_FOR)


def test_a_lapsed_pause_stays_lapsed(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    ilans.call(OVER)
    with pytest.raises(Gone, match="This pause is over"):
        noas.come_back(pause, OVER + MINUTE)
    assert (pauses(engine)[0].ended_as, pauses(engine)[0].ended_at) == (Ending.LAPSED, OVER)
    assert "return" not in [message.row.kind for message in told(engine)]


def test_an_ok_and_a_return_at_once_leave_a_pause_that_is_over(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    ilans.add_device()
    pause = noas.call(THEN).pause
    answered, returned = at_once(lambda: ilans.answer(pause, LATER), lambda: noas.come_back(pause, LATER))
    assert returned is None
    assert answered is None or isinstance(answered, Gone)
    assert pauses(engine)[0].ended_as is Ending.CAME_BACK
    for message in told(engine):
        assert set(message.states.values()) <= ({"queued"} if message.row.kind == "return" else {"withdrawn"})


def test_what_is_told_during_a_pause_can_never_arrive_after_it(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    pause = noas.call(THEN + timedelta(seconds=41), minutes=7).pause
    ilans.note(pause, Practical.HOME, LATER)
    noas.note(pause, Practical.DOOR, LATER)
    ilans.answer(pause, LATER)
    rows = [message.row for message in told(engine)]
    assert sorted(row.kind for row in rows) == ["answered", "note", "note", "pause"]
    assert {row.expires_at for row in rows if row.kind != "note"} == {pause.returns_at}
