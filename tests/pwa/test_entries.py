"""How a promise went, said with one tap in a dead spot: kept on the phone, and once in the database."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from mend.clock import now
from mend.commitments.entry_models import Outcome
from mend.notifications.outbox import Outbox
from mend.rhythms.rhythm import daily
from mend.web.words import Languages
from tests.commitments.keepers import Keeper, entries
from tests.journeys.phone import Phone
from tests.people import People
from tests.pwa.test_buttons import kept
from tests.pwa.trouble import Answer, Trouble
from tests.signals.conftest import LOCALE

pytestmark = pytest.mark.browser

SAVED = "Saved on this phone. It goes out when you are online."


@pytest.fixture
def noas(engine: sa.Engine, people: People) -> Keeper:
    """Noa, who keeps promises."""
    return Keeper(engine, Outbox(Languages(LOCALE), b"x" * 32), people.noa, people.ilan)


@pytest.fixture
def home(noas: Keeper, take_phone: Callable[..., Phone], people: People) -> Phone:
    """Noa's phone on home, its worker in charge, with one promise to say something of."""
    at = now()
    noas.promise(at, daily((at - timedelta(days=1)).date()), "Tea at eight")
    phone = take_phone(people.noa)
    phone.open("/")
    phone.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    phone.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return phone


def outcomes(noas: Keeper) -> list[str]:
    return [one.outcome.value for one in entries(noas.engine)]


def test_offline_keep_back_online_once_in_the_database(home: Phone, noas: Keeper) -> None:
    home.context.set_offline(True)
    home.page.locator("summary", has_text="More").click()
    home.page.get_by_label("A line with it, if you like").fill("With honey")
    home.tap("Kept")
    home.sees(SAVED)
    expect(home.page.get_by_role("button", name="Kept", exact=True)).to_be_hidden()
    assert outcomes(noas) == []
    assert len(kept(home)) == 1
    home.context.set_offline(False)
    home.sees("With honey")
    home.sees_not(SAVED)
    [entry] = entries(noas.engine)
    assert (entry.outcome, entry.line, entry.id.version) == (Outcome.KEPT, "With honey", 7)
    assert kept(home) == []


def test_the_card_still_says_so_after_a_reload_while_the_server_is_in_trouble(
    home: Phone, noas: Keeper, trouble: Trouble
) -> None:
    [path] = home.page.locator("[data-due] form").evaluate_all("forms => [forms[0].getAttribute('action')]")
    trouble.answers[f"POST {path}"] = Answer.problem(503, "Later.")
    home.tap("Partly")
    home.sees(SAVED)
    home.open("/")
    home.sees(SAVED)
    expect(home.page.get_by_role("button", name="Partly", exact=True)).to_be_hidden()
    trouble.answers.clear()
    home.open("/")
    home.sees_not(SAVED)
    assert outcomes(noas) == ["partly"]
    posts = trouble.posts(path)
    assert len({post.form["id"] for post in posts}) == 1
    assert all(post.headers["mend-waited"].isdigit() for post in posts)


def test_a_tap_in_reach_is_said_at_once_without_another_page(home: Phone, noas: Keeper) -> None:
    home.page.evaluate("() => { window.same = true; }")
    home.tap("Not this time")
    home.sees("Only you see this.")
    assert home.page.evaluate("() => window.same") is True
    assert outcomes(noas) == ["missed"]


def test_a_shaking_second_tap_does_not_meet_the_card_that_moves_up(noas: Keeper, home: Phone) -> None:
    at = now()
    noas.promise(at, daily(at.date()), "A walk")
    home.open("/")
    cards, button = home.page.locator("[data-due]"), home.page.get_by_role("button", name="Kept", exact=True)
    expect(cards).to_have_count(2)
    home.page.evaluate("() => { window.still = Date.now(); Date.now = () => window.still; }")
    button.first.click()
    expect(cards).to_have_count(1)
    button.click()  # in the same moment, as the phone counts
    assert kept(home) == []
    assert outcomes(noas) == ["kept"]

    home.page.evaluate("() => { window.still += 700; }")  # meant
    button.click()
    expect(cards).to_have_count(0)
    assert outcomes(noas) == ["kept", "kept"]


def test_what_the_server_refuses_is_said_on_a_page_beside_what_was_typed(home: Phone, noas: Keeper) -> None:
    home.page.locator("summary", has_text="More").click()
    home.page.get_by_label("A line with it, if you like").fill("With honey")
    home.page.evaluate(
        "() => document.querySelectorAll('[name=on]').forEach(on => { on.value = '2020-01-01'; })"
    )
    home.tap("Kept")
    home.sees("days back")
    assert kept(home) == []
    assert outcomes(noas) == []


def test_what_was_typed_outlives_a_change_by_the_other(home: Phone, noas: Keeper) -> None:
    home.page.locator("summary", has_text="More").click()
    home.page.get_by_label("A line with it, if you like").fill("With honey")
    home.page.evaluate(
        """() => {
          addEventListener("htmx:after:swap", () => { window.renewed = true; });
          document.body.dispatchEvent(new CustomEvent("mend:changed"));
        }"""
    )
    home.page.wait_for_function("() => window.renewed")
    assert home.page.get_by_label("A line with it, if you like").input_value() == "With honey"
    home.tap("Kept")
    home.sees("With honey")
    assert [one.line for one in entries(noas.engine)] == ["With honey"]


def test_without_a_worker_it_is_a_form_like_any_other(
    take_phone: Callable[..., Phone], people: People, noas: Keeper
) -> None:
    at = now()
    noas.promise(at, daily(at.date()), "Tea at eight")
    phone = take_phone(people.noa)
    phone.context.add_init_script("delete Navigator.prototype.serviceWorker;")
    phone.open("/")
    phone.tap("Kept")
    phone.sees("Kept")
    expect(phone.page.locator("[data-due]")).to_have_count(0)
    assert outcomes(noas) == ["kept"]
