"""The lease on a delivery: who has it, who gets it next, and what is written when it ends."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from mend.clock import now
from mend.couples.models import Couple
from mend.database import unit_of_work
from mend.notifications.answers import Accepted, DeviceGone, GaveUp, NeverAgain, Outcome, Retry, Wait
from mend.notifications.claims import LEASE, Claim, claim_due, is_anything_due, note_shown, settle
from mend.notifications.models import Delivery
from mend.notifications.turns import take_turn
from mend.notifications.withdrawals import withdraw
from tests.notifications.mailroom import Mailroom, at_once, meanwhile, until_somebody_waits
from tests.people import People


def claim_one(mailroom: Mailroom, at: datetime) -> Claim:
    [claim] = mailroom.do(claim_due, at, 10)
    return claim


def number_of(mailroom: Mailroom, people: People) -> int:
    """How many changes the couple of Ilan was told of."""
    with unit_of_work(mailroom.engine, writes=False) as session:
        couple = session.get(Couple, mailroom.couple_of(people.ilan))
        assert couple is not None
        return couple.last_event


def test_two_workers_never_hold_the_same_delivery(mailroom: Mailroom, people: People) -> None:
    for _ in range(10):
        mailroom.phone(people.ilan)
    mailroom.tell(people.ilan, key="one", replaces="one")
    mailroom.tell(people.ilan, key="two", replaces="two")
    at = now()
    rounds = [at_once(*[lambda: mailroom.do(claim_due, at, 3)] * 4) for _ in range(4)]
    held = [claim.delivery.id for taken in rounds for claims in taken for claim in claims]
    assert len(held) == len(set(held)) == 20


def test_a_claim_takes_no_more_than_it_was_asked_for(mailroom: Mailroom, people: People) -> None:
    for _ in range(3):
        mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    assert len(mailroom.do(claim_due, now(), 2)) == 2
    assert len(mailroom.do(claim_due, now(), 2)) == 1


def test_what_a_dead_worker_held_comes_back_when_its_lease_is_over(
    mailroom: Mailroom, people: People
) -> None:
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    at = now()
    claim_one(mailroom, at)
    assert mailroom.do(claim_due, at + LEASE - timedelta(milliseconds=1), 10) == []
    assert claim_one(mailroom, at + LEASE).delivery.tries == 2


def test_a_worker_that_lost_its_claim_changes_nothing_of_the_next_ones(
    mailroom: Mailroom, people: People
) -> None:
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    at = now()
    lost = claim_one(mailroom, at)
    held = claim_one(mailroom, at + LEASE)
    before = mailroom.delivery()
    for outcome in (Retry(60, "answer 500"), GaveUp("no time left"), NeverAgain("answer 400")):
        mailroom.do(settle, lost, outcome, at + LEASE)
        assert mailroom.delivery() == before
    mailroom.do(settle, held, Accepted(), at + LEASE)
    assert mailroom.states() == ["accepted"]


@pytest.mark.parametrize(
    ("outcome", "state", "is_news"),
    [
        (Accepted(), "accepted", True),
        (Wait(30, "answer 429"), "queued", False),
        (Retry(30, "answer 500"), "queued", False),
        (GaveUp("answer 500, 8 tries"), "expired", True),
        (NeverAgain("answer 400"), "refused", True),
        (DeviceGone(), "gone", True),
    ],
)
def test_an_outcome_is_written_down_and_pages_hear_what_is_new(
    mailroom: Mailroom, people: People, outcome: Outcome, state: str, is_news: bool
) -> None:
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    at, heard = now(), number_of(mailroom, people)
    mailroom.do(settle, claim_one(mailroom, at), outcome, at)
    delivery = mailroom.delivery()
    assert (delivery.state, delivery.leased_until) == (state, None)
    assert delivery.reason == getattr(outcome, "reason", delivery.reason)
    assert number_of(mailroom, people) - heard == is_news
    if state == "queued":
        assert mailroom.do(claim_due, at + timedelta(seconds=29), 10) == []
        assert len(mailroom.do(claim_due, at + timedelta(seconds=30), 10)) == 1


def test_a_receipt_that_overtakes_the_hand_over_is_not_taken_back(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    at = now()
    claim = claim_one(mailroom, at)
    mailroom.do(note_shown, claim.delivery.couple_id, claim.delivery.id, at)
    mailroom.do(settle, claim, Accepted(), at + timedelta(seconds=1))
    delivery = mailroom.delivery()
    assert (delivery.state, delivery.shown_at) == ("shown", at)
    assert delivery.accepted_at == at + timedelta(seconds=1)


def test_a_withdrawal_that_overtakes_the_answer_stands(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    claim = claim_one(mailroom, now())
    mailroom.do(withdraw, claim.delivery.couple_id, about="pause:1", now=now())
    mailroom.do(settle, claim, Retry(1, "answer 500"), now())
    assert mailroom.states() == ["withdrawn"]


def test_a_newer_message_waits_for_the_one_it_replaces_while_that_is_on_its_way(
    mailroom: Mailroom, people: People
) -> None:
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan, key="pause", replaces="pause")
    at = now()
    on_its_way = claim_one(mailroom, at)
    mailroom.tell(people.ilan, key="return", replaces="pause")
    mailroom.tell(people.ilan, key="note", replaces="note")
    soon = at + timedelta(seconds=5)
    assert claim_one(mailroom, soon).notification.dedupe_key == "note"
    mailroom.do(settle, on_its_way, Accepted(), soon)
    assert claim_one(mailroom, soon).notification.dedupe_key == "return"


def test_a_newer_message_does_not_wait_for_a_worker_that_died(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan, key="pause", replaces="pause")
    at = now()
    claim_one(mailroom, at)
    mailroom.tell(people.ilan, key="return", replaces="pause")
    assert mailroom.do(claim_due, at + timedelta(seconds=5), 10) == []
    assert claim_one(mailroom, at + LEASE).notification.dedupe_key == "return"


def test_the_first_receipt_counts(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    claim, at = claim_one(mailroom, now()), now()
    couple, delivery = claim.delivery.couple_id, claim.delivery.id
    assert mailroom.do(note_shown, couple, delivery, at)
    heard = number_of(mailroom, people)
    assert mailroom.do(note_shown, couple, delivery, at + timedelta(minutes=1))
    assert mailroom.delivery().shown_at == at
    assert number_of(mailroom, people) == heard
    assert not mailroom.do(note_shown, couple, couple, at)
    assert not mailroom.do(note_shown, mailroom.couple_of(people.mara), delivery, at)


def test_a_gone_device_is_forgotten(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    mailroom.do(settle, claim_one(mailroom, now()), DeviceGone(), now())
    assert mailroom.devices() == []
    assert (mailroom.delivery().device_id, mailroom.delivery().device_label) == (None, "Phone")


def test_a_device_registered_again_since_is_kept(mailroom: Mailroom, people: People) -> None:
    phone = mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    claim = claim_one(mailroom, now())
    mailroom.do(mailroom.register, people.ilan, phone)
    mailroom.do(settle, claim, DeviceGone(), now())
    assert len(mailroom.devices()) == 1
    assert mailroom.states() == ["gone"]


def test_two_messages_to_one_gone_device_are_settled_in_the_same_moment(
    mailroom: Mailroom, people: People
) -> None:
    for number in range(10):
        mailroom.phone(people.ilan)
        mailroom.tell(people.ilan, key=f"one {number}", replaces="one")
        mailroom.tell(people.ilan, key=f"two {number}", replaces="two")
        claims, at = mailroom.do(claim_due, now(), 10), now()
        at_once(*[partial(mailroom.do, settle, claim, DeviceGone(), at) for claim in claims])
    assert set(mailroom.states()) == {"gone"}
    assert mailroom.devices() == []


def test_another_vapid_key_asks_the_page_to_subscribe_again(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    at = now()
    refused = NeverAgain("answer 403: made with another VAPID key", must_resubscribe=True)
    mailroom.do(settle, claim_one(mailroom, at), refused, at)
    [device] = mailroom.devices()
    assert device.must_subscribe_again_since == at


def test_past_its_end_nothing_is_claimed(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan, lasts=timedelta(minutes=20))
    at = now() + timedelta(minutes=20)
    assert mailroom.do(claim_due, at, 10) == []
    delivery = mailroom.delivery()
    assert (delivery.state, delivery.settled_at) == ("expired", at)
    assert number_of(mailroom, people) == 1


def test_a_closed_space_is_told_nothing_more(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    mailroom.close(people.noa)
    assert mailroom.do(claim_due, now(), 10) == []
    assert mailroom.states() == ["withdrawn"]


def test_a_lost_device_is_said_at_once_and_not_at_the_next_try(mailroom: Mailroom, people: People) -> None:
    phone = mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    at = now()
    mailroom.do(settle, claim_one(mailroom, at), Wait(600, "answer 429"), at)
    mailroom.do(mailroom.register, people.sam, phone)
    assert mailroom.do(claim_due, at + timedelta(seconds=1), 10) == []
    assert mailroom.states() == ["gone"]


def test_what_has_lost_its_meaning_is_not_claimed_even_where_it_cannot_be_settled(
    mailroom: Mailroom, people: People
) -> None:
    if mailroom.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    at = now() + timedelta(minutes=20)
    with unit_of_work(mailroom.engine) as holder:
        take_turn(holder, mailroom.couple_of(people.ilan))
        assert mailroom.do(claim_due, at, 10) == []
        assert mailroom.states() == ["queued"]
    assert mailroom.do(claim_due, at, 10) == []
    assert mailroom.states() == ["expired"]


def test_a_claim_waits_for_nobody(mailroom: Mailroom, people: People) -> None:
    if mailroom.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    with unit_of_work(mailroom.engine) as holder:
        holder.execute(sa.update(Delivery).values(reason="held"))
        assert mailroom.do(claim_due, now(), 10) == []
    assert len(mailroom.do(claim_due, now(), 10)) == 1


def test_settling_waits_for_the_verb_and_the_verb_never_for_settling(
    mailroom: Mailroom, people: People
) -> None:
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    claim, couple = claim_one(mailroom, now()), mailroom.couple_of(people.ilan)
    with unit_of_work(mailroom.engine) as verb:
        take_turn(verb, couple)
        with meanwhile(lambda: mailroom.do(settle, claim, Accepted(), now())):
            until_somebody_waits(mailroom.engine)
            withdraw(verb, couple, about="pause:1", now=now())
            verb.commit()
    assert mailroom.states() == ["withdrawn"]


def test_the_look_for_work_reads_only_what_is_queued(mailroom: Mailroom, people: People) -> None:
    """As the outbox is kept for weeks, the worker's look each second must not walk through it."""
    looks: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, given: Any, *___: object) -> None:
        looks.append((statement, given))

    sa.event.listen(mailroom.engine, "before_cursor_execute", note)
    with unit_of_work(mailroom.engine, writes=False) as session:
        is_anything_due(session, now())
    sa.event.remove(mailroom.engine, "before_cursor_execute", note)

    looks = [look for look in looks if look[0].startswith("SELECT")]
    explain = "EXPLAIN QUERY PLAN " if mailroom.engine.dialect.name == "sqlite" else "EXPLAIN "
    with mailroom.engine.connect() as connection:
        if mailroom.engine.dialect.name == "postgresql":  # which would rather read an empty table as a whole
            connection.exec_driver_sql("SET enable_seqscan = off")
        plans = [str(connection.exec_driver_sql(explain + look, given).all()) for look, given in looks]
    assert ["ix_notifications_waiting" in plans[0], "ix_deliveries_due" in plans[1]] == [True, True]
