"""Buttons of notifications: a tap says its word once, to nobody but Mend, and for nobody else."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from mend.clock import now
from mend.couples.membership import member_of
from mend.database import unit_of_work
from mend.notifications.outbox import Outbox
from mend.signals.repair_models import Answer, Repair
from mend.web.words import Languages
from tests.journeys.phone import Phone
from tests.patience import PATIENCE_MS
from tests.people import People
from tests.pwa.test_worker import message
from tests.pwa.trouble import Answer as ServersAnswer
from tests.pwa.trouble import Trouble
from tests.signals.conftest import LOCALE
from tests.signals.partners import Partner
from tests.signals.reaching import reach, repairs

pytestmark = pytest.mark.browser

# A tap on a button, as the browser would tell the worker of it; waits for all that the worker does then.
TAP = """async action => {
  const [notification] = await self.registration.getNotifications();
  const event = new NotificationEvent("notificationclick", { notification, action });
  const waits = [];
  event.waitUntil = one => waits.push(one);
  self.dispatchEvent(event);
  await Promise.allSettled(waits);
}"""
# The browser opens windows only for real taps: that we asked for one is enough.
NOTE_WINDOWS = """() => {
  self.opened = [];
  self.clients.openWindow = url => { self.opened.push(url); return Promise.resolve(null); };
}"""
KEPT = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open("mend-answers", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("answers", { keyPath: "id" });
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const all = request.result.transaction("answers").objectStore("answers").getAll();
    all.onsuccess = () => { request.result.close(); resolve(all.result); };
  };
})"""
SEND_WHAT_WAITS = "() => navigator.serviceWorker.controller.postMessage({ do: 'send' })"
# … as a page asks that knows who is signed in and linked.
SEND_WHAT_WAITS_FOR = "person => navigator.serviceWorker.controller.postMessage({ do: 'send', person })"
UNTIL_KEPT = f"""async count => {{
  const kept = {KEPT};
  for (const end = Date.now() + {PATIENCE_MS}; (await kept()).length !== count; ) {{
    if (Date.now() > end) throw new Error(`${{(await kept()).length}} answers instead of ${{count}}`);
    await new Promise(done => setTimeout(done, 20));
  }}
}}"""


@pytest.fixture
def repair(engine: sa.Engine, people: People) -> Repair:
    """What Ilan sent to Noa."""
    return reach(Partner(engine, Outbox(Languages(LOCALE), b"x" * 32), people.ilan), now())


def show(phone: Phone, origin: str, post: dict[str, Any] | None, *, ends_in: float = 1200) -> None:
    """Put a notification with one button on the lock screen."""
    button = {"action": "yes", "title": "Yes", "navigate": f"{origin}/us"}
    pushed = json.loads(message(origin, ends_in=ends_in, actions=[button]))
    pushed["notification"]["data"]["posts"] = {"yes": post}
    phone.deliver(json.dumps(pushed))
    phone.notifications(1)


def saying(repair: Repair, person: object, answer: str = "yes", **more: object) -> dict[str, Any]:
    return {
        "couple": str(repair.couple_id),
        **more,
        "to": f"/repairs/{repair.id}/answer",
        "fields": {"answer": answer},
        "brings_id": False,
        "person": str(person),
    }


def tap(phone: Phone, action: str = "yes") -> list[str]:
    """Tap the button; which windows the worker then wanted to open."""
    worker = phone.context.service_workers[-1]
    worker.evaluate(NOTE_WINDOWS)
    worker.evaluate(TAP, action)
    phone.notifications(0)
    opened: list[str] = worker.evaluate("() => self.opened")
    return opened


def kept(phone: Phone) -> list[dict[str, Any]]:
    """The answers that wait on the phone's disk."""
    found: list[dict[str, Any]] = phone.page.evaluate(KEPT)
    return found


def wait_until_kept(phone: Phone, count: int) -> None:
    phone.page.evaluate(UNTIL_KEPT, count)


def at(phone: Phone, moment: int) -> None:
    """The worker's clock stands at `moment`, ms since 1970."""
    phone.context.service_workers[-1].evaluate("moment => { Date.now = () => moment; }", moment)


def answer_of(engine: sa.Engine, repair: Repair) -> Answer | None:
    with unit_of_work(engine, writes=False) as session:
        return session.exec(select(Repair).where(Repair.id == repair.id)).one().answer


def test_a_tap_posts_exactly_once_with_the_name_of_who_says_it(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, repair: Repair, engine: sa.Engine
) -> None:
    say = saying(repair, people.noa)
    show(noas_phone, origin, say)
    assert tap(noas_phone) == []  # it is said: nothing to open
    [post] = trouble.posts(say["to"])
    assert post.form == {"answer": "yes"}
    assert post.headers["mend-person"] == str(people.noa)
    assert post.headers["mend-couple"] == str(repair.couple_id)
    assert "json" in post.headers["accept"]
    assert post.headers["sec-fetch-site"] == "same-origin"
    assert answer_of(engine, repair) is Answer.YES
    noas_phone.page.evaluate(SEND_WHAT_WAITS)
    assert kept(noas_phone) == []
    assert len(trouble.posts(say["to"])) == 1


def test_a_button_that_brings_an_id_brings_one_of_its_tap(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, engine: sa.Engine
) -> None:
    with unit_of_work(engine, writes=False) as session:
        noa = member_of(session, people.noa)
    assert noa is not None
    whose = {"person": str(people.noa), "couple": str(noa.couple_id)}
    show(noas_phone, origin, {"to": "/repairs", "fields": {"phrase": "hug"}, "brings_id": True, **whose})
    tap(noas_phone)
    [post] = trouble.posts("/repairs")
    [sent] = repairs(engine)
    assert post.form == {"phrase": "hug", "id": str(sent.id)}
    assert (sent.key, sent.sender_id, sent.id.version) == ("hug", people.noa, 7)


