"""Answers on a phone: with whom they are forgotten, whose they are, and where they never go."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from mend.clock import now
from mend.couples.leaving import close_space
from mend.couples.membership import member_of
from mend.database import unit_of_work
from mend.signals.repair_models import Answer, Repair
from tests.journeys.phone import Phone
from tests.people import People
from tests.pwa import test_buttons as buttons_of_a_phone
from tests.pwa.pause_page import queue
from tests.pwa.test_buttons import (
    SEND_WHAT_WAITS,
    SEND_WHAT_WAITS_FOR,
    answer_of,
    kept,
    saying,
    show,
    tap,
    wait_until_kept,
)
from tests.pwa.trouble import Answer as ServersAnswer
from tests.pwa.trouble import Trouble

pytestmark = pytest.mark.browser

repair = buttons_of_a_phone.repair


def test_what_waits_is_forgotten_with_the_one_who_said_it(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, repair: Repair
) -> None:
    say = saying(repair, people.noa)
    trouble.answers[f"POST {say['to']}"] = ServersAnswer.problem(503, "Later.")
    for tries, signed_in in enumerate((None, str(people.teo)), start=1):
        show(noas_phone, origin, say)
        tap(noas_phone)
        assert len(kept(noas_phone)) == 1
        noas_phone.page.evaluate(SEND_WHAT_WAITS_FOR, signed_in)
        wait_until_kept(noas_phone, 0)
        assert len(trouble.posts(say["to"])) == tries


def test_what_waits_is_not_said_once_the_space_is_closed(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, repair: Repair, engine: sa.Engine
) -> None:
    say = saying(repair, people.noa)
    trouble.answers[f"POST {say['to']}"] = ServersAnswer.problem(503, "Later.")
    show(noas_phone, origin, say)
    tap(noas_phone)
    trouble.answers.clear()
    with unit_of_work(engine) as session:
        noa = member_of(session, people.noa)
        assert noa is not None
        close_space(session, noa, now())
    noas_phone.page.evaluate(SEND_WHAT_WAITS)  # from a page that does not know it yet
    wait_until_kept(noas_phone, 0)
    assert answer_of(engine, repair) is None


def test_signing_out_leaves_nothing_that_was_said(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, repair: Repair
) -> None:
    say = saying(repair, people.noa)
    trouble.answers[f"POST {say['to']}"] = ServersAnswer.problem(503, "Later.")
    show(noas_phone, origin, say)
    tap(noas_phone)
    assert len(kept(noas_phone)) == 1
    noas_phone.open("/goodbye")
    wait_until_kept(noas_phone, 0)


def test_a_page_of_before_still_opens_what_it_keeps(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, repair: Repair
) -> None:
    say = saying(repair, people.noa)
    trouble.answers[f"POST {say['to']}"] = ServersAnswer.problem(503, "Later.")
    show(noas_phone, origin, say)
    tap(noas_phone)
    assert queue(noas_phone.page) == []  # opens the database at version 1, as every page of Mend has done


def test_what_comes_too_late_has_no_buttons(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, repair: Repair
) -> None:
    say = saying(repair, people.noa)
    show(noas_phone, origin, say, ends_in=-1)
    tap(noas_phone)
    assert trouble.posts(say["to"]) == []


def test_nobody_elses_session_says_it(
    take_phone: Callable[..., Phone],
    origin: str,
    trouble: Trouble,
    people: People,
    repair: Repair,
    engine: sa.Engine,
) -> None:
    phone = take_phone(people.teo)  # he has signed in here since
    phone.open("/")
    phone.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    say = saying(repair, people.noa)
    show(phone, origin, say)
    tap(phone)
    assert len(trouble.posts(say["to"])) == 1
    assert kept(phone) == []
    assert answer_of(engine, repair) is None


def test_a_button_never_posts_anywhere_but_to_a_path_of_mend(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People
) -> None:
    asked: list[str] = []
    noas_phone.context.on("request", lambda request: asked.append(request.url))
    before = len(trouble.seen)
    evil = ("//evil.example/x", "/\\evil.example/x", "https://evil.example/x")
    for to in (*evil, "repairs", "/a/../../repairs", "", None, 7):
        show(
            noas_phone, origin, {"to": to, "fields": {"x": "y"}, "brings_id": True, "person": str(people.noa)}
        )
        assert tap(noas_phone) == [f"{origin}/us"], to  # what is left of it leads to a page
        assert kept(noas_phone) == []
    posts = [one.path for one in trouble.seen[before:] if one.method == "POST" and one.path != "/receipts"]
    assert posts == []
    assert [url for url in asked if "evil" in url] == []


def test_answers_wait_in_the_order_they_were_given(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, repair: Repair, engine: sa.Engine
) -> None:
    to = f"POST /repairs/{repair.id}/answer"
    trouble.answers[to] = ServersAnswer.problem(503, "Later.")
    for answer in ("not_yet", "yes"):
        show(noas_phone, origin, saying(repair, people.noa, answer))
        tap(noas_phone)
    assert [one["fields"]["answer"] for one in kept(noas_phone)] == ["not_yet", "yes"]
    trouble.answers.clear()
    noas_phone.page.evaluate(SEND_WHAT_WAITS)
    wait_until_kept(noas_phone, 0)
    assert answer_of(engine, repair) is Answer.YES
