"""What quiet hours do to what is on its way: all but signals waits, untried, and comes when they end."""

from datetime import UTC, datetime, time, timedelta

import pytest

from mend.notifications.answers import Retry, Wait
from mend.notifications.claims import is_anything_due, settle
from mend.notifications.quiet import LOOK_AGAIN_AFTER
from tests.notifications.mailroom import Mailroom
from tests.notifications.resting import MINUTE, MORNING, NIGHT, claim, rest, tell_softly
from tests.people import People
from tests.queries import recorded


def looks(mailroom: Mailroom, until: datetime) -> list[datetime]:
    """When the worker had something to do from NIGHT until `until`, looking each minute."""
    found, at = [], NIGHT
    while at < until:
        if mailroom.do(is_anything_due, at):
            found.append(at)
            assert claim(mailroom, at) == []
        at += MINUTE
    return found


def test_what_is_no_signal_waits_untried_until_the_quiet_ends(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    rest(mailroom, people)
    tell_softly(mailroom, people)
    seen = looks(mailroom, MORNING)
    # It is looked at now and then, in case its reader travels, and never in between.
    assert len(seen) == (MORNING - NIGHT) / LOOK_AGAIN_AFTER
    delivery = mailroom.delivery()
    assert (delivery.state, delivery.tries, delivery.leased_until) == ("queued", 0, None)
    assert delivery.next_try_at == MORNING
    [one] = claim(mailroom, MORNING)
    assert (one.delivery.tries, one.silent) == (1, False)


def test_it_waits_no_longer_than_the_quiet(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    rest(mailroom, people, ends=time(23, 41))
    tell_softly(mailroom, people)
    assert claim(mailroom, NIGHT) == []
    assert mailroom.delivery().next_try_at == NIGHT + 11 * MINUTE


@pytest.mark.parametrize("ring", [True, False])
def test_a_signal_always_goes_out_and_rings_as_its_reader_chose(
    mailroom: Mailroom, people: People, ring: bool
) -> None:
    mailroom.phone(people.ilan)
    rest(mailroom, people, ring=ring)
    mailroom.tell(people.ilan, at=NIGHT)
    [one] = claim(mailroom, NIGHT)
    assert one.silent is not ring


def test_a_signal_rings_where_it_is_not_quiet(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    rest(mailroom, people, time(1, 0), time(5, 0), ring=False)
    mailroom.tell(people.ilan, at=NIGHT)
    assert [one.silent for one in claim(mailroom, NIGHT)] == [False]


@pytest.mark.parametrize("ring", [True, False])
def test_the_phone_gets_a_signal_with_or_without_its_sound(
    mailroom: Mailroom, people: People, ring: bool
) -> None:
    phone = mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    rest(mailroom, people, time(0, 0), time(23, 59), ring=ring)
    rest(mailroom, people, time(12, 0), time(11, 59), ring=ring)  # all day but one minute, whenever this runs
    if datetime.now(UTC).strftime("%M") == "59":
        rest(mailroom, people, time(12, 30), time(12, 29), ring=ring)
    assert mailroom.step() == 1
    [message] = mailroom.service.wait_for(phone, 1)
    assert message.json["notification"]["silent"] is not ring


def test_nobody_elses_messages_wait(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.noa)
    mailroom.phone(people.mara)
    rest(mailroom, people)
    for person in (people.noa, people.mara):
        mailroom.tell(person, key=str(person), at=NIGHT, is_signal=False)
    assert len(claim(mailroom, NIGHT)) == 2


def test_without_quiet_hours_nothing_waits(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    tell_softly(mailroom, people)
    assert len(claim(mailroom, NIGHT)) == 1


@pytest.mark.parametrize("outcome", [Retry(60, "answer 500"), Wait(60, "answer 429")])
def test_a_second_try_keeps_quiet_too(mailroom: Mailroom, people: People, outcome: Retry | Wait) -> None:
    mailroom.phone(people.ilan)
    rest(mailroom, people, time(23, 31))
    tell_softly(mailroom, people)
    [first] = claim(mailroom, NIGHT)
    mailroom.do(settle, first, outcome, NIGHT)
    assert looks(mailroom, MORNING)[0] == NIGHT + MINUTE
    [second] = claim(mailroom, MORNING)
    assert second.delivery.tries == 2


def test_what_ends_before_the_quiet_does_expires_and_says_so(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    rest(mailroom, people)
    tell_softly(mailroom, people, lasts=timedelta(hours=2))
    assert claim(mailroom, NIGHT) == []
    end = NIGHT + timedelta(hours=2)
    assert claim(mailroom, end) == []
    delivery = mailroom.delivery()
    assert (delivery.state, delivery.settled_at, delivery.tries) == ("expired", end, 0)


def test_a_signal_does_not_queue_behind_what_is_put_off(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    mailroom.phone(people.noa)
    rest(mailroom, people)
    for number in range(5):
        tell_softly(mailroom, people, f"soft {number}")
    mailroom.tell(people.noa, key="soft to Noa", replaces="soft", at=NIGHT, is_signal=False)
    mailroom.tell(people.noa, key="pause", at=NIGHT + MINUTE)
    later = NIGHT + MINUTE
    assert [one.notification.dedupe_key for one in claim(mailroom, later, 1)] == ["pause"]
    # One round finds what may go, however much it has to put off first.
    assert [one.notification.dedupe_key for one in claim(mailroom, later, 1)] == ["soft to Noa"]
    assert not mailroom.do(is_anything_due, later)


def test_the_hours_are_read_once_a_round(mailroom: Mailroom, people: People) -> None:
    for person in (people.ilan, people.noa, people.mara):
        mailroom.phone(person)
    rest(mailroom, people)

    def asked(key: str) -> int:
        for number in range(4):
            for person in (people.ilan, people.noa, people.mara):
                mailroom.tell(
                    person,
                    key=f"{key} {number} {person}",
                    replaces=f"{key} {number}",
                    at=NIGHT,
                    is_signal=False,
                )
        with recorded(mailroom.engine) as statements:
            assert len(claim(mailroom, NIGHT, 50)) == 8
        return sum("quiet_hours" in statement for statement in statements)

    assert (asked("one"), asked("two")) == (1, 1)
