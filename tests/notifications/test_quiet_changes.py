"""Choosing, changing and ending quiet hours, while something waits for them."""

from datetime import time, timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import update

from mend.accounts.models import Person
from mend.clock import now
from mend.couples.membership import member_of
from mend.database import unit_of_work
from mend.errors import Invalid
from mend.notifications.answers import Wait
from mend.notifications.claims import claim_due, settle
from mend.notifications.models import Delivery
from mend.notifications.quiet import LOOK_AGAIN_AFTER, PUT_OFF, end_quiet_hours, quiet_hours_of
from tests.notifications.mailroom import Mailroom, at_once, meanwhile, until_somebody_waits
from tests.notifications.resting import MINUTE, NIGHT, claim, member, rest, tell_softly, wake
from tests.people import People


@pytest.mark.parametrize("earlier", [True, False])
def test_a_change_of_quiet_hours_frees_what_waited(mailroom: Mailroom, people: People, earlier: bool) -> None:
    mailroom.phone(people.ilan)
    rest(mailroom, people)
    tell_softly(mailroom, people)
    assert claim(mailroom, NIGHT) == []
    soon = NIGHT + MINUTE
    rest(mailroom, people, ends=time(23, 0) if earlier else time(8, 0), at=soon)
    assert mailroom.delivery().next_try_at == soon
    assert len(claim(mailroom, soon)) == earlier


def test_ending_quiet_hours_frees_what_waited_and_doing_so_twice_is_once(
    mailroom: Mailroom, people: People
) -> None:
    mailroom.phone(people.ilan)
    rest(mailroom, people)
    tell_softly(mailroom, people)
    assert claim(mailroom, NIGHT) == []
    wake(mailroom, people, NIGHT + MINUTE)
    wake(mailroom, people, NIGHT + 2 * MINUTE)
    [one] = claim(mailroom, NIGHT + MINUTE)
    assert one.delivery.tries == 1


def test_a_sleeping_worker_hears_that_the_quiet_is_over(mailroom: Mailroom, people: People) -> None:
    phone = mailroom.phone(people.ilan)
    rest(mailroom, people)
    mailroom.tell(people.ilan, is_signal=False)
    with unit_of_work(mailroom.engine) as session:  # put off until long after this test
        session.exec(update(Delivery).values(reason=PUT_OFF, next_try_at=now() + timedelta(hours=1)))
    with mailroom.working():
        wake(mailroom, people, now())
        assert len(mailroom.service.wait_for(phone, 1)) == 1


def test_a_push_service_that_asked_for_patience_is_given_it(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    tell_softly(mailroom, people)
    [one] = claim(mailroom, NIGHT)
    mailroom.do(settle, one, Wait(600, "answer 429"), NIGHT)
    rest(mailroom, people)
    wake(mailroom, people, NIGHT)
    assert mailroom.delivery().next_try_at == NIGHT + 10 * MINUTE


def test_changing_ones_own_frees_nothing_of_the_partners(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    rest(mailroom, people)
    tell_softly(mailroom, people)
    assert claim(mailroom, NIGHT) == []
    waits_until = mailroom.delivery().next_try_at
    with unit_of_work(mailroom.engine) as session:
        noa = member_of(session, people.noa)
        assert noa is not None
        end_quiet_hours(session, noa, NIGHT + MINUTE)
    assert mailroom.delivery().next_try_at == waits_until


def test_a_traveller_has_their_morning_where_they_are(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    rest(mailroom, people)
    tell_softly(mailroom, people)
    assert claim(mailroom, NIGHT) == []

    def be_in(zone: str) -> None:
        with unit_of_work(mailroom.engine) as session:
            session.get_one(Person, people.ilan).time_zone = zone

    be_in("Asia/Kathmandu")  # a quarter past four in the morning
    later = NIGHT + LOOK_AGAIN_AFTER
    assert claim(mailroom, later) == []
    be_in("America/New_York")  # half past six in the evening
    assert len(claim(mailroom, later + LOOK_AGAIN_AFTER)) == 1


def test_no_length_is_a_sentence_and_what_counted_before_still_counts(
    mailroom: Mailroom, people: People
) -> None:
    rest(mailroom, people)
    with pytest.raises(Invalid, match="same time") as refused:
        rest(mailroom, people, time(9, 0), time(9, 0))
    assert (refused.value.field, refused.value.status) == ("ends", 422)
    with unit_of_work(mailroom.engine, writes=False) as session:
        hours = quiet_hours_of(session, people.ilan)
        assert hours is not None
        assert (hours.begins, hours.ends, hours.set_at) == (time(22, 0), time(7, 0), NIGHT)


def test_two_taps_at_once_end_in_one_of_the_two(mailroom: Mailroom, people: People) -> None:
    at_once(*[partial(rest, mailroom, people, time(hour, 0)) for hour in (21, 22, 23)])
    with unit_of_work(mailroom.engine, writes=False) as session:
        hours = quiet_hours_of(session, people.ilan)
        assert hours is not None
        assert hours.begins.hour in {21, 22, 23}


def test_a_change_that_meets_a_claim_waits_for_it_and_frees_what_it_put_off(
    mailroom: Mailroom, people: People
) -> None:
    if mailroom.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    mailroom.phone(people.ilan)
    rest(mailroom, people)
    tell_softly(mailroom, people)
    mailroom.do(claim_due, NIGHT, 10)
    wake_at = NIGHT + LOOK_AGAIN_AFTER
    with unit_of_work(mailroom.engine) as worker:
        assert claim_due(worker, wake_at, 10) == []
        with meanwhile(lambda: wake(mailroom, people, wake_at)):
            until_somebody_waits(mailroom.engine)
            worker.commit()
    assert mailroom.delivery().next_try_at == wake_at
    assert len(claim(mailroom, wake_at)) == 1


def test_the_database_knows_no_quiet_hours_without_a_length(mailroom: Mailroom, people: People) -> None:
    rest(mailroom, people)
    with pytest.raises(sa.exc.IntegrityError), mailroom.engine.begin() as connection:
        connection.execute(sa.text("UPDATE quiet_hours SET ends = begins"))


def test_nothing_of_quiet_hours_is_announced(mailroom: Mailroom, people: People) -> None:
    mailroom.phone(people.ilan)
    tell_softly(mailroom, people)

    def heard() -> int:
        with unit_of_work(mailroom.engine, writes=False) as session:
            return member(session, people).last_event

    before = heard()
    rest(mailroom, people)
    assert claim(mailroom, NIGHT) == []
    wake(mailroom, people, NIGHT)
    assert heard() == before
