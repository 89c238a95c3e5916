"""Calling a pause: from the tap to what is written, whoever taps how often from wherever."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import select

from mend.agreements.versions import Wording
from mend.couples.leaving import close_space
from mend.database import unit_of_work
from mend.errors import Gone, NotFound, Refused
from mend.ids import new_id
from mend.live.models import CoupleEvent
from mend.signals.models import Ending, PauseCall
from mend.signals.pauses import call_pause
from tests.signals.partners import MINUTE, THEN, Partner, calls, pauses, told
from tests.together import at_once

SECOND = timedelta(seconds=1)


def events(engine: sa.Engine) -> list[str]:
    with unit_of_work(engine, writes=False) as session:
        return list(session.exec(select(CoupleEvent.what)))


def test_a_call_makes_a_pause_that_names_its_return_and_tells_the_other(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone = ilans.add_device()
    noas.add_device()
    call_id = new_id()
    called = noas.call(THEN, call_id=call_id, minutes=20)
    assert not called.joined
    assert (called.pause.id, called.pause.caller_id) == (call_id, noas.id)
    assert (called.pause.called_at, called.pause.returns_at) == (THEN, THEN + 20 * MINUTE)
    (message,) = told(engine)
    assert message.row.recipient_id == ilans.id
    assert (message.row.kind, message.row.dedupe_key) == ("pause", f"pause:{call_id}")
    assert (message.row.told_at, message.row.expires_at) == (THEN, THEN + 20 * MINUTE)
    assert message.states == {phone: "queued"}
    assert events(engine) == ["pause"]


def test_without_a_device_the_other_is_told_all_the_same_and_nothing_is_on_its_way(
    noas: Partner, engine: sa.Engine
) -> None:
    noas.call(THEN)
    (message,) = told(engine)
    assert message.states == {}


@pytest.mark.parametrize(
    ("pressed", "minutes", "returns"),
    [
        (timedelta(0), 20, 20 * MINUTE),
        (SECOND, 20, 21 * MINUTE),
        (59 * SECOND, 20, 21 * MINUTE),
        (timedelta(microseconds=1), 1, 2 * MINUTE),
        (timedelta(0), 1, MINUTE),
        (30 * SECOND, 24 * 60, 24 * 60 * MINUTE + MINUTE),
    ],
)
def test_the_return_is_rounded_up_to_the_minute_a_clock_shows(
    noas: Partner, pressed: timedelta, minutes: int, returns: timedelta
) -> None:
    assert noas.call(THEN + pressed, minutes=minutes).pause.returns_at == THEN + returns


def test_the_time_without_a_connection_counts(noas: Partner) -> None:
    pause = noas.call(THEN, minutes=20, waited=12 * 60 + 5).pause
    assert pause.called_at == THEN - timedelta(minutes=12, seconds=5)
    assert pause.returns_at == THEN + 8 * MINUTE


@pytest.mark.parametrize("waited", [20 * 60, 20 * 60 + 1, 24 * 3600, 300 * 24 * 3600])
def test_a_call_that_comes_too_late_is_over_and_nobody_is_told(
    noas: Partner, engine: sa.Engine, waited: float
) -> None:
    with pytest.raises(Gone, match="Nobody was told"):
        noas.call(THEN, minutes=20, waited=waited)
    assert (pauses(engine), calls(engine), told(engine), events(engine)) == ([], [], [], [])


def test_a_call_that_comes_in_the_last_second_is_still_told(noas: Partner, engine: sa.Engine) -> None:
    noas.call(THEN, minutes=20, waited=20 * 60 - 1)
    assert len(told(engine)) == 1


def test_without_minutes_the_agreed_ones_count(noas: Partner, ilans: Partner) -> None:
    noas.agree(ilans, Wording("Teapot", minutes=45), THEN)
    pause = noas.call(THEN, minutes=None).pause
    assert pause.returns_at == THEN + 45 * MINUTE
    assert pause.phrase == "Teapot"


def test_without_an_agreement_it_is_twenty_minutes(noas: Partner) -> None:
    assert noas.call(THEN, minutes=None).pause.returns_at == THEN + 20 * MINUTE


def test_the_same_call_again_is_the_same_pause_and_tells_nobody_twice(
    noas: Partner, engine: sa.Engine
) -> None:
    call_id = new_id()
    first = noas.call(THEN, call_id=call_id)
    for later in (SECOND, 19 * MINUTE, 40 * MINUTE):
        again = noas.call(THEN + later, call_id=call_id, waited=later.total_seconds())
        assert (again.pause.id, again.joined) == (first.pause.id, first.joined)
        assert again.pause.returns_at == first.pause.returns_at
    assert (len(pauses(engine)), len(calls(engine)), len(told(engine))) == (1, 1, 1)
    assert events(engine) == ["pause"]


def test_the_same_call_again_does_not_open_an_ended_pause(noas: Partner, engine: sa.Engine) -> None:
    call_id = new_id()
    pause = noas.call(THEN, call_id=call_id).pause
    noas.come_back(pause, THEN + MINUTE)
    again = noas.call(THEN + 2 * MINUTE, call_id=call_id, waited=120)
    assert again.pause.ended_as is Ending.CAME_BACK
    assert len(pauses(engine)) == 1


def test_the_same_id_with_other_minutes_is_refused(noas: Partner, engine: sa.Engine) -> None:
    call_id = new_id()
    noas.call(THEN, call_id=call_id, minutes=20)
    with pytest.raises(Refused):
        noas.call(THEN, call_id=call_id, minutes=30)
    assert (len(calls(engine)), pauses(engine)[0].returns_at) == (1, THEN + 20 * MINUTE)


def test_the_same_call_without_minutes_is_the_same_after_another_agreement(
    noas: Partner, ilans: Partner
) -> None:
    call_id = new_id()
    first = noas.call(THEN, call_id=call_id, minutes=None)
    noas.agree(ilans, Wording("Teapot", minutes=45), THEN + MINUTE)
    assert noas.call(THEN + 2 * MINUTE, call_id=call_id, minutes=None, waited=120).pause.id == first.pause.id


def test_the_partners_id_is_refused(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    call_id = new_id()
    noas.call(THEN, call_id=call_id)
    with pytest.raises(Refused):
        ilans.call(THEN, call_id=call_id)
    assert len(calls(engine)) == 1


def test_another_couples_id_is_just_theirs(noas: Partner, maras: Partner, engine: sa.Engine) -> None:
    call_id = new_id()
    noas.call(THEN, call_id=call_id, minutes=20)
    other = maras.call(THEN, call_id=call_id, minutes=30)
    assert not other.joined
    assert {(pause.caller_id, pause.returns_at) for pause in pauses(engine)} == {
        (noas.id, THEN + 20 * MINUTE),
        (maras.id, THEN + 30 * MINUTE),
    }
    assert len(told(engine)) == 2


@pytest.mark.parametrize("minutes", [5, 20, 240])
def test_a_second_press_joins_the_running_pause_and_changes_nothing_of_it(
    noas: Partner, ilans: Partner, engine: sa.Engine, minutes: int
) -> None:
    first = noas.call(THEN).pause
    for partner in (noas, ilans):
        joined = partner.call(THEN + MINUTE, minutes=minutes)
        assert joined.joined
        assert (joined.pause.id, joined.pause.returns_at) == (first.id, first.returns_at)
        assert joined.pause.caller_id == noas.id
    assert (len(pauses(engine)), len(calls(engine)), len(told(engine))) == (1, 3, 1)


def test_a_joining_call_sent_again_still_says_that_it_joined(noas: Partner, ilans: Partner) -> None:
    first = noas.call(THEN).pause
    call_id = new_id()
    for _ in range(2):
        again = ilans.call(THEN + MINUTE, call_id=call_id)
        assert (again.pause.id, again.joined) == (first.id, True)


def test_both_press_at_once_and_one_pause_is_open(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    noas.add_device()
    ilans.add_device()
    assert at_once(lambda: noas.call(THEN), lambda: ilans.call(THEN)) == [None, None]
    (pause,) = pauses(engine)
    assert pause.ended_at is None
    assert sorted(call.caller_id for call in calls(engine)) == sorted((noas.id, ilans.id))
    (message,) = told(engine)
    assert message.row.recipient_id == ({noas.id, ilans.id} - {pause.caller_id}).pop()


def test_one_call_posted_many_times_at_once_is_one_call(noas: Partner, engine: sa.Engine) -> None:
    call_id = new_id()
    assert at_once(*[lambda: noas.call(THEN, call_id=call_id)] * 4) == [None] * 4
    assert (len(pauses(engine)), len(calls(engine)), len(told(engine))) == (1, 1, 1)


def test_calls_at_once_after_the_return_begin_one_new_pause(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.call(THEN)
    later = THEN + 21 * MINUTE
    assert at_once(lambda: noas.call(later), lambda: ilans.call(later)) == [None, None]
    old, new = pauses(engine)
    assert (old.ended_as, new.ended_as) == (Ending.LAPSED, None)


@pytest.mark.parametrize("later", [20 * MINUTE, 21 * MINUTE, timedelta(days=3)])
def test_a_call_after_the_return_begins_a_new_pause_and_the_old_one_lapses(
    noas: Partner, ilans: Partner, engine: sa.Engine, later: timedelta
) -> None:
    ilans.add_device()
    noas.add_device()
    noas.call(THEN)
    called = ilans.call(THEN + later)
    assert not called.joined
    old, new = pauses(engine)
    assert (old.ended_as, old.ended_at) == (Ending.LAPSED, THEN + later)
    assert (new.caller_id, new.ended_at) == (ilans.id, None)
    first, second = told(engine)
    assert set(first.states.values()) == {"withdrawn"}
    assert set(second.states.values()) == {"queued"}


def test_a_call_in_the_last_second_still_joins(noas: Partner, ilans: Partner) -> None:
    noas.call(THEN)
    assert ilans.call(THEN + 20 * MINUTE - SECOND).joined


def test_after_coming_back_a_call_begins_a_new_pause(noas: Partner, engine: sa.Engine) -> None:
    first = noas.call(THEN).pause
    noas.come_back(first, THEN + MINUTE)
    assert not noas.call(THEN + 2 * MINUTE).joined
    assert [pause.ended_as for pause in pauses(engine)] == [Ending.CAME_BACK, None]


def test_a_new_pause_takes_the_place_of_what_was_not_delivered_of_the_old(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone = ilans.add_device()
    first = noas.call(THEN).pause
    noas.come_back(first, THEN + MINUTE)
    noas.call(THEN + 2 * MINUTE)
    states = [(message.row.kind, message.states[phone]) for message in told(engine)]
    assert states == [("pause", "withdrawn"), ("return", "withdrawn"), ("pause", "queued")]


def test_every_press_is_kept_with_who_and_when(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    noas.call(THEN, minutes=20, waited=30)
    ilans.call(THEN + MINUTE, minutes=30)
    kept = [(call.caller_id, call.called_at, call.minutes) for call in calls(engine)]
    assert kept == [(noas.id, THEN - 30 * SECOND, 20), (ilans.id, THEN + MINUTE, 30)]


def test_a_call_into_a_space_closed_in_the_same_moment_finds_nothing(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    with unit_of_work(engine) as session:
        member = noas.member(session)
    with unit_of_work(engine) as session:
        close_space(session, ilans.member(session), THEN)
    with unit_of_work(engine) as session, pytest.raises(NotFound):
        call_pause(
            session,
            member,
            call_id=new_id(),
            minutes=20,
            waited=timedelta(0),
            outbox=noas.outbox,
            now=THEN,
        )
    assert (pauses(engine), told(engine)) == ([], [])


def test_a_call_whose_announcement_fails_leaves_no_row_at_all(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    ilans.add_device()
    with unit_of_work(engine) as session:
        couple_id: UUID = noas.member(session).couple_id
        # The couple's next number is taken, so the last step of the call cannot be written.
        session.add(CoupleEvent(couple_id=couple_id, number=1, what="pause", at=THEN))
    with pytest.raises(sa.exc.IntegrityError):
        noas.call(THEN)
    assert (pauses(engine), calls(engine), told(engine)) == ([], [], [])
    with unit_of_work(engine) as session:
        assert noas.member(session).last_event == 0
        assert session.exec(select(PauseCall)).all() == []
