"""The meeting: one for both, an hour at most, step by step, and a door that is never locked."""

import itertools

import pytest
import sqlalchemy as sa
from sqlmodel import select

from mend.database import unit_of_work
from mend.errors import Gone, NotFound
from mend.weekly.meeting import STEPS, MeetingNow, MeetingState
from mend.weekly.models import AN_HOUR, Step, WeeklyMeeting
from tests.weekly.partners import HOUR, MINUTE, THAT_SUNDAY, Meeter, told

NOW = THAT_SUNDAY


def test_either_begins_and_there_is_one(joined: None, noas: Meeter, ilans: Meeter, engine: sa.Engine) -> None:
    first = noas.start()
    assert ilans.start(NOW + MINUTE).id == first.id
    assert (first.meeting.started_by, first.meeting.until) == (noas.id, NOW + AN_HOUR)
    assert first.meeting.step is Step.THANKS
    with unit_of_work(engine, writes=False) as session:
        assert len(session.exec(select(WeeklyMeeting)).all()) == 1


def test_either_moves_both_on_and_the_last_step_ends_it(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter
) -> None:
    who = {Step.THANKS: noas, Step.PLAN: ilans, Step.PROMISES: noas}
    for seen, step in itertools.pairwise(STEPS):
        moved = who[seen].on(meeting, seen, NOW + MINUTE)
        assert (moved.meeting.step, moved.meeting.step_by) == (step, who[seen].id)
    closed = ilans.on(meeting, Step.ISSUE, NOW + 9 * MINUTE)
    assert (closed.state(NOW + 9 * MINUTE), closed.meeting.ended_by) == (MeetingState.CLOSED, ilans.id)
    assert closed.state(NOW + 5 * HOUR) is MeetingState.CLOSED


def test_two_taps_at_once_are_one_step(meeting: MeetingNow, noas: Meeter, ilans: Meeter) -> None:
    noas.on(meeting, Step.THANKS)
    assert ilans.on(meeting, Step.THANKS).meeting.step is Step.PLAN
    assert noas.on(meeting, Step.ISSUE).meeting.step is Step.PLAN  # a step nobody has come to yet


def test_the_hour_counts_from_the_first_start_and_the_clock_ends_it(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter
) -> None:
    assert ilans.start(NOW + 59 * MINUTE).id == meeting.id
    assert meeting.state(NOW + AN_HOUR - MINUTE) is MeetingState.UNDER_WAY
    assert meeting.state(NOW + AN_HOUR) is MeetingState.HOUR_OVER
    late = noas.on(meeting, Step.THANKS, NOW + AN_HOUR)
    assert (late.meeting.step, late.meeting.ended_at) == (Step.THANKS, None)
    with pytest.raises(Gone, match="talk of its own"):
        ilans.bring(meeting, at=NOW + AN_HOUR)


def test_another_can_begin_when_one_is_over(meeting: MeetingNow, ilans: Meeter) -> None:
    again = ilans.start(NOW + AN_HOUR)
    assert again.id != meeting.id
    first = ilans.meeting(meeting)
    assert (first.over_at, first.meeting.ended_by) == (NOW + AN_HOUR, None)
    assert first.state(NOW + 2 * HOUR) is MeetingState.HOUR_OVER


def test_who_leaves_ends_nothing_for_the_other_and_may_come_back(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    before = len(told(engine))
    assert ilans.go(meeting, NOW + MINUTE).left == {ilans.id}
    assert ilans.go(meeting, NOW + MINUTE).left == {ilans.id}
    assert noas.meeting(meeting).state(NOW + MINUTE) is MeetingState.UNDER_WAY
    assert noas.on(meeting, Step.THANKS).meeting.step is Step.PLAN
    assert ilans.return_to(meeting, NOW + 2 * MINUTE).left == frozenset()
    assert ilans.return_to(meeting, NOW + 2 * MINUTE).left == frozenset()
    assert len(told(engine)) == before


def test_when_both_have_left_it_is_over(meeting: MeetingNow, noas: Meeter, ilans: Meeter) -> None:
    noas.go(meeting, NOW + MINUTE)
    over = ilans.go(meeting, NOW + 2 * MINUTE)
    assert (over.state(NOW + 2 * MINUTE), over.over_at) == (MeetingState.CLOSED, NOW + 2 * MINUTE)
    with pytest.raises(Gone):
        noas.return_to(meeting, NOW + 3 * MINUTE)


def test_who_leaves_the_ritual_leaves_its_meeting(meeting: MeetingNow, noas: Meeter, ilans: Meeter) -> None:
    ilans.leave(NOW + MINUTE)
    assert noas.meeting(meeting).left == {ilans.id}
    assert noas.meeting(meeting).state(NOW + MINUTE) is MeetingState.UNDER_WAY


def test_leaving_what_is_over_is_nothing(meeting: MeetingNow, noas: Meeter) -> None:
    assert noas.go(meeting, NOW + AN_HOUR).left == frozenset()


def test_the_other_couple_finds_no_meeting_of_theirs(meeting: MeetingNow, maras: Meeter) -> None:
    for deed in (
        lambda: maras.meeting(meeting),
        lambda: maras.go(meeting),
        lambda: maras.return_to(meeting),
        lambda: maras.on(meeting, Step.THANKS),
        lambda: maras.bring(meeting),
    ):
        with pytest.raises(NotFound):
            deed()
