"""Our cloth on a phone: it grows while one looks at it, and is handed on as a picture by a tap."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from mend.clock import now
from mend.notifications.outbox import Outbox
from mend.web.words import Languages
from tests.journeys.phone import Phone
from tests.people import People
from tests.signals.conftest import LOCALE
from tests.thanks.givers import Giver

pytestmark = pytest.mark.browser

# A phone whose sheet takes pictures, and remembers what it was given; or refuses, as `refuses` names it.
SHEET = """
navigator.canShare = ({ files }) => files.every((file) => file.type === "image/png");
navigator.share = async ({ files: [file], ...rest }) => {
  window.asked = true;
  if (window.refuses) throw new DOMException("no", window.refuses);
  const picture = await createImageBitmap(file);
  window.shared = [file.name, picture.width, picture.height, Object.keys(rest).length];
};
"""
SHARE = "Share the picture"


@pytest.fixture
def ilans(engine: sa.Engine, people: People) -> Giver:
    """Ilan, who thanks Noa."""
    return Giver(engine, Outbox(Languages(LOCALE), b"sixteen bytes or more of a secret"), people.ilan)


def open_cloth(phone: Phone, ilans: Giver) -> None:
    ilans.give(now())
    phone.context.add_init_script(SHEET)
    phone.open("/cloth")


def test_a_tap_hands_on_a_picture_and_nothing_else(noas_phone: Phone, ilans: Giver) -> None:
    open_cloth(noas_phone, ilans)
    page = noas_phone.page
    assert page.evaluate("window.asked") is None
    page.get_by_role("button", name=SHARE).click()
    page.wait_for_function("() => window.shared !== undefined")
    year = page.locator(".eyebrow").inner_text()
    assert page.evaluate("window.shared") == [f"our-cloth-{year}.png", 1200, 1200, 0]


def test_a_sheet_that_is_closed_is_an_answer_and_one_that_does_not_open_keeps_the_picture(
    noas_phone: Phone, ilans: Giver
) -> None:
    open_cloth(noas_phone, ilans)
    page = noas_phone.page
    saved: list[str] = []
    page.on("download", lambda download: saved.append(download.suggested_filename))
    page.evaluate("window.refuses = 'AbortError'")
    page.get_by_role("button", name=SHARE).click()
    page.wait_for_function("() => window.asked")
    page.evaluate("window.refuses = 'NotAllowedError'")
    with page.expect_download() as download:
        page.get_by_role("button", name=SHARE).click()
    assert [download.value.suggested_filename] == saved
    assert saved[0].endswith(".svg")


def test_a_browser_without_a_sheet_offers_none(noas_phone: Phone, ilans: Giver) -> None:
    ilans.give(now())
    noas_phone.context.add_init_script("navigator.canShare = undefined")
    noas_phone.open("/cloth")
    expect(noas_phone.page.get_by_role("link", name="Keep as a picture")).to_be_visible()
    expect(noas_phone.page.locator("[data-picture]")).to_be_hidden()


def test_what_is_sewn_meanwhile_appears_and_what_was_opened_to_be_read_stays_open(
    noas_phone: Phone, ilans: Giver
) -> None:
    open_cloth(noas_phone, ilans)
    page = noas_phone.page
    page.get_by_text("Read it").click()
    expect(page.get_by_text("a thank-you.")).to_be_visible()
    ilans.give(now(), "For the walk")
    expect(page.get_by_text("2 thank-yous.")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("button", name=SHARE)).to_be_visible()
