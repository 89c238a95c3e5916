"""Two people and their devices, in the same moment: one of them is first, the other is told so."""

import sqlalchemy as sa

from mend.errors import DomainError, Gone, Refused
from mend.talks.diary import TalkNow
from mend.talks.models import Talk, TalkSlot, TalkState, TalkTopic
from tests.talks.partners import DAY, HOUR, TOMORROW, Talker, rows
from tests.together import at_once


def outcome(engine: sa.Engine) -> tuple[TalkState, int]:
    (talk,) = rows(engine, Talk)
    return talk.state, talk.offer_number


def test_two_taps_on_yes_at_once_book_once(offered: TalkNow, ilans: Talker, engine: sa.Engine) -> None:
    assert at_once(*[lambda: ilans.accept(offered)] * 4) == [None] * 4
    assert outcome(engine) == (TalkState.BOOKED, 1)
    assert len([row for row in rows(engine, TalkSlot) if row.chosen_at]) == 1


def test_two_devices_that_choose_two_times_at_once_book_one(
    noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    talk = noas.offer(TOMORROW, TOMORROW + DAY)
    results = at_once(lambda: ilans.accept(talk), lambda: ilans.accept(talk, slot=1))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]
    assert len([row for row in rows(engine, TalkSlot) if row.chosen_at]) == 1


def test_a_yes_and_taking_it_back_at_once_leave_one_winner(
    offered: TalkNow, noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    yes, back = at_once(lambda: ilans.accept(offered), lambda: noas.take_back(offered))
    state, _ = outcome(engine)
    if yes is None:
        assert isinstance(back, Refused)
        assert state is TalkState.BOOKED
    else:
        assert isinstance(yes, Gone)
        assert back is None
        assert state is TalkState.TAKEN_BACK


def test_both_suggest_other_times_at_once_and_one_counts(
    offered: TalkNow, noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    results = at_once(
        lambda: noas.suggest(offered, TOMORROW + HOUR), lambda: ilans.suggest(offered, TOMORROW + 2 * HOUR)
    )
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]
    assert outcome(engine) == (TalkState.OFFERED, 2)


def test_both_offer_the_same_topic_at_once_and_it_is_one_topic(
    noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    assert at_once(noas.offer, lambda: ilans.offer(topic=" the MONEY  for the roof ")) == [None, None]
    assert len(rows(engine, TalkTopic)) == 1
    assert len(rows(engine, Talk)) == 2


def test_beginning_and_calling_off_at_once_leave_one_winner(
    booked: TalkNow, noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    begun, off = at_once(lambda: noas.begin(booked), lambda: ilans.call_off(booked, TOMORROW))
    refused: list[DomainError | None] = [begun, off]
    assert refused.count(None) == 1
    assert outcome(engine)[0] is (TalkState.UNDER_WAY if begun is None else TalkState.CALLED_OFF)
