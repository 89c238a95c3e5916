"""What every page does by itself: zone, code, forms on a bad line, live parts, times that run."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.phone import Phone
from tests.people import People
from tests.pwa.trouble import Answer, Trouble

pytestmark = pytest.mark.browser


def test_the_zone_of_a_new_account_is_the_browsers(take_phone: Callable[..., Phone]) -> None:
    phone = take_phone(time_zone="Pacific/Auckland")
    phone.open("/sign-up")
    expect(phone.page.locator("[name=time_zone]")).to_have_value("Pacific/Auckland")


def was_in(phone: Phone, person: object, zone: str) -> None:
    """This phone looked at the clock there, the last time Mend was open."""
    phone.open("/safety")
    phone.page.evaluate(f"localStorage.setItem('mend.zone', '{person} {zone}')")


def test_a_phone_that_travelled_says_so_once(
    take_phone: Callable[..., Phone], people: People, trouble: Trouble
) -> None:
    phone = take_phone(people.noa, time_zone="Asia/Tokyo")
    was_in(phone, people.noa, "Europe/Berlin")
    with phone.page.expect_response("**/account/time-zone"):
        phone.open("/")
    [sent] = trouble.posts("/account/time-zone")
    assert sent.form == {"time_zone": "Asia/Tokyo"}
    phone.open("/us")
    phone.open("/")
    assert len(trouble.posts("/account/time-zone")) == 1


def test_a_zone_chosen_by_hand_is_kept_until_the_phone_travels(noas_phone: Phone, trouble: Trouble) -> None:
    noas_phone.open("/account")
    noas_phone.page.get_by_label("Time zone").select_option("Asia/Tokyo")
    noas_phone.page.locator("form[action='/account/profile'] button").click()
    noas_phone.sees("Saved.")
    for path in ("/", "/us", "/account"):
        noas_phone.open(path)
    assert noas_phone.page.locator("body").get_attribute("data-zone") == "Asia/Tokyo"
    assert trouble.posts("/account/time-zone") == []


def test_a_browser_that_hides_where_it_is_overrides_nothing(
    take_phone: Callable[..., Phone], people: People, trouble: Trouble
) -> None:
    phone = take_phone(people.noa, time_zone="UTC")
    was_in(phone, people.noa, "Europe/Berlin")
    for path in ("/", "/us"):
        phone.open(path)
    assert trouble.posts("/account/time-zone") == []


def test_a_change_without_a_number_goes_on_from_the_one_before(noas_phone: Phone, trouble: Trouble) -> None:
    noas_phone.context.add_init_script(
        """window.EventSource = class extends EventTarget {
          static CLOSED = 2;
          readyState = 1;
          constructor(url) { super(); (window.streams ??= []).push(this); this.url = url; }
          close() {}
        };"""
    )
    noas_phone.page.clock.install()
    noas_phone.open("/")
    noas_phone.page.wait_for_function("() => window.streams?.length === 1")
    noas_phone.page.evaluate(
        """() => {
          const [stream] = window.streams;
          const data = '{"what": "pause"}';
          for (const lastEventId of ["7", ""]) {
            stream.dispatchEvent(new MessageEvent("change", {data, lastEventId}));
          }
          stream.readyState = 2;
          stream.dispatchEvent(new Event("error"));
        }"""
    )
    noas_phone.page.clock.fast_forward(16_000)
    assert noas_phone.page.evaluate("window.streams.map(stream => stream.url)") == [
        "/live?since=0",
        "/live?since=7",
    ]


def test_a_phone_at_home_says_nothing_about_its_zone(noas_phone: Phone, trouble: Trouble) -> None:
    noas_phone.open("/us")
    assert trouble.posts("/account/time-zone") == []


def test_the_code_of_an_invitation_waits_until_its_reader_has_signed_in(
    take_phone: Callable[..., Phone],
) -> None:
    phone = take_phone()
    phone.open("/invitation#A1B2C-3D4E5")
    phone.page.wait_for_function("() => location.hash === ''")
    assert phone.page.evaluate("sessionStorage.getItem('mend.code')") == "A1B2C-3D4E5"


def test_the_code_is_filled_in_where_it_is_asked_for(
    take_phone: Callable[..., Phone], people: People, trouble: Trouble
) -> None:
    phone = take_phone(people.sam)
    phone.open("/invitation#A1B2C-3D4E5")
    expect(phone.page.locator("[data-code]")).to_have_value("A1B2C-3D4E5")
    assert not any("A1B2C" in seen.path for seen in trouble.seen)


def test_a_look_at_the_welcome_page_does_not_cost_the_invitation(take_phone: Callable[..., Phone]) -> None:
    phone = take_phone()
    phone.open("/sign-up#A1B2C-3D4E5")
    phone.page.wait_for_function("() => location.hash === ''")
    phone.page.locator("a.brand").click()
    phone.sees("Pause a fight. Find your way back.")
    phone.page.wait_for_function("() => document.readyState === 'complete'")
    assert phone.page.evaluate("sessionStorage.getItem('mend.code')") == "A1B2C-3D4E5"
    phone.open("/goodbye")
    phone.page.wait_for_function("() => sessionStorage.getItem('mend.code') === null")


def test_without_a_connection_a_form_stays_as_it_was_typed(noas_phone: Phone, trouble: Trouble) -> None:
    noas_phone.open("/account")
    noas_phone.fill("Your name", "Noa of the hills")
    noas_phone.context.set_offline(True)
    noas_phone.page.get_by_role("button", name="Save").click()
    expect(noas_phone.page.locator("[data-offline]")).to_be_visible()
    expect(noas_phone.page.get_by_label("Your name")).to_have_value("Noa of the hills")
    noas_phone.sees("Not sent yet.")
    noas_phone.context.set_offline(False)
    noas_phone.sees("Saved.")  # by itself
    assert len(trouble.posts("/account/profile")) == 1


def test_a_form_tapped_twice_is_sent_once(noas_phone: Phone, trouble: Trouble) -> None:
    noas_phone.open("/account")
    noas_phone.page.evaluate(
        """() => {
          const form = document.querySelector("form[action='/account/profile']");
          form.requestSubmit();
          form.requestSubmit();
        }"""
    )
    noas_phone.sees("Saved.")
    assert len(trouble.posts("/account/profile")) == 1


def test_both_see_a_pause_without_reloading(
    noas_phone: Phone, take_phone: Callable[..., Phone], people: People
) -> None:
    ilans = take_phone(people.ilan)
    ilans.open("/")
    ilans.page.wait_for_function("() => document.readyState === 'complete'")
    noas_phone.open("/pause")
    noas_phone.tap("Send now")
    noas_phone.page.wait_for_url("**/pauses/*")
    ilans.sees("Noa")


def test_a_countdown_runs_and_looks_again_at_its_end(noas_phone: Phone) -> None:
    noas_phone.page.clock.install()
    noas_phone.open("/pause")
    noas_phone.tap("Send now")
    noas_phone.page.wait_for_url("**/pauses/*")
    running = noas_phone.page.locator("time[data-until]").first
    expect(running).to_have_text(re.compile(r"^\d+ minutes$"))
    left = int(running.inner_text().split()[0])
    noas_phone.page.clock.fast_forward("10:00")
    expect(running).to_have_text(re.compile(rf"^({left - 9}|{left - 10}|{left - 11}) minutes$"))
    with noas_phone.page.expect_request("**/pauses/*"):
        noas_phone.page.clock.fast_forward("11:00")


def test_a_part_that_cannot_be_refreshed_stays_on_the_screen(noas_phone: Phone, trouble: Trouble) -> None:
    noas_phone.open("/pause")
    noas_phone.tap("Send now")
    noas_phone.page.wait_for_url("**/pauses/*")
    noas_phone.sees("I need a pause.")
    path = noas_phone.page.url.removeprefix(noas_phone.origin)
    trouble.answers[path] = Answer.problem(500, "Something broke.")
    with noas_phone.page.expect_response("**" + path) as answered:
        noas_phone.page.evaluate("document.body.dispatchEvent(new CustomEvent('mend:changed'))")
    assert answered.value.status == 500
    expect(noas_phone.page.locator("h1")).to_have_text("I need a pause.")


def test_a_strict_policy_stops_nothing_of_ours(take_phone: Callable[..., Phone], people: People) -> None:
    phone = take_phone(people.noa)
    complaints: list[str] = []
    phone.page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    for path in ("/", "/us", "/devices", "/account", "/pause", "/safety", "/install", "/offline"):
        phone.open(path)
    assert [one for one in complaints if "Content Security Policy" in one] == []


def test_leaving_the_page_for_help_leaves_no_way_back(noas_phone: Phone) -> None:
    noas_phone.context.route(
        "https://www.wikipedia.org/**", lambda route: route.fulfill(body="An encyclopaedia")
    )
    noas_phone.open("/us")
    noas_phone.open("/safety")
    noas_phone.tap("Leave this page")
    noas_phone.sees("An encyclopaedia")
    noas_phone.page.go_back()
    assert noas_phone.page.url.endswith("/us")


def test_every_page_of_a_linked_person_keeps_what_a_pause_needs(noas_phone: Phone, people: People) -> None:
    for path in (
        "/us",
        "/account",
        "/devices",
        "/rehearsal",
        "/us/leaving",
        "/safety",
        "/no-such-page",
        "/sign-up",
    ):
        noas_phone.open(path)
        kept = noas_phone.page.evaluate("JSON.parse(localStorage.getItem('mend.pause'))")
        assert kept == {"person": str(people.noa), "partner": "Ilan", "minutes": 20}, path


def test_closing_the_space_lets_the_phone_forget_the_other(noas_phone: Phone) -> None:
    noas_phone.open("/us/leaving")
    noas_phone.tap("Close this space")
    noas_phone.page.wait_for_url(noas_phone.origin + "/")
    noas_phone.page.wait_for_function("() => localStorage.getItem('mend.pause') === null")
    noas_phone.open("/pause")
    noas_phone.sees("This phone does not know yet who should hear of it.")


def test_a_screen_that_was_kept_on_for_a_pause_is_let_go_with_its_switch(
    noas_phone: Phone, take_phone: Callable[..., Phone], people: People
) -> None:
    noas_phone.context.add_init_script(
        """Object.defineProperty(navigator, "wakeLock", { value: {
          request: () => {
            const lock = new EventTarget();
            window.awake = true;
            lock.release = async () => { window.awake = false; lock.dispatchEvent(new Event("release")); };
            return Promise.resolve(lock);
          },
        } });"""
    )
    noas_phone.open("/pause")
    noas_phone.tap("Send now")
    noas_phone.page.wait_for_url("**/pauses/*")
    switch = noas_phone.page.locator("[data-awake]")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    tablet = take_phone(people.noa)
    tablet.open(noas_phone.page.url.removeprefix(noas_phone.origin))
    tablet.tap("I’m back")
    noas_phone.sees("You are back.")
    noas_phone.page.wait_for_function("() => window.awake === false")
    # Nor does it come on again by itself when somebody looks.
    noas_phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert noas_phone.page.evaluate("window.awake") is False
