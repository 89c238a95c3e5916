"""A form on a bad line: while it is being sent nothing on the page lets it be sent once more."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from tests.journeys.phone import Phone
from tests.people import People
from tests.pwa.trouble import Trouble
from tests.signals.reaching import repairs

pytestmark = pytest.mark.browser

FORM = "#choosing form[action='/repairs'], #home form[action='/repairs']"
SOMETHING_CHANGED = "document.body.dispatchEvent(new CustomEvent('mend:changed'))"
TAP_AGAIN = f"""() => {{
  const form = document.querySelector("{FORM}");
  const button = form.querySelector("button[name=phrase]");
  button.disabled = false;
  form.requestSubmit(button);
}}"""


def looks_again(phone: Phone, path: str = "/") -> None:
    """The page asks for its part again and is done with the answer."""
    ended = """() => new Promise(done => {
      document.addEventListener("htmx:finally:request", () => done(), { once: true });
      SOMETHING_CHANGED;
    })""".replace("SOMETHING_CHANGED", SOMETHING_CHANGED)
    with phone.page.expect_response(phone.origin + path):
        phone.page.evaluate(ended)


def tap_while_stuck(phone: Phone, trouble: Trouble, people: People) -> str:
    """Reach out on a line where the answer does not come; which id went out."""
    phone.open("/")
    phone.page.wait_for_function("() => document.readyState === 'complete'")
    trouble.stuck.add("POST /repairs")
    phone.page.locator(FORM).locator("button").first.click(no_wait_after=True)
    [post] = trouble.wait_for_posts("/repairs", 1)
    return post.form["id"]


def test_a_form_under_way_stays_as_it_is_while_the_page_looks_again(
    noas_phone: Phone, trouble: Trouble, people: People, engine: sa.Engine
) -> None:
    sent = tap_while_stuck(noas_phone, trouble, people)
    form = noas_phone.page.locator(FORM)
    for _ in range(2):
        looks_again(noas_phone)
        assert form.get_attribute("aria-busy") == "true"
        assert form.locator("button").first.is_disabled()
        assert form.locator("[name=id]").input_value() == sent
    noas_phone.page.evaluate(TAP_AGAIN)
    looks_again(noas_phone)
    trouble.unstick()
    noas_phone.page.wait_for_url("**/repairs/*")
    assert len(trouble.posts("/repairs")) == 1
    assert [str(one.id) for one in repairs(engine)] == [sent]


def test_a_form_that_was_stopped_can_be_sent_again(
    noas_phone: Phone, trouble: Trouble, people: People
) -> None:
    tap_while_stuck(noas_phone, trouble, people)
    with noas_phone.page.expect_response(noas_phone.origin + "/"):  # what was missed meanwhile comes now
        noas_phone.page.evaluate("() => window.stop()")
    form = noas_phone.page.locator(FORM)
    expect(form).not_to_have_attribute("aria-busy", "true")
    expect(form.locator("button").first).to_be_enabled()


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
