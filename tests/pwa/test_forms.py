"""A form on a bad line: once its answer has come, it can be used again."""

import pytest
from playwright.sync_api import expect

from tests.journeys.phone import Phone
from tests.people import People
from tests.pwa.trouble import Trouble

pytestmark = pytest.mark.browser

FORM = "#choosing form[action='/repairs'], #home form[action='/repairs']"


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
