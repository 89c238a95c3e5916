"""What stands on a lock screen: the phrase and a time, nothing else, in the reader's own zone."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from mend.agreements.versions import Wording
from mend.ids import new_id
from mend.notifications.message import as_scripts_write
from mend.notifications.models import Notification
from mend.notifications.reports import Report
from mend.signals.messages import PRACTICAL, delivery_sentence, done, how_long
from mend.signals.models import Practical
from mend.signals.states import RETURN_LASTS
from mend.web.words import words_in
from tests.signals.conftest import LOCALE
from tests.signals.partners import MINUTE, THEN, Partner, told

ENGLISH = words_in(LOCALE, "en")


def everything_told(noas: Partner, ilans: Partner, engine: sa.Engine) -> list[Notification]:
    """One message of each kind there is."""
    noas.rehearse(THEN)
    pause = noas.call(THEN + MINUTE).pause
    for practical in Practical:
        ilans.note(pause, practical, THEN + MINUTE)
        noas.note(pause, practical, THEN + MINUTE)
    ilans.answer(pause, THEN + MINUTE)
    noas.come_back(pause, THEN + 2 * MINUTE)
    return [message.row for message in told(engine)]


def test_the_lock_screen_holds_the_phrase_and_a_time_and_nothing_private(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    wording = Wording(
        "Teapot",
        hand_sign="A hand on the heart",
        soothing={noas.id: "a secret walk to the harbour", ilans.id: "a secret song"},
    )
    noas.agree(ilans, wording, THEN)
    shown = {
        (row.kind, row.title, row.body, row.ended_title, row.ended_body)
        for row in everything_told(noas, ilans, engine)
    }
    over = ("Teapot is over", "Nothing to answer.")
    assert shown == {
        (
            "practice",
            "Teapot (practice)",
            "This is how a pause arrives.",
            "The practice is over",
            "Nothing to answer.",
        ),
        ("pause", "Teapot · back 20:41", "Nothing to answer.", *over),
        ("note", "Teapot", "A practical note. Open Mend to read it.", *over),
        ("answered", "Teapot · back 20:41", "You said OK on another device.", *over),
        ("return", "Teapot is over", "Open Mend to see.", *over),
    }


def test_what_a_button_says_may_outlive_its_question(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    untils = {
        button["name"]: button["post"].get("until")
        for row in everything_told(noas, ilans, engine)
        for button in row.actions
    }
    assert untils == {
        "ok": as_scripts_write(THEN + 21 * MINUTE),
        "ready": as_scripts_write(THEN + 2 * MINUTE + RETURN_LASTS),
        "repair": None,  # reaching out is offered for as long as the notification is
    }


def test_every_message_leads_to_its_own_page_and_says_its_language(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    for row in everything_told(noas, ilans, engine):
        kind, _, subject = row.about.partition(":")
        assert row.path == f"/{kind}s/{subject}"
        assert (row.lang, row.direction) == ("en", "ltr")


@pytest.mark.parametrize(
    ("zone", "clock"),
    [
        ("Europe/Berlin", "20:40"),
        ("America/New_York", "14:40"),
        ("Asia/Kolkata", "01:10"),
        ("Australia/Lord_Howe", "06:40"),
        ("Pacific/Chatham", "09:25"),
    ],
)
def test_the_reader_reads_the_time_in_their_own_zone(
    noas: Partner, ilans: Partner, engine: sa.Engine, zone: str, clock: str
) -> None:
    ilans.travel(zone)
    noas.call(THEN)
    assert told(engine)[0].row.title == f"Pause · back {clock}"


@pytest.mark.parametrize(
    ("called", "minutes", "berlin", "new_york"),
    [
        # Berlin's clocks go back at 03:00 on 25 October 2026, New York's a week later.
        (datetime(2026, 10, 25, 0, 50, tzinfo=UTC), 20, "02:10", "21:10"),
        # … and forward at 02:00 on 28 March 2027: twenty minutes after 01:50 it is 03:10.
        (datetime(2027, 3, 28, 0, 50, tzinfo=UTC), 20, "03:10", "21:10"),
        (datetime(2026, 11, 1, 5, 50, tzinfo=UTC), 20, "07:10", "01:10"),
    ],
)
def test_a_pause_across_a_change_of_clocks_names_the_hour_the_reader_will_see(
    noas: Partner,
    ilans: Partner,
    engine: sa.Engine,
    called: datetime,
    minutes: int,
    berlin: str,
    new_york: str,
) -> None:
    ilans.travel("America/New_York")
    first = noas.call(called, minutes=minutes).pause
    assert first.returns_at - called == timedelta(minutes=minutes)
    noas.come_back(first, called + MINUTE)
    ilans.call(called, call_id=new_id(), minutes=minutes)
    titles = {
        message.row.recipient_id: message.row.title for message in told(engine) if message.row.kind == "pause"
    }
    assert titles == {ilans.id: f"Pause · back {new_york}", noas.id: f"Pause · back {berlin}"}


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        (Report("queued"), "Saved. Not on Ilan’s phone yet."),
        (Report("accepted", THEN), "Handed over for Ilan’s phone. No word yet that it was shown."),
        (Report("shown", THEN), "Shown on Ilan’s phone at 20:20."),
        (Report("none"), "Ilan has no device that can receive this. Say it, or show this screen."),
        (Report("gone", THEN), "This did not reach Ilan’s phone. Say it, or show this screen."),
        (Report("refused", THEN), "This did not reach Ilan’s phone. Say it, or show this screen."),
        (Report("expired", THEN), "This did not reach Ilan’s phone. Say it, or show this screen."),
    ],
)
def test_the_sender_reads_the_truth_about_delivery(report: Report, sentence: str) -> None:
    assert delivery_sentence(report, "Ilan", "Europe/Berlin", ENGLISH, THEN) == sentence


def test_on_another_day_the_sender_reads_which_day_it_was() -> None:
    read_at = THEN + timedelta(hours=4)  # past midnight in Berlin
    sentence = delivery_sentence(Report("shown", THEN), "Ilan", "Europe/Berlin", ENGLISH, read_at)
    assert sentence == f"Shown on Ilan’s phone on {ENGLISH.day(THEN, 'Europe/Berlin')} at 20:20."


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(minutes=20), "20 minutes"),
        (timedelta(minutes=2, seconds=59), "2 minutes"),
        (timedelta(seconds=90), "1 minute"),
        (timedelta(seconds=1), "1 minute"),
        (timedelta(0), "1 minute"),
        (-timedelta(hours=1), "1 minute"),
    ],
)
def test_what_is_left_is_said_in_full_minutes(left: timedelta, words: str) -> None:
    assert how_long(THEN + left, THEN, ENGLISH) == words


@pytest.mark.parametrize(("minute", "part"), [(-5, 0.0), (0, 0.0), (5, 0.25), (20, 1.0), (90, 1.0)])
def test_the_thread_is_sewn_as_far_as_the_time_has_come(minute: int, part: float) -> None:
    assert done(THEN, THEN + 20 * MINUTE, THEN + minute * MINUTE) == part


def test_every_practical_thing_has_its_sentence() -> None:
    assert PRACTICAL.keys() == set(Practical)