def test_a_tap_beside_the_buttons_opens_the_page_and_says_nothing(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, repair: Repair
) -> None:
    say = saying(repair, people.noa)
    show(noas_phone, origin, say)
    assert tap(noas_phone, "") == [f"{origin}/pauses/1"]
    assert trouble.posts(say["to"]) == []


# One phone for all of a kind: setting one up takes longer than everything that is tried on it.
def test_what_the_server_could_not_take_is_kept_and_said_later_once(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, repair: Repair, engine: sa.Engine
) -> None:
    say = saying(repair, people.noa)
    # A hotel's sign-in page answers in Mend's place, and calls it well.
    hotel = ServersAnswer(200, "<h1>Welcome to the Grand Hotel</h1>", "text/html")
    later = [ServersAnswer.problem(status, "Later.") for status in (500, 502, 503, 401, 429)]
    for passing in (hotel, *later):
        before = len(trouble.posts(say["to"]))
        trouble.answers[f"POST {say['to']}"] = passing
        show(noas_phone, origin, say)
        assert tap(noas_phone) == [f"{origin}/us"], passing  # it is not said yet: the page can tell more
        [answer] = kept(noas_phone)
        assert {name: answer[name] for name in ("to", "fields", "person", "couple")} == {
            name: say[name] for name in ("to", "fields", "person", "couple")
        }
        trouble.answers.clear()
        noas_phone.page.evaluate(SEND_WHAT_WAITS)
        wait_until_kept(noas_phone, 0)
        assert len(trouble.posts(say["to"])) == before + 2
    assert answer_of(engine, repair) is Answer.YES


def test_what_is_said_in_a_dead_spot_is_said_once_there_is_a_connection(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, repair: Repair, engine: sa.Engine
) -> None:
    say = saying(repair, people.noa)
    show(noas_phone, origin, say)
    noas_phone.context.set_offline(True)
    tap(noas_phone)
    assert len(kept(noas_phone)) == 1
    assert trouble.posts(say["to"]) == []
    noas_phone.context.set_offline(False)
    # Chromium wakes the worker by itself (Background Sync); every page of Mend asks it to, for the others.
    noas_phone.page.evaluate(SEND_WHAT_WAITS)
    wait_until_kept(noas_phone, 0)
    assert answer_of(engine, repair) is Answer.YES


def test_a_sync_sends_what_waits(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, repair: Repair, engine: sa.Engine
) -> None:
    say = saying(repair, people.noa)
    trouble.answers[f"POST {say['to']}"] = ServersAnswer.problem(503, "Later.")
    show(noas_phone, origin, say)
    tap(noas_phone)
    trouble.answers.clear()
    noas_phone.context.service_workers[-1].evaluate(
        """async () => {
          const event = new SyncEvent("sync", { tag: "mend-answers" });
          const waits = [];
          event.waitUntil = one => waits.push(one);
          self.dispatchEvent(event);
          await Promise.all(waits);
        }"""
    )
    assert kept(noas_phone) == []
    assert answer_of(engine, repair) is Answer.YES


def test_what_the_server_will_never_take_is_dropped_and_the_page_tells_why(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, repair: Repair
) -> None:
    say = saying(repair, people.noa)
    for tries, status in enumerate((400, 403, 404, 409, 410, 422), start=1):
        trouble.answers[f"POST {say['to']}"] = ServersAnswer.problem(status, "No.")
        show(noas_phone, origin, say)
        assert tap(noas_phone) == [f"{origin}/us"], status
        assert kept(noas_phone) == []
        noas_phone.page.evaluate(SEND_WHAT_WAITS)
        assert kept(noas_phone) == []
        assert len(trouble.posts(say["to"])) == tries


def test_past_its_time_nothing_of_it_is_sent(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, repair: Repair, engine: sa.Engine
) -> None:
    own = datetime(2099, 11, 20, 19, 40, tzinfo=UTC)
    for until in (None, own):
        say = saying(repair, people.noa, **({"until": until.isoformat()} if until else {}))
        before = len(trouble.posts(say["to"]))
        trouble.answers[f"POST {say['to']}"] = ServersAnswer.problem(503, "Later.")
        show(noas_phone, origin, say, ends_in=20)
        tap(noas_phone)
        [answer] = kept(noas_phone)
        end = int(own.timestamp() * 1000)
        assert (answer["until"] == end) is (until is not None)
        trouble.answers.clear()
        at(noas_phone, answer["until"])
        noas_phone.page.evaluate(SEND_WHAT_WAITS)
        wait_until_kept(noas_phone, 0)
        assert len(trouble.posts(say["to"])) == before + 1
        at(noas_phone, int(now().timestamp() * 1000))
    assert answer_of(engine, repair) is None


def test_what_outlives_its_notification_is_said_after_it(
    noas_phone: Phone, origin: str, trouble: Trouble, people: People, repair: Repair, engine: sa.Engine
) -> None:
    say = saying(repair, people.noa, until=(now() + timedelta(hours=24)).isoformat())
    trouble.answers[f"POST {say['to']}"] = ServersAnswer.problem(503, "Later.")
    show(noas_phone, origin, say, ends_in=20)
    tap(noas_phone)
    trouble.answers.clear()
    at(noas_phone, int((now() + timedelta(hours=1)).timestamp() * 1000))
    noas_phone.page.evaluate(SEND_WHAT_WAITS)
    wait_until_kept(noas_phone, 0)
    assert answer_of(engine, repair) is Answer.YES
