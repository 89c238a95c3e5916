"""More time, or tomorrow: the caller names a later time, and the other knows it at once."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from mend.database import unit_of_work
from mend.errors import DomainError, Gone, Invalid, NotFound, Refused
from mend.signals.models import Delay, Ending, PauseDelay
from mend.signals.states import REMIND_AFTER, SILENT_AFTER
from tests.signals.partners import BACK, MINUTE, THEN, Partner, ahead, everything, pauses, told, work
from tests.together import at_once

LATEST = THEN + timedelta(hours=24)
UNTIL = BACK + 20 * MINUTE


def delays(engine: sa.Engine) -> list[PauseDelay]:
    with unit_of_work(engine, writes=False) as session:
        return sorted(session.exec(select(PauseDelay)), key=lambda one: one.returns_at)


def said(error: DomainError) -> str:
    return error.sentence % error.values


@pytest.mark.parametrize("how", list(Delay))
@pytest.mark.parametrize("at", [THEN + MINUTE, BACK, BACK + REMIND_AFTER, BACK + SILENT_AFTER])
def test_a_later_time_counts_and_is_kept_with_what_was_said_before(
    noas: Partner, engine: sa.Engine, how: Delay, at: datetime
) -> None:
    pause = noas.call(THEN).pause
    assert noas.delay(pause, UNTIL, at, how).returns_at == UNTIL
    (kept,) = delays(engine)
    assert (kept.returned_at, kept.returns_at, kept.delay, kept.asked_at) == (BACK, UNTIL, how, at)


def test_the_other_is_told_at_once_and_the_older_message_never_leaves(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone = ilans.add_device()
    pause = noas.call(THEN).pause
    noas.delay(pause, UNTIL, THEN + MINUTE)
    called, delayed = told(engine)
    assert (called.states, delayed.states) == ({phone: "withdrawn"}, {phone: "queued"})
    assert (delayed.row.tag, delayed.row.topic) == (called.row.tag, called.row.topic)
    assert (delayed.row.kind, delayed.row.recipient_id) == ("delay", ilans.id)
    assert (delayed.row.title, delayed.row.body) == (
        "Pause · back 21:00",
        "A little later. Nothing to answer.",
    )
    assert (delayed.row.told_at, delayed.row.expires_at) == (THEN + MINUTE, UNTIL)


def test_the_other_reads_it_in_their_own_zone_with_the_day_it_is_there(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    ilans.travel("America/New_York")
    pause = noas.call(THEN).pause
    noas.delay(pause, THEN + timedelta(hours=9), THEN + MINUTE)  # 05:20 in Berlin, still today in New York
    noas.delay(pause, THEN + timedelta(hours=10), THEN + 2 * MINUTE, Delay.TOMORROW)
    assert [one.row.title for one in told(engine)][1:] == [
        "Pause · back 23:20",
        "Pause · back Saturday, 00:20",
    ]


def test_the_caller_is_asked_at_the_new_time_and_not_at_the_old_one(noas: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    assert [(one.kind, one.due_at) for one in ahead(engine)] == [
        ("prompt", BACK),
        ("reminder", BACK + REMIND_AFTER),
    ]
    noas.delay(pause, UNTIL, THEN + MINUTE)
    assert [(one.kind, one.due_at, one.recipient_id) for one in ahead(engine)] == [
        ("prompt", UNTIL, noas.id),
        ("reminder", UNTIL + REMIND_AFTER, noas.id),
    ]
    work(engine, BACK + REMIND_AFTER)
    assert [one.row.kind for one in told(engine)] == ["pause", "delay"]


def test_after_the_prompt_more_time_takes_back_the_reminder(noas: Partner, engine: sa.Engine) -> None:
    phone = noas.add_device()
    pause = noas.call(THEN).pause
    work(engine, BACK)
    noas.delay(pause, UNTIL, BACK + MINUTE)
    work(engine, BACK + REMIND_AFTER)
    assert [(one.row.kind, one.states) for one in told(engine) if one.row.recipient_id == noas.id] == [
        ("prompt", {phone: "withdrawn"})
    ]
    assert [one.due_at for one in ahead(engine)] == [UNTIL, UNTIL + REMIND_AFTER]


def test_saying_it_twice_is_saying_it_once(noas: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    noas.delay(pause, UNTIL, THEN + MINUTE)
    before = everything(engine)
    for at in (THEN + MINUTE, THEN + 5 * MINUTE):
        assert noas.delay(pause, UNTIL, at).returns_at == UNTIL
    assert everything(engine) == before


def test_tapped_twice_at_once_it_is_told_once(noas: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    assert at_once(*[lambda: noas.delay(pause, UNTIL, THEN + MINUTE)] * 3) == [None] * 3
    assert len(delays(engine)) == 1
    assert [one.row.kind for one in told(engine)] == ["pause", "delay"]


def test_a_time_is_rounded_up_to_the_minute_a_clock_shows(noas: Partner) -> None:
    pause = noas.call(THEN).pause
    assert noas.delay(pause, UNTIL - timedelta(seconds=59), THEN).returns_at == UNTIL
    assert noas.delay(pause, UNTIL, THEN + MINUTE).returns_at == UNTIL


def test_it_can_be_put_off_again_until_24_hours_from_the_call(noas: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    for hours in (1, 5, 23, 24):
        noas.delay(pause, THEN + timedelta(hours=hours), THEN + MINUTE)
    with pytest.raises(Invalid) as refused:
        noas.delay(pause, LATEST + timedelta(seconds=1), THEN + 2 * MINUTE)
    assert refused.value.field == "until"
    assert said(refused.value) == (
        "A pause lasts 24 hours at most, so until Saturday, 20:20. You can also book a talk."
    )
    assert pauses(engine)[0].returns_at == LATEST


@pytest.mark.parametrize(
    ("until", "at", "sentence"),
    [
        (BACK + MINUTE, BACK + 2 * MINUTE, "That time is over already. Please choose a later one."),
        (BACK + MINUTE, BACK + MINUTE, "That time is over already. Please choose a later one."),
        (THEN - MINUTE, THEN + MINUTE, "That time is over already. Please choose a later one."),
        (BACK, THEN + MINUTE, "You said 20:40 already. Please choose a later time."),
        (BACK - MINUTE, THEN + MINUTE, "You said 20:40 already. Please choose a later time."),
        (
            LATEST + MINUTE,
            THEN + MINUTE,
            "A pause lasts 24 hours at most, so until Saturday, 20:20. You can also book a talk.",
        ),
        (
            LATEST + timedelta(days=300),
            LATEST - MINUTE,
            "A pause lasts 24 hours at most, so until 20:20. You can also book a talk.",
        ),
    ],
)
def test_a_time_that_is_none_is_a_sentence_and_changes_nothing(
    noas: Partner, engine: sa.Engine, until: datetime, at: datetime, sentence: str
) -> None:
    pause = noas.call(THEN).pause
    before = everything(engine)
    with pytest.raises(Invalid) as refused:
        noas.delay(pause, until, at)
    assert (said(refused.value), refused.value.field) == (sentence, "until")
    assert everything(engine) == before


def test_nobody_extends_somebody_elses_pause(
    noas: Partner, ilans: Partner, maras: Partner, engine: sa.Engine
) -> None:
    pause = noas.call(THEN).pause
    before = everything(engine)
    with pytest.raises(Refused) as refused:
        ilans.delay(pause, UNTIL, THEN + MINUTE)
    assert said(refused.value) == "Only Noa can say when this pause ends."
    with pytest.raises(NotFound):
        maras.delay(pause, UNTIL, THEN + MINUTE)
    assert everything(engine) == before


@pytest.mark.parametrize("how", list(Ending))
def test_a_pause_that_is_over_is_put_off_no_more(
    noas: Partner, ilans: Partner, engine: sa.Engine, how: Ending
) -> None:
    pause = noas.call(THEN).pause
    if how is Ending.CAME_BACK:
        noas.come_back(pause, THEN + MINUTE)
    else:
        ilans.call(BACK)
    before = everything(engine)
    with pytest.raises(Gone, match="This pause is over"):
        noas.delay(pause, UNTIL, BACK + SILENT_AFTER)
    assert everything(engine) == before


def test_nobody_has_said_ok_to_a_new_time_yet(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    ilans.answer(pause, THEN + MINUTE)
    noas.delay(pause, UNTIL, BACK)
    assert pauses(engine)[0].answered_at is None
    ilans.answer(pause, BACK + MINUTE)
    assert pauses(engine)[0].answered_at == BACK + MINUTE
    answered = [one.row.dedupe_key for one in told(engine) if one.row.kind == "answered"]
    assert len(answered) == len(set(answered)) == 2


def test_a_call_joins_a_pause_that_was_put_off(noas: Partner, ilans: Partner) -> None:
    pause = noas.call(THEN).pause
    noas.delay(pause, UNTIL, BACK)
    joined = ilans.call(BACK + MINUTE)
    assert (joined.joined, joined.pause.id) == (True, pause.id)
