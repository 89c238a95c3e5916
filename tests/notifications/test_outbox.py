"""What is told: once, to every device there is now, and not any more when it has lost its meaning."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, delete, select

from mend.clock import now
from mend.database import unit_of_work
from mend.notifications.models import Delivery, DeliveryState, Device
from mend.notifications.reports import device_reports, reports
from mend.notifications.withdrawals import withdraw
from mend.wakeups import WAKEUPS
from tests.notifications.mailroom import Mailroom, at_once, meanwhile, until_somebody_waits
from tests.people import People


def test_telling_twice_is_telling_once(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    assert mailroom.tell(people.ilan, key="called") == mailroom.tell(people.ilan, key="called")
    assert mailroom.states() == ["queued"]


def test_telling_twice_in_the_same_moment_is_telling_once(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    one, other = at_once(*[lambda: mailroom.tell(people.ilan, key="called")] * 2)
    assert one == other
    assert mailroom.states() == ["queued"]


def test_another_couple_may_use_the_same_key(mailroom: Mailroom, people: People) -> None:
    assert mailroom.tell(people.ilan, key="called") != mailroom.tell(people.mara, key="called")


def test_every_device_of_the_recipient_gets_one_delivery(mailroom: Mailroom, people: People) -> None:
    for number in range(10):
        mailroom.phone(people.ilan, f"Phone {number}")
    mailroom.phone(people.noa, "Not asked")
    mailroom.tell(people.ilan)
    assert sorted(delivery.device_label for delivery in mailroom.deliveries()) == [
        f"Phone {number}" for number in range(10)
    ]


def test_the_device_that_answered_is_left_out(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan, "Phone")
    mailroom.phone(people.ilan, "Laptop")
    [phone] = [device for device in mailroom.devices() if device.label == "Phone"]
    mailroom.tell(people.ilan, except_device=phone.id)
    assert [delivery.device_label for delivery in mailroom.deliveries()] == ["Laptop"]


def test_nothing_is_told_of_what_did_not_happen(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)

    def break_off(session: Session) -> None:
        mailroom.tell_in(session, people.ilan)
        raise KeyError

    with pytest.raises(KeyError):
        mailroom.do(break_off)
    assert mailroom.deliveries() == []


def test_a_newer_message_replaces_the_one_that_has_not_left(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan, key="called")
    mailroom.tell(people.ilan, key="back")
    assert mailroom.states() == ["withdrawn", "queued"]


def test_only_its_own_name_and_its_own_reader_are_replaced(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    mailroom.phone(people.noa)
    mailroom.tell(people.noa, key="called")
    mailroom.tell(people.ilan, key="proposed", replaces="agreement")
    mailroom.tell(people.ilan, key="called too")
    assert mailroom.states() == ["queued"] * 3


def test_a_withdrawn_message_is_never_sent(mailroom: Mailroom, people: People) -> None:
    phone = mailroom.phone(people.ilan)
    mailroom.tell(people.ilan, about="pause:1")
    mailroom.do(withdraw, mailroom.couple_of(people.ilan), about="pause:1", now=now())
    assert mailroom.step() == 0
    assert mailroom.service.requests(phone) == []
    assert mailroom.states() == ["withdrawn"]


def test_withdrawing_may_mean_one_reader_only(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    mailroom.phone(people.noa)
    mailroom.tell(people.ilan, key="his")
    mailroom.tell(people.noa, key="hers")
    couple = mailroom.couple_of(people.ilan)
    mailroom.do(withdraw, couple, about="pause:1", now=now(), recipient_id=people.ilan)
    assert mailroom.states() == ["withdrawn", "queued"]


def test_a_device_that_goes_in_the_same_moment_does_not_take_the_message_down(
    mailroom: Mailroom, people: People
) -> None:
    mailroom.phone(people.ilan, "Goes")
    mailroom.phone(people.ilan, "Stays")
    with unit_of_work(mailroom.engine) as going:
        going.exec(delete(Device).where(col(Device.label) == "Goes"))
        with meanwhile(lambda: mailroom.tell(people.ilan)):
            until_somebody_waits(mailroom.engine)
            going.commit()
    assert [delivery.device_label for delivery in mailroom.deliveries()] == ["Stays"]


def test_who_withdraws_and_who_sends_never_wait_for_each_other(mailroom: Mailroom, people: People) -> None:
    """The couple's row comes first for both, or one of them would be told that there is a deadlock."""
    mailroom.phone(people.ilan)
    couple = mailroom.couple_of(people.ilan)
    for number in range(20):
        mailroom.tell(people.ilan, key=f"called {number}", about=f"pause:{number}", replaces=f"{number}")

        def come_back(subject: str = f"pause:{number}") -> int:
            mailroom.do(withdraw, couple, about=subject, now=now())
            return 0

        at_once(mailroom.step, come_back)
    assert set(mailroom.states()) <= {"withdrawn", "accepted"}


def test_the_sender_reads_the_best_any_device_reached(mailroom: Mailroom, people: People) -> None:
    for number in range(3):
        mailroom.phone(people.ilan, f"Phone {number}")
    told = mailroom.tell(people.ilan)
    reached = {
        "Phone 0": DeliveryState.GONE,
        "Phone 1": DeliveryState.SHOWN,
        "Phone 2": DeliveryState.ACCEPTED,
    }
    shown_at = now() + timedelta(seconds=4)
    with unit_of_work(mailroom.engine) as session:
        for delivery in session.exec(select(Delivery)):
            delivery.state = reached[delivery.device_label]
            delivery.shown_at = shown_at if delivery.state is DeliveryState.SHOWN else None
            session.add(delivery)
    with unit_of_work(mailroom.engine, writes=False) as session:
        couple = mailroom.couple_of(people.ilan)
        [best] = reports(session, couple, about="pause:1", recipient_id=people.ilan).values()
        assert (best.state, best.at, best.device) == ("shown", shown_at, "Phone 1")
        assert len(device_reports(session, couple, told)) == 3


def test_the_sender_reads_that_no_device_can_receive(mailroom: Mailroom, people: People) -> None:
    mailroom.tell(people.ilan)
    with unit_of_work(mailroom.engine, writes=False) as session:
        couple = mailroom.couple_of(people.ilan)
        [found] = reports(session, couple, about="pause:1", recipient_id=people.ilan).values()
        assert found.state == "none"
        assert reports(session, couple, about="pause:1", recipient_id=people.noa) == {}


def test_waking_a_loop_that_is_gone_breaks_nothing(mailroom: Mailroom, people: People) -> None:
    with mailroom.working():
        pass
    WAKEUPS.wake_all()
    mailroom.tell(people.ilan)
