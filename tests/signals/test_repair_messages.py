"""What is told of a repair: the phrase of the pause, a time and two buttons; never the words themselves."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import update

from mend.agreements.versions import Wording
from mend.database import unit_of_work
from mend.notifications.handing_out import hand_out_due
from mend.notifications.message import as_scripts_write
from mend.notifications.models import Delivery, DeliveryState, Notification
from mend.signals.repair_messages import start_over_action
from mend.signals.repairs import ANSWER_IS_NEWS_FOR
from mend.signals.states import REPAIR_WAITS
from mend.web.words import words_in
from tests.signals.conftest import LOCALE
from tests.signals.partners import MINUTE, THEN, Partner, Told, told
from tests.signals.reaching import add, not_yet, reach, yes

LATER = THEN + 2 * MINUTE
ASK_AT = THEN + 50 * MINUTE


def of_kind(engine: sa.Engine, kind: str) -> list[Told]:
    return [message for message in told(engine, waiting=True) if message.row.kind == kind]


def hand_out(engine: sa.Engine, at: object) -> None:
    with unit_of_work(engine) as session:
        hand_out_due(session, at)  # type: ignore[arg-type]


def test_the_lock_screen_holds_the_phrase_and_a_time_and_never_the_words(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.agree(ilans, Wording("Teapot"), THEN)
    phrase = add(noas, "A secret only we know", THEN)
    first = reach(noas, THEN, key=str(phrase.id))
    not_yet(ilans, first, LATER, ask_at=ASK_AT)
    second = reach(noas, LATER)
    not_yet(ilans, second, LATER + MINUTE)
    yes(ilans, second, LATER + 2 * MINUTE)
    shown = {
        (row.kind, row.title, row.body) for row in (message.row for message in told(engine, waiting=True))
    }
    assert shown == {
        ("repair", "Teapot · start over?", "Yes or not yet, both are fine."),
        ("answer", "Teapot · not yet", "Ask again from 21:10."),
        ("answer", "Teapot · not yet", "Asking again later is welcome."),
        ("answer", "Teapot · yes", "Open Mend to see."),
        ("ask", "Teapot · you can ask again", "Only if you want to."),
        ("answered", "Teapot · start over?", "You answered on another device."),
    }
    for message in told(engine, waiting=True):
        row = message.row
        assert (row.ended_title, row.ended_body) == ("Teapot", "Nothing to answer.")
        assert row.path == f"/repairs/{row.about.removeprefix('repair:')}"
        assert row.is_signal
        assert row.urgency == ("low" if row.kind == "answered" else "high")
        assert "secret" not in repr(row.actions)


def test_before_there_is_an_agreement_it_is_mends_own_word(noas: Partner, engine: sa.Engine) -> None:
    reach(noas, THEN)
    assert told(engine, waiting=True)[0].row.title == "Pause · start over?"


def test_the_buttons_say_what_a_page_would(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    repair = reach(noas, THEN, key="hug")
    to, until = f"/repairs/{repair.id}/answer", as_scripts_write(THEN + REPAIR_WAITS)
    assert told(engine, waiting=True)[0].row.actions == [
        {
            "name": "yes",
            "title": "Yes",
            "path": to,
            "post": {"fields": {"answer": "yes"}, "brings_id": False, "until": until},
        },
        {
            "name": "not-yet",
            "title": "Not yet",
            "path": to,
            "post": {"fields": {"answer": "not_yet"}, "brings_id": False, "until": until},
        },
    ]
    again = {
        "name": "again",
        "title": "Ask again",
        "path": "/repairs",
        "post": {"fields": {"phrase": "hug"}, "brings_id": True},
    }
    not_yet(ilans, repair, LATER, ask_at=ASK_AT)
    for kind in ("answer", "ask"):
        assert of_kind(engine, kind)[0].row.actions == [again]
    yes(ilans, repair, LATER + MINUTE)
    assert of_kind(engine, "answer")[-1].row.actions == []


def test_a_pause_can_offer_to_start_over() -> None:
    assert start_over_action(words_in(LOCALE, "en")).kept() == {
        "name": "repair",
        "title": "Start over?",
        "path": "/repairs",
        "post": {"fields": {"phrase": "start-over"}, "brings_id": True},
    }


def test_nothing_is_told_after_it_has_lost_its_meaning(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    repair = reach(noas, THEN)
    not_yet(ilans, repair, LATER, ask_at=ASK_AT)
    ends = {message.row.kind: message.row.expires_at for message in told(engine, waiting=True)}
    assert ends == {
        "repair": THEN + REPAIR_WAITS,
        "answered": THEN + REPAIR_WAITS,
        "answer": LATER + ANSWER_IS_NEWS_FOR,
        "ask": ASK_AT + ANSWER_IS_NEWS_FOR,
    }
    yes(ilans, repair, THEN + REPAIR_WAITS + MINUTE)  # put off, it waits longer; its notification does not
    assert len(of_kind(engine, "answered")) == 1


@pytest.mark.parametrize(("zone", "clock"), [("Europe/Berlin", "21:10"), ("America/New_York", "15:10")])
def test_the_sender_reads_the_time_to_ask_again_in_their_own_zone(
    noas: Partner, ilans: Partner, engine: sa.Engine, zone: str, clock: str
) -> None:
    noas.travel(zone)
    not_yet(ilans, reach(noas, THEN), LATER, ask_at=ASK_AT)
    assert of_kind(engine, "answer")[0].row.body == f"Ask again from {clock}."


def test_a_time_on_another_day_comes_with_its_day(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    not_yet(ilans, reach(noas, THEN), LATER, ask_at=THEN + timedelta(hours=12))
    noas.travel("America/New_York")  # there it is still today
    not_yet(ilans, reach(noas, LATER), LATER + MINUTE, ask_at=THEN + timedelta(hours=9))
    assert [message.row.body for message in of_kind(engine, "answer")] == [
        "Ask again from Saturday, 08:20.",
        "Ask again from 23:20.",
    ]


def test_an_answer_takes_back_what_is_not_on_the_other_devices_yet(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone, tablet = ilans.add_device("phone"), ilans.add_device("tablet")
    repair = reach(noas, THEN)
    yes(ilans, repair, LATER, on=phone)
    assert of_kind(engine, "repair")[0].states == {phone: "withdrawn", tablet: "withdrawn"}
    [elsewhere] = of_kind(engine, "answered")
    assert elsewhere.states == {tablet: "queued"}
    assert elsewhere.row.silent
    assert elsewhere.row.tag == of_kind(engine, "repair")[0].row.tag


def test_an_answer_never_takes_away_what_the_other_asked(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone = noas.add_device()
    hers = reach(noas, THEN)
    his = reach(ilans, THEN)
    not_yet(ilans, hers, LATER, ask_at=ASK_AT)
    hand_out(engine, ASK_AT)
    to_noa = [message for message in told(engine, waiting=True) if message.row.recipient_id == noas.id]
    assert {(message.row.kind, message.states.get(phone)) for message in to_noa} == {
        ("repair", "queued"),  # from Ilan
        ("answer", "withdrawn"),
        ("ask", "queued"),
    }
    assert [message.row.about for message in to_noa if message.row.kind == "repair"] == [f"repair:{his.id}"]


def test_at_the_named_time_only_the_sender_is_told_once(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    hers, his = noas.add_device(), ilans.add_device()
    not_yet(ilans, reach(noas, THEN), LATER, ask_at=ASK_AT)
    hand_out(engine, ASK_AT - MINUTE)
    assert of_kind(engine, "ask")[0].states == {}
    for minute in range(3):
        hand_out(engine, ASK_AT + minute * MINUTE)
    [prompt] = of_kind(engine, "ask")
    assert prompt.states == {hers: "queued"}
    assert his not in prompt.states


@pytest.mark.parametrize("then", ["accepted", "asked again", "yes to the other's"])
def test_nobody_is_prompted_to_ask_what_has_been_asked_or_answered(
    noas: Partner, ilans: Partner, engine: sa.Engine, then: str
) -> None:
    noas.add_device()
    repair = reach(noas, THEN)
    not_yet(ilans, repair, LATER, ask_at=ASK_AT)
    if then == "accepted":
        yes(ilans, repair, LATER + MINUTE)
    elif then == "asked again":
        reach(noas, LATER + MINUTE)
    else:
        yes(noas, reach(ilans, LATER), LATER + MINUTE)
    hand_out(engine, ASK_AT)
    [prompt] = of_kind(engine, "ask")
    assert prompt.states == {}
    assert prompt.row.withdrawn_at is not None


def test_what_a_device_shows_already_stays_told(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    phone = ilans.add_device()
    repair = reach(noas, THEN)
    with unit_of_work(engine) as session:
        session.exec(update(Delivery).values(state=DeliveryState.SHOWN, shown_at=THEN))
    yes(ilans, repair, LATER)
    assert of_kind(engine, "repair")[0].states == {phone: "shown"}


def test_the_longest_repair_still_fits_every_phone(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    noas.agree(ilans, Wording("W" * 40), THEN)
    not_yet(ilans, reach(noas, THEN), LATER, ask_at=ASK_AT + timedelta(hours=12))
    for message in told(engine, waiting=True):
        row: Notification = message.row
        assert len(row.title) <= 120
        assert len(row.actions) <= 2
