"""What stands on a lock screen of a talk: the phrase and an hour of the reader's clock. Who is told, when."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from mend.agreements.versions import Wording
from mend.database import unit_of_work
from mend.notifications.handing_out import hand_out_due
from mend.notifications.models import Notification
from mend.talks.diary import TalkNow
from mend.talks.models import TalkState
from tests.signals.partners import MINUTE, THEN, told
from tests.talks.partners import DAY, HOUR, PLACE, TOMORROW, TOPIC, Talker

PRIVATE = (TOPIC, PLACE, "Noa", "Ilan", "bicycle", "money")


def notifications(engine: sa.Engine, *kinds: str) -> list[Notification]:
    return [one.row for one in told(engine, waiting=True) if one.row.kind in kinds]


def waiting(engine: sa.Engine) -> list[tuple[str, object]]:
    """What is told ahead and will still be sent: kind and when."""
    return [
        (one.row.kind, one.row.due_at)
        for one in told(engine, waiting=True)
        if one.row.handed_out_at is None and one.row.withdrawn_at is None
    ]


def everything(noas: Talker, ilans: Talker) -> None:
    """One message of each kind there is."""
    noas.agree(ilans, Wording("Teapot"), THEN)
    counter = ilans.suggest(noas.offer(), TOMORROW + HOUR)
    ilans.park(counter)
    moved = noas.suggest(noas.accept(counter), TOMORROW + 2 * HOUR)
    noas.call_off(ilans.accept(moved))


def test_the_lock_screen_holds_the_phrase_and_an_hour_and_nothing_private(
    noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    everything(noas, ilans)
    shown = {
        (row.kind, row.title, row.body, row.ended_title, row.ended_body)
        for row in notifications(engine, "talk", "moved", "talk-booked", "talk-soon", "talk-off")
    }
    a_talk, rest = "Teapot · a talk", ("Teapot · a talk", "Its time has passed.")
    assert shown == {
        ("talk", a_talk, "Open Mend to see.", *rest),
        ("moved", a_talk, "Open Mend to see.", *rest),
        ("talk-off", a_talk, "Open Mend to see.", *rest),
        *(
            (kind, f"Teapot · talk {when}{hour}", "Open Mend to see.", *rest)
            for kind, when in (("talk-booked", "on Saturday, "), ("talk-soon", "at "))
            for hour in ("21:20", "22:20")
        ),
    }
    assert not [words for one in shown for line in one for words in PRIVATE if words in line]


def test_nothing_of_a_talk_is_a_signal_and_each_leads_to_it(
    noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    everything(noas, ilans)
    for one in told(engine, waiting=True):
        assert not one.row.is_signal
        assert one.row.path == "/talks/" + one.row.about.removeprefix("talk:")
        assert one.row.actions == []


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("Europe/Berlin", "Saturday", "20:20"),
        ("America/New_York", "Saturday", "14:20"),
        ("Australia/Lord_Howe", "Sunday", "06:20"),
    ],
)
def test_each_reads_the_hour_of_their_own_clock(
    noas: Talker, ilans: Talker, engine: sa.Engine, zone: str, day: str, hour: str
) -> None:
    noas.travel(zone)
    ilans.accept(noas.offer())
    (booked,) = notifications(engine, "talk-booked")
    assert (booked.recipient_id, booked.title) == (noas.id, f"Pause · talk on {day}, {hour}")
    soon = {row.recipient_id: row.title for row in notifications(engine, "talk-soon")}
    assert soon == {noas.id: f"Pause · talk at {hour}", ilans.id: "Pause · talk at 20:20"}


@pytest.mark.parametrize(
    ("starts_at", "booked", "soon"),
    [
        (THEN + HOUR, "at 21:20", "at 21:20"),
        # Ten minutes past midnight: the reminder is read on the day before.
        (THEN + 230 * MINUTE, "on Saturday, 00:10", "on Saturday, 00:10"),
        (THEN + 6 * DAY, "on Thursday, 20:20", "at 20:20"),
        # Today is a Friday too.
        (THEN + 7 * DAY, "on Friday, 27 November, 20:20", "at 20:20"),
        (THEN + 60 * DAY, "on Tuesday, 19 January, 20:20", "at 20:20"),
    ],
)
def test_a_talk_on_another_day_does_not_read_as_today(
    noas: Talker, ilans: Talker, engine: sa.Engine, starts_at: datetime, booked: str, soon: str
) -> None:
    ilans.accept(noas.offer(starts_at))
    titles = {row.kind: row.title for row in notifications(engine, "talk-booked", "talk-soon")}
    assert titles == {"talk-booked": f"Pause · talk {booked}", "talk-soon": f"Pause · talk {soon}"}


def test_each_offer_is_told_to_the_other_until_its_last_time(
    noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    talk = noas.offer(TOMORROW, TOMORROW + DAY)
    ilans.suggest(talk, TOMORROW + HOUR, at=THEN + MINUTE)
    first, second = notifications(engine, "talk")
    assert (first.recipient_id, first.expires_at) == (ilans.id, TOMORROW + DAY)
    assert (second.recipient_id, second.expires_at) == (noas.id, TOMORROW + HOUR)
    assert first.topic == second.topic
    assert first.withdrawn_at is not None


def test_both_are_reminded_once_a_quarter_of_an_hour_before(
    booked: TalkNow, ilans: Talker, engine: sa.Engine
) -> None:
    ilans.accept(booked)
    assert waiting(engine) == [("talk-soon", TOMORROW - 15 * MINUTE)] * 2
    with unit_of_work(engine) as session:
        hand_out_due(session, TOMORROW - 15 * MINUTE)
    assert waiting(engine) == []
    reminders = notifications(engine, "talk-soon")
    assert [row.handed_out_at for row in reminders] == [TOMORROW - 15 * MINUTE] * 2
    assert [row.withdrawn_at for row in reminders] == [None] * 2


@pytest.mark.parametrize("deed", ["suggest", "call_off", "begin"])
def test_a_reminder_is_withdrawn_when_it_has_lost_its_meaning(
    booked: TalkNow, noas: Talker, engine: sa.Engine, deed: str
) -> None:
    at = TOMORROW - 15 * MINUTE if deed == "begin" else THEN + MINUTE
    if deed == "suggest":
        noas.suggest(booked, TOMORROW + DAY, at=at)
    else:
        getattr(noas, deed)(booked, at)
    assert waiting(engine) == []


def test_a_talk_in_ten_minutes_needs_no_reminder(noas: Talker, ilans: Talker, engine: sa.Engine) -> None:
    ilans.accept(noas.offer(THEN + 10 * MINUTE))
    assert notifications(engine, "talk-soon") == []
    assert len(notifications(engine, "talk-booked")) == 1


def test_what_moved_is_told_again_with_a_reminder_of_its_own(
    booked: TalkNow, noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    ilans.accept(noas.suggest(booked, TOMORROW + DAY))
    assert waiting(engine) == [("talk-soon", TOMORROW + DAY - 15 * MINUTE)] * 2


def test_calling_off_is_news_until_the_talk_would_have_begun_or_passed_by(
    noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    noas.call_off(ilans.accept(noas.offer()))
    noas.call_off(ilans.accept(noas.offer()), TOMORROW + timedelta(minutes=5))
    early, late = notifications(engine, "talk-off")
    assert (early.expires_at, late.expires_at) == (TOMORROW, TOMORROW + HOUR)
    assert early.recipient_id == ilans.id


def test_a_talk_that_moved_is_called_off_by_taking_the_new_times_back(
    noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    moved = noas.suggest(ilans.accept(noas.offer()), TOMORROW + DAY)
    for _ in range(2):
        assert noas.take_back(moved).state(THEN) is TalkState.CALLED_OFF
    [off] = notifications(engine, "talk-off")
    assert (off.recipient_id, off.expires_at) == (ilans.id, TOMORROW)


def test_once_the_time_it_moved_from_is_over_taking_back_rings_nowhere(
    noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    moved = noas.suggest(ilans.accept(noas.offer()), TOMORROW + DAY)
    assert noas.take_back(moved, TOMORROW).state(TOMORROW) is TalkState.TAKEN_BACK
    assert notifications(engine, "talk-off") == []


def test_setting_aside_and_taking_back_ring_nowhere(noas: Talker, ilans: Talker, engine: sa.Engine) -> None:
    ilans.set_aside(noas.offer())
    noas.take_back(noas.offer())
    assert {(one.row.kind, one.row.withdrawn_at) for one in told(engine, waiting=True)} == {("talk", THEN)}
