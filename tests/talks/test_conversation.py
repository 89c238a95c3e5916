"""The talk itself: how both are, the beginning, the shared clock, the park list, the end."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from mend.errors import Gone, NotFound, Refused
from mend.ids import new_id
from mend.live.models import CoupleEvent
from mend.talks.conversation import MOST_PARKED, Feeling, feelings_of
from mend.talks.diary import TalkNow
from mend.talks.models import ParkedLine, TalkReadiness, TalkState, Wish
from tests.signals.partners import MINUTE, THEN
from tests.talks.partners import DAY, HOUR, TOMORROW, Talker, rows
from tests.together import at_once

SECOND = timedelta(seconds=1)
OPENS = TOMORROW - 15 * MINUTE


def test_mend_asks_from_a_quarter_of_an_hour_before(booked: TalkNow, noas: Talker) -> None:
    with pytest.raises(Refused, match="too early"):
        noas.is_(booked, at=OPENS - SECOND)
    assert noas.is_(booked, at=OPENS).wish is Wish.TALK


def test_nobody_is_asked_before_it_is_booked(offered: TalkNow, noas: Talker) -> None:
    with pytest.raises(Refused, match="changed in the meantime"):
        noas.is_(offered)


def test_who_is_all_right_wishes_to_talk(booked: TalkNow, noas: Talker) -> None:
    said = noas.is_(booked)
    assert (feelings_of(said), said.wish) == (set(), Wish.TALK)


def test_who_is_not_is_asked_for_a_wish_of_their_own(booked: TalkNow, noas: Talker) -> None:
    said = noas.is_(booked, {Feeling.TIRED, Feeling.IN_A_HURRY})
    assert (feelings_of(said), said.wish) == ({Feeling.TIRED, Feeling.IN_A_HURRY}, None)
    assert noas.wish_for(booked, Wish.ANOTHER_TIME).wish is Wish.ANOTHER_TIME
    assert noas.wish_for(booked, Wish.TALK).wish is Wish.TALK
    assert noas.is_(booked, {Feeling.HUNGRY}).wish is None
    assert noas.is_(booked).wish is Wish.TALK


def test_a_wish_follows_how_one_is(booked: TalkNow, noas: Talker) -> None:
    with pytest.raises(Refused, match="first how you are"):
        noas.wish_for(booked, Wish.ANOTHER_TIME)


def test_only_a_wish_is_announced(booked: TalkNow, noas: Talker, engine: sa.Engine) -> None:
    def announced() -> int:
        return len(rows(engine, CoupleEvent))

    before = announced()
    noas.is_(booked, {Feeling.TIRED})
    noas.is_(booked, {Feeling.UNWELL})
    assert announced() == before
    for _ in range(2):
        noas.wish_for(booked, Wish.ANOTHER_TIME)
    assert announced() == before + 1


def test_how_both_were_is_forgotten_once_it_begins_moves_or_is_called_off(
    noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    for deed in (
        ilans.begin,
        lambda talk: ilans.suggest(talk, TOMORROW + DAY, at=TOMORROW),
        lambda talk: ilans.call_off(talk, TOMORROW),
    ):
        talk = ilans.accept(noas.offer())
        noas.is_(talk, {Feeling.UNWELL})
        assert len(rows(engine, TalkReadiness)) == 1
        deed(talk)
        assert rows(engine, TalkReadiness) == []


def test_either_begins_whatever_was_said_and_twice_is_once(
    booked: TalkNow, noas: Talker, ilans: Talker
) -> None:
    noas.is_(booked, {Feeling.TIRED})
    begun = ilans.begin(booked, TOMORROW)
    again = noas.begin(booked, TOMORROW + MINUTE)
    assert begun.state(TOMORROW) is again.state(TOMORROW) is TalkState.UNDER_WAY
    assert (again.talk.began_by, again.talk.began_at) == (ilans.id, TOMORROW)


def test_it_begins_neither_early_nor_unbooked(booked: TalkNow, noas: Talker, ilans: Talker) -> None:
    with pytest.raises(Refused, match="too early"):
        noas.begin(booked, OPENS - SECOND)
    moved = noas.suggest(booked, TOMORROW + DAY)
    with pytest.raises(Refused, match="changed in the meantime"):
        ilans.begin(moved, TOMORROW)
    assert ilans.sees(booked).talk.began_at is None


def test_the_limit_runs_from_the_beginning_and_with_a_little_grace_it_is_held(
    booked: TalkNow, noas: Talker
) -> None:
    begun = noas.begin(booked, TOMORROW + 10 * MINUTE)
    assert begun.time_is_up_at == TOMORROW + 40 * MINUTE
    assert begun.closes_at == TOMORROW + 55 * MINUTE
    assert begun.state(TOMORROW + 55 * MINUTE - SECOND) is TalkState.UNDER_WAY
    assert begun.state(TOMORROW + 55 * MINUTE) is TalkState.HELD


def test_either_says_done_and_twice_is_once(booked: TalkNow, noas: Talker, ilans: Talker) -> None:
    with pytest.raises(Refused, match="not begun yet"):
        ilans.finish(booked)
    noas.begin(booked)
    done = ilans.finish(booked, TOMORROW + 5 * MINUTE)
    again = noas.finish(booked, TOMORROW + 6 * MINUTE)
    assert done.state(TOMORROW) is again.state(TOMORROW) is TalkState.HELD
    assert (again.talk.ended_by, again.talk.ended_at) == (ilans.id, TOMORROW + 5 * MINUTE)


def test_done_after_the_clock_said_so_changes_nothing(booked: TalkNow, noas: Talker) -> None:
    noas.begin(booked)
    late = noas.finish(booked, TOMORROW + 45 * MINUTE)
    assert (late.state(TOMORROW + 45 * MINUTE), late.talk.ended_at) == (TalkState.HELD, None)
    with pytest.raises(Gone, match="is over"):
        noas.park(booked, at=TOMORROW + 50 * MINUTE)


def test_done_and_begin_at_once_end_in_order(booked: TalkNow, noas: Talker, ilans: Talker) -> None:
    done, begun = at_once(lambda: noas.finish(booked), lambda: ilans.begin(booked))
    assert begun is None
    state = noas.sees(booked).state(TOMORROW)
    assert state is (TalkState.HELD if done is None else TalkState.UNDER_WAY)


def test_either_parks_before_and_during_and_nothing_after(
    offered: TalkNow, noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    noas.park(offered, "before", at=THEN)
    ilans.accept(offered)
    ilans.park(offered, "booked", at=THEN + MINUTE)
    noas.begin(offered)
    noas.park(offered, "during", at=TOMORROW)
    ilans.finish(offered)
    with pytest.raises(Gone):
        noas.park(offered, "after", at=TOMORROW + 30 * MINUTE)
    assert [line.words for line in rows(engine, ParkedLine)] == ["before", "booked", "during"]


@pytest.mark.parametrize("end", ["the clock", "finish", "call_off", "set_aside", "take_back", "nobody came"])
def test_a_line_begun_before_the_end_is_taken_for_five_minutes_more(
    noas: Talker, ilans: Talker, end: str
) -> None:
    talk, over_at = noas.offer(), TOMORROW
    if end in ("set_aside", "take_back"):
        getattr(ilans if end == "set_aside" else noas, end)(talk, over_at)
    elif end == "nobody came":
        ilans.accept(talk)
        over_at = TOMORROW + HOUR
    else:
        ilans.accept(talk)
        noas.begin(talk) if end != "call_off" else ilans.call_off(talk, over_at)
        over_at = TOMORROW + 45 * MINUTE if end == "the clock" else over_at
        if end == "finish":
            ilans.finish(talk, over_at)
    noas.park(talk, at=over_at + 5 * MINUTE - SECOND)
    with pytest.raises(Gone):
        noas.park(talk, at=over_at + 5 * MINUTE)


def test_parking_twice_is_once_and_other_words_are_refused(
    offered: TalkNow, noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    line_id = new_id()
    assert at_once(*[lambda: noas.park(offered, line_id=line_id)] * 3) == [None] * 3
    with pytest.raises(Refused, match="other words"):
        noas.park(offered, "other", line_id=line_id)
    with pytest.raises(Refused, match="other words"):
        ilans.park(offered, line_id=line_id)
    assert [line.words for line in rows(engine, ParkedLine)] == ["The bicycle"]


def test_a_full_list_is_full(offered: TalkNow, noas: Talker) -> None:
    for number in range(MOST_PARKED):
        noas.park(offered, f"line {number}")
    with pytest.raises(Refused, match="full"):
        noas.park(offered)


def test_either_ticks_off_and_back_and_twice_is_once(
    offered: TalkNow, noas: Talker, ilans: Talker, maras: Talker
) -> None:
    line = noas.park(offered)
    ticked = ilans.tick(offered, line, at=THEN + MINUTE)
    assert (ticked.ticked_by, ticked.ticked_at) == (ilans.id, THEN + MINUTE)
    assert noas.tick(offered, line, at=THEN + 2 * MINUTE).ticked_by == ilans.id
    for _ in range(2):
        assert noas.tick(offered, line, done=False).ticked_at is None
    with pytest.raises(NotFound):
        maras.tick(offered, line)
    with pytest.raises(NotFound):
        noas.tick(noas.offer(topic="another"), line)
