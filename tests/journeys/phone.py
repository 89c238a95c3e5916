"""A partner's phone: a real Chromium context with Mend's worker, subscribed at the local push service.

The tests' Chromium reaches no push service of its own, so `pushManager` hands out a subscription of the local
one, with real keys. What our server sends is decrypted by that service and given to the worker by Chromium
itself (CDP `ServiceWorker.deliverPushMessage`), as if it had come over the network.
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, WebError, expect

from tests.fakes.push_service import BrowserSubscription, PushMessage, PushService
from tests.patience import PATIENCE_MS

PHONE = {"width": 390, "height": 844}
SHOWN = """async ([count, patience]) => {
  const worker = await navigator.serviceWorker.ready;
  for (const end = Date.now() + patience; ; await new Promise(done => setTimeout(done, 50))) {
    const shown = await worker.getNotifications();
    if (shown.length === count) return shown.map(({title, body, tag}) => ({title, body, tag}));
    if (Date.now() > end) throw new Error(`${shown.length} notifications instead of ${count}`);
  }
}"""
# Chromium loses a notification when getNotifications() is called while it is being shown: look afterwards.
COUNT_SHOWN = """() => {
  if (self.shownSoFar === undefined) {
    const show = self.registration.showNotification.bind(self.registration);
    self.registration.showNotification = (...given) => show(...given).finally(() => (self.shownSoFar += 1));
    self.shownSoFar = 0;
  }
  return self.shownSoFar;
}"""
ONE_MORE_SHOWN = """async ([before, patience]) => {
  for (const end = Date.now() + patience; self.shownSoFar === before; ) {
    if (Date.now() > end) throw new Error("the worker showed nothing");
    await new Promise(done => setTimeout(done, 20));
  }
}"""
FAKE_PUSH_MANAGER = (Path(__file__).parent / "push_manager.js").read_text()


class Phone:
    """One person's phone at `origin`."""

    def __init__(
        self,
        browser: Browser,
        origin: str,
        push_service: PushService,
        *,
        dusk: bool = False,
        viewport: Any = PHONE,
        time_zone: str = "Europe/Berlin",
        sharp: bool = False,
        moving: bool = False,
    ) -> None:
        """Neither `sharp` nor `moving` it takes a quarter of the work to draw, and shows the same words."""
        self.origin, self.push_service = origin, push_service
        self.context: BrowserContext = browser.new_context(
            viewport=viewport,
            base_url=origin,
            locale="en-GB",
            timezone_id=time_zone,
            has_touch=True,
            color_scheme="dark" if dusk else "light",
            permissions=["notifications"],
            device_scale_factor=2 if sharp else 1,
            reduced_motion="no-preference" if moving else "reduce",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.subscription: BrowserSubscription | None = None
        self.received = 0
        self.problems: list[str] = []
        self.context.expose_binding("mendSubscribe", lambda _, key: self._subscribe(key))
        self.context.add_init_script(FAKE_PUSH_MANAGER)
        self.context.on("weberror", self._note_problem)
        self.page: Page = self.context.new_page()
        self._worker_session: CDPSession | None = None
        self._registrations: list[str] = []

    def _note_problem(self, problem: WebError) -> None:
        # Chromium reports a page transition that a quick tap cut short as an error of the page.
        if not any(words in str(problem.error) for words in ("ViewTransition", "Transition was skipped")):
            self.problems.append(str(problem.error))

    def _subscribe(self, key: str) -> dict[str, Any]:
        if self.subscription is None:
            self.subscription = self.push_service.subscribe(key)
        return self.subscription.to_json()

    def open(self, path: str) -> Page:
        """Go to a page of Mend."""
        self.page.goto(self.origin + path)
        return self.page

    def tap(self, name: str, *, exact: bool = True) -> None:
        """Tap the button or link with this name."""
        buttons = self.page.get_by_role("button", name=name, exact=exact)
        self.page.get_by_role("link", name=name, exact=exact).or_(buttons).first.click()

    def fill(self, label: str, words: str) -> None:
        """Type into the field with this label."""
        self.page.get_by_label(label, exact=True).fill(words)

    def sees(self, words: str) -> None:
        """Wait until the page shows these words."""
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=PATIENCE_MS)

    def sees_not(self, words: str) -> None:
        """Wait until the page shows these words no more."""
        expect(self.page.get_by_text(words)).to_have_count(0, timeout=PATIENCE_MS)

    def let_receive(self) -> None:
        """Ask for notifications, as on a new phone."""
        self.open("/devices")
        self.page.locator("[data-push-ask]:visible").first.click()
        self.sees("Can receive.")

    def receive(self) -> PushMessage:
        """Wait for the next message at the push service and let Chromium hand it to the worker."""
        assert self.subscription is not None, "this phone has not subscribed"
        message = self.push_service.wait_for(self.subscription, self.received + 1)[self.received]
        self.received += 1
        self.deliver(message.payload.decode())
        return message

    def deliver(self, data: str) -> None:
        """Give a push message to the worker, and wait until it has shown something."""
        session = self._worker()
        self.page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
        worker = self.context.service_workers[-1]
        before = worker.evaluate(COUNT_SHOWN)
        session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self.origin, "registrationId": self._registrations[-1], "data": data},
        )
        worker.evaluate(ONE_MORE_SHOWN, [before, PATIENCE_MS])

    def _worker(self) -> CDPSession:
        if self._worker_session is None:
            self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
            session = self.context.new_cdp_session(self.page)
            session.on("ServiceWorker.workerRegistrationUpdated", self._note_registrations)
            session.send("ServiceWorker.enable")
            while not self._registrations:
                self.page.evaluate("() => new Promise(done => requestAnimationFrame(done))")
            self._worker_session = session
        return self._worker_session

    def _note_registrations(self, event: dict[str, Any]) -> None:
        for registration in event["registrations"]:
            if registration["scopeURL"].startswith(self.origin) and not registration["isDeleted"]:
                self._registrations.append(registration["registrationId"])

    def notifications(self, count: int) -> list[dict[str, str]]:
        """What stands on the lock screen, once it is `count` notifications."""
        shown: list[dict[str, str]] = self.page.evaluate(SHOWN, [count, PATIENCE_MS])
        return shown

    def close(self) -> None:
        """Put the phone away."""
        self.context.close()
