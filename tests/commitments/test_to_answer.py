"""What home shows of offers: words of the other’s that wait for one’s own, while they can be answered."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
import time_machine

from mend.commitments.amends_models import AmendsReply
from mend.commitments.states import OFFER_LASTS
from mend.commitments.to_answer import ToAnswer, promises_to_answer
from mend.database import unit_of_work
from tests.commitments.keepers import EVENING
from tests.commitments.owners import Owner
from tests.commitments.promisers import DAY, WORDS, Promiser, terms
from tests.people import People, Visitor
from tests.signals.partners import THEN


def asked(who: Promiser, at: datetime = THEN) -> list[ToAnswer]:
    with unit_of_work(who.engine, writes=False) as session:
        return list(promises_to_answer(session, who.member(session), at))


def test_an_offer_waits_for_the_one_asked_alone(noas: Promiser, ilans: Promiser) -> None:
    promise = noas.offer()
    assert asked(ilans) == [ToAnswer(promise.id, WORDS, is_change=False)]
    assert asked(noas) == []


def test_answered_it_waits_no_more(noas: Promiser, ilans: Promiser) -> None:
    ilans.accept(noas.offer())
    ilans.decline(noas.offer())
    noas.take_back(noas.offer())
    assert asked(ilans) == []


def test_other_words_go_back_to_who_offered(noas: Promiser, ilans: Promiser) -> None:
    promise = ilans.suggest(noas.offer())
    assert [(one.commitment_id, one.is_change) for one in asked(noas)] == [(promise.id, False)]
    assert asked(ilans) == []


def test_a_change_to_what_counts_waits_beside_it(noas: Promiser, ilans: Promiser) -> None:
    promise = ilans.accept(noas.offer())
    noas.suggest(promise, terms("When I’m late, I call."))
    assert asked(ilans) == [ToAnswer(promise.id, "When I’m late, I call.", is_change=True)]


def test_that_it_still_fits_is_asked_on_its_own_page(noas: Promiser, ilans: Promiser) -> None:
    review = (THEN + 7 * DAY).date()
    promise = ilans.accept(noas.offer(terms(review_on=review)))
    noas.look_again(promise, review, at=THEN + 7 * DAY)
    assert asked(ilans, THEN + 7 * DAY) == []


def test_after_two_weeks_it_is_gone_without_a_word(noas: Promiser, ilans: Promiser) -> None:
    noas.offer()
    assert len(asked(ilans, THEN + OFFER_LASTS - DAY)) == 1
    assert asked(ilans, THEN + OFFER_LASTS) == []


def test_the_plan_of_amends_is_asked_about_once_they_were_thanked_for(
    engine: sa.Engine, noas: Promiser, people: People
) -> None:
    sorry = Owner(engine, noas.outbox, people.noa, people.ilan)
    told = Owner(engine, noas.outbox, people.ilan, people.noa)
    ilans = Promiser(engine, noas.outbox, people.ilan)
    miss = sorry.miss()
    amends = sorry.own(miss)
    for reply in (AmendsReply.LATER, AmendsReply.NOT_READY):
        told.reply(miss, reply)
        assert asked(ilans, EVENING) == []
    told.reply(miss, AmendsReply.THANKS)
    assert [one.commitment_id for one in asked(ilans, EVENING)] == [amends.plan_id]


def test_other_words_for_the_plan_of_amends_wait_like_any_others(
    engine: sa.Engine, noas: Promiser, people: People
) -> None:
    sorry = Owner(engine, noas.outbox, people.noa, people.ilan)
    ilans = Promiser(engine, noas.outbox, people.ilan)
    amends = sorry.own(sorry.miss())
    plan = ilans.suggest(sorry.finds(amends.plan_id), terms("At six you call."), at=EVENING)
    assert asked(noas, EVENING) == [ToAnswer(plan.id, "At six you call.", is_change=False)]
    noas.accept(plan, at=EVENING)
    noas.suggest(plan, terms("At half past six I call."), at=EVENING)
    assert asked(ilans, EVENING) == [ToAnswer(plan.id, "At half past six I call.", is_change=True)]


def test_home_leads_to_it_and_no_other_couples_does(
    noas: Promiser, visit: Callable[[], Visitor], people: People
) -> None:
    promise = noas.offer()
    with time_machine.travel(THEN, tick=False):
        shown = visit().as_(people.ilan).get("/").text
        assert f'href="/promises/{promise.id}"' in shown
        assert "A promise to look at. Does it sound right?" in shown
        for other in (people.noa, people.mara):
            assert str(promise.id) not in visit().as_(other).get("/").text
