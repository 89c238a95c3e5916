"""A form on a bad line: nothing changes it while it is under way, and afterwards it can be used again."""

import pytest
from playwright.sync_api import expect

from tests.journeys.phone import Phone
from tests.people import People
from tests.pwa.trouble import Trouble

pytestmark = pytest.mark.browser

FORM = "#choosing form[action='/repairs'], #home form[action='/repairs']"
RENEW = "() => void document.body.dispatchEvent(new CustomEvent('mend:changed'))"


def tap_while_stuck(phone: Phone, trouble: Trouble, people: People) -> str:
    """Reach out on a line where the answer does not come; which id went out."""
    phone.open("/")
    phone.page.wait_for_function("() => document.readyState === 'complete'")
    trouble.stuck.add("POST /repairs")
    phone.page.locator(FORM).locator("button").first.click(no_wait_after=True)
    [post] = trouble.wait_for_posts("/repairs", 1)
    return post.form["id"]


def test_a_form_is_free_again_on_the_way_back_to_it(
    noas_phone: Phone, trouble: Trouble, people: People
) -> None:
    tap_while_stuck(noas_phone, trouble, people)
    trouble.unstick()
    noas_phone.page.wait_for_url("**/repairs/*")
    noas_phone.page.go_back()
    form = noas_phone.page.locator(FORM)
    expect(form).not_to_have_attribute("aria-busy", "true")
    expect(form.locator("button").first).to_be_enabled()


def test_a_form_under_way_is_left_as_it_is_when_the_page_renews_itself(noas_phone: Phone) -> None:
    page = noas_phone.open("/")
    form = page.locator(FORM)
    born = form.locator("[name=id]").input_value()
    # It is under way for as long as the test wants: nothing leaves, and no other page comes.
    page.evaluate(
        """() => {
          addEventListener("submit", event => event.preventDefault());
          window.swaps = [];
          addEventListener("htmx:before:swap", event => window.swaps.push(event.defaultPrevented));
        }"""
    )
    form.locator("button").first.click()
    expect(form).to_have_attribute("aria-busy", "true")
    page.evaluate(RENEW)
    page.wait_for_function("() => window.swaps.length === 1")
    assert form.locator("[name=id]").input_value() == born
    expect(form).to_have_attribute("aria-busy", "true")
    expect(form.locator("button").first).to_be_disabled()

    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")  # back on the page: free again
    expect(form.locator("button").first).to_be_enabled()
    page.evaluate(RENEW)
    expect(form.locator("[name=id]")).not_to_have_value(born)
    assert page.evaluate("window.swaps") == [True, False]


def test_a_tap_without_a_connection_says_so_and_goes_out_with_the_next_one(
    noas_phone: Phone, trouble: Trouble
) -> None:
    page = noas_phone.open("/")
    noas_phone.context.set_offline(True)
    form = page.locator(FORM)
    form.locator("button").first.click()
    noas_phone.sees("Not sent yet.")
    form.locator("button").nth(1).click()  # another one instead
    expect(page.get_by_text("Not sent yet.")).to_have_count(1)
    assert trouble.posts("/repairs") == []

    noas_phone.context.set_offline(False)
    page.wait_for_url("**/repairs/*")
    [post] = trouble.posts("/repairs")
    assert post.form["phrase"] == "sorry"
    noas_phone.sees("You reached out")
