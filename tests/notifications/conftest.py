"""What the tests of notifications share: a sender of messages wired to the local push service."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mend.app import post_of
from mend.notifications.answers import Answer
from mend.notifications.outbox import Outbox
from mend.notifications.push import PushSender, Subscription, Urgency
from mend.notifications.vapid import VapidKey, load_or_create
from mend.notifications.worker import Post
from mend.settings import Settings
from mend.web.words import Languages
from tests.fakes.push_service import BrowserSubscription, PushService
from tests.notifications.mailroom import Mailroom

TOPIC = "0123456789abcdef" * 2
CONTACT = "mailto:mend@example.org"


def subscription(phone: BrowserSubscription) -> Subscription:
    """What our server keeps of a phone."""
    return Subscription(phone.endpoint, phone.p256dh, phone.auth)


class Wire:
    """A PushSender that plain tests can call: one event loop for as long as the test lasts."""

    def __init__(self, key: VapidKey, service: PushService, **options: Any) -> None:
        self._runner = asyncio.Runner()
        options = {"hosts": (), "test_origin": service.origin, **options}
        self.key = key
        self.sender = self.run(self._open(key, options))

    async def _open(self, key: VapidKey, options: dict[str, Any]) -> PushSender:
        return await PushSender(key, CONTACT, **options).__aenter__()

    def run(self, coroutine: Any) -> Any:
        """Run a coroutine on the sender's loop."""
        return self._runner.run(coroutine)

    def send(self, phone: BrowserSubscription | Subscription, payload: bytes = b"{}", **how: Any) -> Answer:
        """One try with everything in order, but for what the test says."""
        target = phone if isinstance(phone, Subscription) else subscription(phone)
        how = {"ttl": 60, "urgency": Urgency.HIGH, "topic": TOPIC, "now": datetime.now(UTC), **how}
        answer: Answer = self.run(self.sender.send(target, payload, **how))
        return answer

    def close(self) -> None:
        """Close the connections and the loop."""
        self.run(self.sender.__aexit__(None, None, None))
        self._runner.close()


@pytest.fixture(scope="session")
def vapid_key(tmp_path_factory: pytest.TempPathFactory) -> VapidKey:
    """One VAPID key for the whole run."""
    return load_or_create(tmp_path_factory.mktemp("vapid") / "vapid.pem")


@pytest.fixture
def open_wire(
    vapid_key: VapidKey, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Wire]]:
    """Make a wire with options of PushSender; it trusts the push service as an operator would make it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(push_service.ca_file))
    opened: list[Wire] = []

    def make(**options: Any) -> Wire:
        opened.append(Wire(vapid_key, push_service, **options))
        return opened[-1]

    yield make
    for wire in opened:
        wire.close()


@pytest.fixture
def wire(open_wire: Callable[..., Wire]) -> Wire:
    """A sender that may send to the local push service alone."""
    return open_wire()


@pytest.fixture
def phone(push_service: PushService, vapid_key: VapidKey) -> BrowserSubscription:
    """A phone subscribed with our key."""
    return push_service.subscribe(vapid_key.public_key)


@pytest.fixture
def key_folder(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture
def settings(settings: Settings, push_service: PushService, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of every test, with the local push service trusted and allowed."""
    monkeypatch.setenv("SSL_CERT_FILE", str(push_service.ca_file))
    return settings.model_copy(update={"push_test_origin": push_service.origin})


@pytest.fixture
def post(settings: Settings) -> Post:
    """Our key, our address and our secret."""
    return post_of(settings)


@pytest.fixture
def mailroom(engine: sa.Engine, post: Post, push_service: PushService) -> Mailroom:
    """Outbox, worker and phones on the test's database."""
    outbox = Outbox(Languages(post.settings.frontend_dir / "locale"), post.secret)
    return Mailroom(engine, post, outbox, push_service)
