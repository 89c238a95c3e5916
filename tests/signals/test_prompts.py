"""At the time of return only the caller is asked: once, reminded once, and then nobody any more."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from mend.notifications.message import as_scripts_write
from mend.signals.models import Ending, Pause
from mend.signals.states import LONGEST, REMIND_AFTER, REMINDER_LASTS, SILENT_AFTER
from tests.signals.partners import (
    BACK,
    MINUTE,
    THEN,
    Partner,
    ahead,
    pauses,
    told,
    work,
)

SECOND = timedelta(seconds=1)
FOREVER = THEN + timedelta(days=3)


@pytest.fixture
def phone(noas: Partner) -> UUID:
    """Noa's."""
    return noas.add_device()


@pytest.fixture
def pause(phone: UUID, noas: Partner, ilans: Partner) -> Pause:
    """Noa's pause of twenty minutes; both have a phone."""
    ilans.add_device()
    return noas.call(THEN).pause


def asked(engine: sa.Engine) -> list[tuple[str, dict[UUID | None, str]]]:
    return [(one.row.kind, one.states) for one in told(engine) if one.row.kind in {"prompt", "reminder"}]


def test_nobody_is_asked_before_the_time(pause: Pause, engine: sa.Engine) -> None:
    work(engine, BACK - SECOND)
    assert [one.row.kind for one in told(engine)] == ["pause"]


def test_at_the_time_the_caller_alone_is_asked_with_a_button_to_be_back_and_one_for_more_time(
    pause: Pause, phone: UUID, noas: Partner, engine: sa.Engine
) -> None:
    work(engine, BACK)
    called, prompt = told(engine)
    assert (prompt.row.kind, prompt.row.recipient_id, prompt.states) == ("prompt", noas.id, {phone: "queued"})
    assert (prompt.row.title, prompt.row.body) == (
        "Pause · it is 20:40",
        "Are you back? More time is fine, too.",
    )
    assert prompt.row.path == f"/pauses/{pause.id}"
    assert [(one["name"], one["title"], one["path"], one["post"]) for one in prompt.row.actions] == [
        (
            "back",
            "I’m back",
            f"/pauses/{pause.id}/return",
            {"fields": {}, "brings_id": False, "until": as_scripts_write(THEN + LONGEST)},
        ),
        ("later", "More time", f"/pauses/{pause.id}/delay", None),
    ]
    assert prompt.row.is_signal
    # A phone whose clock is fast takes it for late: its caller is asked all the same.
    assert (prompt.row.ended_title, prompt.row.ended_body) == (
        "Pause · it was 20:40",
        "Open Mend to say when you are back.",
    )
    assert prompt.row.tag != called.row.tag


def test_five_minutes_later_one_reminder_takes_its_place_and_then_it_is_silent(
    pause: Pause, phone: UUID, engine: sa.Engine
) -> None:
    work(engine, BACK)
    work(engine, BACK + REMIND_AFTER - SECOND)
    assert asked(engine) == [("prompt", {phone: "queued"})]
    work(engine, BACK + REMIND_AFTER)
    assert asked(engine) == [("prompt", {phone: "withdrawn"}), ("reminder", {phone: "queued"})]
    prompt, reminder = [one.row for one in told(engine) if one.row.kind != "pause"]
    assert (prompt.tag, prompt.topic) == (reminder.tag, reminder.topic)
    assert (reminder.title, reminder.body) == ("Pause", "Take the time you need. Just name it.")
    assert reminder.expires_at == BACK + REMIND_AFTER + REMINDER_LASTS
    assert reminder.actions == prompt.actions
    assert (reminder.ended_title, reminder.ended_body) == (prompt.ended_title, prompt.ended_body)
    assert ahead(engine) == []
    work(engine, FOREVER)
    assert len(told(engine)) == 3


def test_i_am_back_keeps_its_meaning_longer_than_any_question_for_it(
    phone: UUID, noas: Partner, engine: sa.Engine
) -> None:
    pause = noas.call(THEN).pause
    noas.delay(pause, THEN + LONGEST, THEN)
    work(engine, THEN + LONGEST)
    work(engine, THEN + LONGEST + REMIND_AFTER)
    prompts = [one.row for one in told(engine) if one.row.kind in {"prompt", "reminder"}]
    assert len(prompts) == 2
    for row in prompts:
        assert row.actions[0]["post"]["until"] >= as_scripts_write(row.expires_at)


def test_the_other_hears_of_the_call_and_of_nothing_else(
    pause: Pause, ilans: Partner, engine: sa.Engine
) -> None:
    for at in (BACK, BACK + REMIND_AFTER, BACK + SILENT_AFTER, FOREVER):
        work(engine, at)
    assert [one.row.kind for one in told(engine) if one.row.recipient_id == ilans.id] == ["pause"]


def test_a_worker_that_slept_asks_once_and_not_for_what_was(
    pause: Pause, phone: UUID, engine: sa.Engine
) -> None:
    work(engine, BACK + REMIND_AFTER + MINUTE)
    assert asked(engine) == [("reminder", {phone: "queued"})]


def test_a_phone_out_of_a_drawer_asks_nothing_any_more(pause: Pause, engine: sa.Engine) -> None:
    work(engine, BACK + REMIND_AFTER + REMINDER_LASTS)
    assert asked(engine) == []
    assert ahead(engine) == []


def ended(how: Ending, pause: Pause, noas: Partner, ilans: Partner) -> datetime:
    if how is Ending.CAME_BACK:
        noas.come_back(pause, BACK + MINUTE)
        return BACK + MINUTE
    ilans.call(BACK + MINUTE)
    return BACK + MINUTE


@pytest.mark.parametrize("how", list(Ending))
def test_once_the_pause_has_ended_nothing_asked_of_it_leaves_any_more(
    pause: Pause, phone: UUID, noas: Partner, ilans: Partner, engine: sa.Engine, how: Ending
) -> None:
    work(engine, BACK)
    at = ended(how, pause, noas, ilans)
    assert asked(engine) == [("prompt", {phone: "withdrawn"})]
    work(engine, at)
    # A pause that began meanwhile asks its own caller, at its own time.
    assert {one.recipient_id for one in ahead(engine)} == ({ilans.id} if how is Ending.LAPSED else set())
    work(engine, FOREVER)
    assert asked(engine) == [("prompt", {phone: "withdrawn"})]


def test_who_is_back_before_the_time_is_never_asked(pause: Pause, noas: Partner, engine: sa.Engine) -> None:
    noas.come_back(pause, BACK - SECOND)
    assert ahead(engine) == []
    for at in (BACK, BACK + REMIND_AFTER):
        work(engine, at)
    assert asked(engine) == []


def test_a_caller_who_comes_back_after_a_silence_or_after_days_is_back_all_the_same(
    pause: Pause, noas: Partner, engine: sa.Engine
) -> None:
    noas.come_back(pause, BACK + timedelta(days=2))
    assert pauses(engine)[0].ended_as is Ending.CAME_BACK
    assert "return" in [one.row.kind for one in told(engine)]
