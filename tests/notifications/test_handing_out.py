"""What is told ahead: handed out when it falls due, to the devices of that moment, or not at all."""

from datetime import UTC, datetime, timedelta

import pytest

from mend.clock import now
from mend.notifications.claims import claim_due, is_anything_due
from mend.notifications.handing_out import hand_out_due
from mend.notifications.outbox import Action
from mend.notifications.withdrawals import withdraw
from tests.notifications.mailroom import Mailroom, at_once
from tests.people import People

MINUTE = timedelta(minutes=1)


def test_what_is_told_ahead_makes_no_delivery_before_its_time(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.noa)
    then = now()
    mailroom.tell(people.noa, at=then, due=5 * MINUTE)
    assert mailroom.states() == []
    assert not mailroom.do(is_anything_due, then + 5 * MINUTE - timedelta(seconds=1))
    assert mailroom.do(claim_due, then + 4 * MINUTE, 10) == []
    assert mailroom.do(is_anything_due, then + 5 * MINUTE)
    [claim] = mailroom.do(claim_due, then + 5 * MINUTE, 10)
    assert claim.notification.recipient_id == people.noa


def test_it_goes_to_the_devices_of_that_moment(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.noa, "Old phone")
    then = now()
    mailroom.tell(people.noa, at=then, due=MINUTE)
    mailroom.phone(people.noa, "New phone")
    mailroom.do(hand_out_due, then + MINUTE)
    assert sorted(one.device_label for one in mailroom.deliveries()) == ["New phone", "Old phone"]


def test_it_is_handed_out_once_however_many_workers_look(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.noa)
    then = now()
    mailroom.tell(people.noa, at=then, due=MINUTE)
    at_once(*[lambda: mailroom.do(hand_out_due, then + MINUTE)] * 4)
    mailroom.do(hand_out_due, then + MINUTE)
    assert mailroom.states() == ["queued"]


def test_what_was_withdrawn_meanwhile_is_never_handed_out(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.noa)
    then = now()
    mailroom.tell(people.noa, at=then, due=MINUTE)
    mailroom.do(withdraw, mailroom.couple_of(people.noa), about="pause:1", now=then)
    assert not mailroom.do(is_anything_due, then + MINUTE)
    mailroom.do(hand_out_due, then + MINUTE)
    assert mailroom.states() == []


@pytest.mark.parametrize("late", [timedelta(0), MINUTE])
def test_what_falls_due_after_its_end_is_withdrawn(
    mailroom: Mailroom, people: People, late: timedelta
) -> None:
    mailroom.phone(people.noa)
    then = now()
    mailroom.tell(people.noa, at=then, due=MINUTE, lasts=5 * MINUTE)
    mailroom.do(hand_out_due, then + 5 * MINUTE + late)
    assert mailroom.states() == []
    assert not mailroom.do(is_anything_due, then + 5 * MINUTE + late)


def test_nothing_falls_due_in_a_closed_space(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.noa)
    then = now()
    mailroom.tell(people.noa, at=then, due=MINUTE)
    mailroom.close(people.ilan)
    mailroom.do(hand_out_due, then + MINUTE)
    assert mailroom.states() == []


def test_a_reminder_leaves_the_prompt_alone_until_it_takes_its_place(
    mailroom: Mailroom, people: People
) -> None:
    mailroom.phone(people.noa)
    then = now()
    mailroom.tell(people.noa, key="prompt", at=then, due=MINUTE)
    mailroom.tell(people.noa, key="reminder", at=then, due=5 * MINUTE)
    mailroom.do(hand_out_due, then + MINUTE)
    assert mailroom.states() == ["queued"]
    mailroom.do(hand_out_due, then + 5 * MINUTE)
    assert mailroom.states() == ["withdrawn", "queued"]


def test_of_two_that_fell_due_while_nobody_worked_the_later_counts(
    mailroom: Mailroom, people: People
) -> None:
    mailroom.phone(people.noa)
    then = now()
    mailroom.tell(people.noa, key="reminder", at=then, due=5 * MINUTE)
    mailroom.tell(people.noa, key="prompt", at=then, due=MINUTE)
    mailroom.do(hand_out_due, then + 6 * MINUTE)
    assert sorted(mailroom.states()) == ["queued", "withdrawn"]
    [claim] = mailroom.do(claim_due, then + 6 * MINUTE, 10)
    assert claim.notification.dedupe_key == "reminder"


def test_what_is_told_now_does_not_take_away_what_waits_for_later(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.noa)
    then = now()
    mailroom.tell(people.noa, key="reminder", at=then, due=5 * MINUTE)
    mailroom.tell(people.noa, key="news", at=then)
    assert mailroom.states() == ["queued"]
    mailroom.do(hand_out_due, then + 5 * MINUTE)
    assert mailroom.states() == ["withdrawn", "queued"]


def test_the_worker_sends_what_falls_due(mailroom: Mailroom, people: People) -> None:
    phone = mailroom.phone(people.noa)
    mailroom.tell(people.noa, at=now() - MINUTE, due=timedelta(seconds=30))
    assert mailroom.step() == 1
    [message] = mailroom.service.wait_for(phone, 1)
    assert message.json["notification"]["title"] == "Teapot · back 20:40"


def test_buttons_lead_to_a_page_or_say_whose_word_they_post(mailroom: Mailroom, people: People) -> None:
    phone = mailroom.phone(people.noa)
    until = datetime(2026, 11, 20, 19, 40, 0, 123456, UTC)
    mailroom.tell(
        people.noa,
        actions=(
            Action("back", "I’m back", "/pauses/1/return", {"a": "b"}, brings_id=True, until=until),
            Action("more", "More time", "/pauses/1/delay"),
        ),
    )
    mailroom.step()
    [message] = mailroom.service.wait_for(phone, 1)
    notification, origin = message.json["notification"], mailroom.post.settings.origin
    assert notification["actions"] == [
        {"action": "back", "title": "I’m back", "navigate": f"{origin}/pauses/1"},
        {"action": "more", "title": "More time", "navigate": f"{origin}/pauses/1/delay"},
    ]
    assert notification["data"]["posts"] == {
        "back": {
            "to": "/pauses/1/return",
            "person": str(people.noa),
            "couple": str(mailroom.couple_of(people.noa)),
            "fields": {"a": "b"},
            "brings_id": True,
            "until": "2026-11-20T19:40:00.123Z",
        }
    }
