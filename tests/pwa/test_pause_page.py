"""The pause on the phone that calls it: a card and a queue that loses nothing and sends nothing late."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.phone import Phone
from tests.people import People
from tests.pwa.pause_page import CARD, QUEUE, WAITING, call, queue, says
from tests.pwa.trouble import Answer, Trouble

pytestmark = pytest.mark.browser


def test_without_a_connection_the_card_stands_at_once_and_says_so(offline_call: Phone) -> None:
    page = offline_call.page
    expect(page.locator(f"{CARD} h1")).to_have_text("I need a pause.")
    expect(page.locator(f"{CARD} .clock")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    says(page, "minutes to go. Nothing to decide now.")
    assert len(queue(page)) == 1


def test_it_goes_out_when_the_connection_is_back(offline_call: Phone, trouble: Trouble) -> None:
    [kept] = queue(offline_call.page)
    offline_call.context.set_offline(False)
    offline_call.page.wait_for_url("**/pauses/*")
    assert [sent.form["id"] for sent in trouble.posts("/pauses")] == [kept["id"]]
    assert queue(offline_call.page) == []


def test_the_time_it_waited_is_told_and_the_return_stays_the_same(
    offline_call: Phone, trouble: Trouble
) -> None:
    shown = offline_call.page.locator(f"{CARD} .clock").inner_text()
    offline_call.page.clock.install()
    offline_call.page.clock.fast_forward("05:00")
    offline_call.context.set_offline(False)
    offline_call.page.wait_for_url("**/pauses/*")
    assert 300 <= int(trouble.posts("/pauses")[0].form["waited"]) < 330
    assert len(shown) == len("20:40")


def test_it_survives_closing_the_page(offline_call: Phone, trouble: Trouble) -> None:
    [kept] = queue(offline_call.page)
    offline_call.page.close()
    offline_call.page = offline_call.context.new_page()
    offline_call.open("/pause")
    says(offline_call.page, WAITING)
    expect(offline_call.page.locator("[data-ring]")).to_be_hidden()
    assert [one["id"] for one in queue(offline_call.page)] == [kept["id"]]
    offline_call.context.set_offline(False)
    offline_call.page.wait_for_url("**/pauses/*")
    assert [sent.form["id"] for sent in trouble.posts("/pauses")] == [kept["id"]]


def test_any_page_of_mend_sends_what_was_left_behind(offline_call: Phone, trouble: Trouble) -> None:
    [kept] = queue(offline_call.page)
    offline_call.page.close()
    offline_call.page = offline_call.context.new_page()
    offline_call.open("/us")
    says(offline_call.page, "Your pause still waits for a connection.")
    offline_call.context.set_offline(False)
    [sent] = trouble.wait_for_posts("/pauses", 1)
    assert sent.form["id"] == kept["id"]


def wake_the_worker(phone: Phone, cookies: Any = ()) -> Page:
    """The connection is back, perhaps with somebody else signed in; the browser wakes the worker alone."""
    phone.deliver("")  # learns the registration's id
    registration = phone._registrations[-1]
    phone.page.close()
    phone.context.add_cookies(cookies)
    phone.context.set_offline(False)
    quiet = phone.context.new_page()
    quiet.goto(phone.origin + "/livez")  # none of our scripts run there
    session = phone.context.new_cdp_session(quiet)
    session.send("ServiceWorker.enable")
    session.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": phone.origin,
            "registrationId": registration,
            "tag": "mend-pauses",
            "lastChance": False,
        },
    )
    return quiet


def test_the_browser_sends_it_with_no_page_open(offline_call: Phone, trouble: Trouble) -> None:
    [kept] = queue(offline_call.page)
    wake_the_worker(offline_call)
    [sent] = trouble.wait_for_posts("/pauses", 1)
    assert sent.form["id"] == kept["id"]


def test_the_browser_sends_nothing_to_another_persons_partner(
    offline_call: Phone, trouble: Trouble, people: People, take_phone: Callable[..., Phone]
) -> None:
    other = take_phone(people.mara)
    cookies = [one for one in other.context.cookies() if one["name"] == "mend"]
    quiet = wake_the_worker(offline_call, cookies)
    [sent] = trouble.wait_for_posts("/pauses", 1)
    assert sent.form["person"] == str(people.noa)
    quiet.wait_for_function(f"() => ({QUEUE})().then(kept => kept.length === 0)")
    other.open("/")
    assert other.page.locator(".pause-running").count() == 0


def test_it_is_given_up_when_the_pause_is_over(offline_call: Phone, trouble: Trouble) -> None:
    offline_call.page.clock.install()
    offline_call.open("/pause")
    says(offline_call.page, WAITING)
    offline_call.page.clock.fast_forward("22:00")
    says(offline_call.page, "It did not reach Ilan. The pause is over.")
    assert queue(offline_call.page) == []
    offline_call.context.set_offline(False)
    offline_call.open("/")
    assert trouble.posts("/pauses") == []


def test_who_closed_the_page_hears_later_that_it_was_given_up(offline_call: Phone, trouble: Trouble) -> None:
    over = offline_call.page.evaluate(
        """() => new Promise(done => {
          const opening = indexedDB.open("mend", 1), until = Date.now() + 5000;
          opening.onsuccess = () => {
            const change = opening.result.transaction("pauses", "readwrite");
            const store = change.objectStore("pauses");
            store.getAll().onsuccess = event => store.put({...event.target.result[0], until});
            change.oncomplete = () => { opening.result.close(); done(until); };
          };
        })"""
    )
    offline_call.page.close()
    offline_call.page = offline_call.context.new_page()
    offline_call.page.wait_for_function("until => Date.now() > until", arg=over)
    offline_call.context.set_offline(False)
    offline_call.open("/us")
    says(offline_call.page, "Your pause could not be sent in time.")
    assert queue(offline_call.page) == []
    assert trouble.posts("/pauses") == []


def test_an_answer_of_500_keeps_it_and_tries_again(noas_phone: Phone, trouble: Trouble) -> None:
    trouble.answers["/pauses"] = Answer.problem(500, "Something broke.")
    call(noas_phone)
    trouble.wait_for_posts("/pauses", 2)
    says(noas_phone.page, WAITING)
    assert len(queue(noas_phone.page)) == 1
    del trouble.answers["/pauses"]
    noas_phone.page.wait_for_url("**/pauses/*")
    assert len({sent.form["id"] for sent in trouble.posts("/pauses")}) == 1


def test_a_foreign_page_that_answers_200_is_not_taken_for_mend(noas_phone: Phone, trouble: Trouble) -> None:
    trouble.answers["/pauses"] = Answer(200, "<h1>Welcome to the hotel</h1>", "text/html")
    call(noas_phone)
    trouble.wait_for_posts("/pauses", 1)
    says(noas_phone.page, WAITING)
    assert len(queue(noas_phone.page)) == 1


def test_a_refusal_is_said_in_the_servers_words_and_never_repeated(
    noas_phone: Phone, trouble: Trouble
) -> None:
    for count, status in enumerate((400, 403, 404, 409, 422), start=1):
        trouble.answers["/pauses"] = Answer.problem(status, f"Refused with {status}.")
        call(noas_phone)
        says(noas_phone.page, "This did not go out to Ilan.")
        says(noas_phone.page, f"Refused with {status}.")
        assert queue(noas_phone.page) == []
        assert len(trouble.posts("/pauses")) == count


def test_what_the_server_calls_over_is_over(noas_phone: Phone, trouble: Trouble) -> None:
    trouble.answers["/pauses"] = Answer.problem(410, "Too late.")
    call(noas_phone)
    says(noas_phone.page, "It did not reach Ilan. The pause is over.")
    assert queue(noas_phone.page) == []


def test_signed_out_means_sign_in_and_nothing_is_lost(noas_phone: Phone, trouble: Trouble) -> None:
    trouble.answers["/pauses"] = Answer.problem(401, "Please sign in.")
    call(noas_phone)
    says(noas_phone.page, "You are signed out here, so Ilan doesn’t have it yet.")
    expect(noas_phone.page.get_by_role("link", name="Sign in")).to_be_visible()
    [kept] = queue(noas_phone.page)
    del trouble.answers["/pauses"]
    noas_phone.open("/pause")
    noas_phone.page.wait_for_url("**/pauses/*")
    assert trouble.posts("/pauses")[-1].form["id"] == kept["id"]


def test_being_back_before_it_went_out_takes_it_back(offline_call: Phone, trouble: Trouble) -> None:
    offline_call.tap("I’m back")
    says(offline_call.page, "The pause was never sent. Ilan doesn’t know of it from Mend.")
    assert queue(offline_call.page) == []
    offline_call.context.set_offline(False)
    offline_call.open("/")
    offline_call.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    assert trouble.posts("/pauses") == []


def test_being_back_while_a_try_hangs_is_seen_at_once_and_soon_done(
    noas_phone: Phone, trouble: Trouble
) -> None:
    # A connection that is there and carries nothing.
    noas_phone.context.route("**/pauses", lambda _: None)
    noas_phone.page.clock.install()
    with noas_phone.page.expect_request("**/pauses"):
        call(noas_phone)
    says(noas_phone.page, "On its way. Ilan doesn’t have it yet.")
    noas_phone.tap("I’m back")
    says(noas_phone.page, "Taking it back…")
    expect(noas_phone.page.locator("[data-back]")).to_be_disabled()
    noas_phone.page.clock.fast_forward(2_500)
    says(noas_phone.page, "Nobody knows whether it reached Ilan.")
    assert queue(noas_phone.page) == []
    noas_phone.page.clock.fast_forward(10_000)
    noas_phone.page.clock.run_for(5_000)
    assert queue(noas_phone.page) == []
    assert trouble.posts("/pauses") == []


def test_where_an_answer_never_came_nobody_claims_to_know(noas_phone: Phone, trouble: Trouble) -> None:
    trouble.answers["/pauses"] = Answer(502, "", "text/html")
    call(noas_phone)
    trouble.wait_for_posts("/pauses", 1)
    says(noas_phone.page, WAITING)
    noas_phone.tap("I’m back")
    says(noas_phone.page, "Nobody knows whether it reached Ilan.")


def test_somebody_elses_pause_is_never_sent(
    offline_call: Phone, trouble: Trouble, people: People, take_phone: Callable[..., Phone]
) -> None:
    other = take_phone(people.mara)
    cookies = [one for one in other.context.cookies() if one["name"] == "mend"]
    offline_call.page.close()
    offline_call.context.add_cookies(cookies)  # type: ignore[arg-type]
    offline_call.context.set_offline(False)
    offline_call.page = offline_call.context.new_page()
    offline_call.open("/")
    offline_call.page.wait_for_function(f"() => ({QUEUE})().then(kept => kept.length === 0)")
    assert trouble.posts("/pauses") == []


def test_a_pause_sent_with_somebody_elses_cookie_reaches_nobody(
    noas_phone: Phone, trouble: Trouble, people: People, take_phone: Callable[..., Phone]
) -> None:
    other = take_phone(people.mara)
    trouble.answers["/pauses"] = Answer.problem(503, "Not now.")
    call(noas_phone)
    [first, *_] = trouble.wait_for_posts("/pauses", 1)
    assert first.form["person"] == str(people.noa)
    cookies = [one for one in other.context.cookies() if one["name"] == "mend"]
    noas_phone.context.add_cookies(cookies)  # type: ignore[arg-type]
    del trouble.answers["/pauses"]
    says(noas_phone.page, "This pause belongs to somebody else who was signed in here. It was not sent.")
    assert queue(noas_phone.page) == []
    other.open("/")
    other.sees_not("See the pause")


def test_signing_out_leaves_nothing_behind(offline_call: Phone, trouble: Trouble) -> None:
    offline_call.page.close()
    offline_call.context.clear_cookies()
    offline_call.context.set_offline(False)
    offline_call.page = offline_call.context.new_page()
    offline_call.open("/goodbye")
    offline_call.page.wait_for_function(f"() => ({QUEUE})().then(kept => kept.length === 0)")
    assert (
        offline_call.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('mend.'))") == []
    )
    assert trouble.posts("/pauses") == []


def test_without_a_disk_the_pause_goes_out_all_the_same(
    take_phone: Callable[..., Phone], people: People
) -> None:
    phone = take_phone(people.noa)
    phone.context.add_init_script(
        "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); };"
    )
    phone.open("/")
    call(phone)
    phone.page.wait_for_url("**/pauses/*")
