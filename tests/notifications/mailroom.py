"""The outbox with everything around it real: database, worker, phones at the local push service."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.accounts.browsers import sign_in, who_is
from mend.accounts.models import Person
from mend.clock import now
from mend.couples.leaving import close_space
from mend.couples.membership import member_of
from mend.database import unit_of_work
from mend.notifications.devices import register_device
from mend.notifications.message import Wording
from mend.notifications.models import Delivery, Device, Notification
from mend.notifications.outbox import TOPIC, Action, Message, Outbox
from mend.notifications.push import Subscription, Urgency
from mend.notifications.worker import Post, Worker
from mend.wakeups import WAKEUPS
from mend.web.words import words_in
from tests.fakes.push_service import BrowserSubscription, PushService

Result = TypeVar("Result")
PATIENCE = 10.0  # seconds until a condition that never comes fails a test


def until(condition: Callable[[], object]) -> None:
    """Wait for `condition`, which another thread or another process brings about."""
    pause = threading.Event()
    deadline = asyncio.new_event_loop()
    try:
        end = deadline.time() + PATIENCE
        while not condition():
            assert deadline.time() < end, "what was waited for never came"
            pause.wait(0.005)
    finally:
        deadline.close()


def at_once(*things: Callable[[], Result]) -> list[Result]:
    """Do all of them at the same moment, each in a thread; their results in order."""
    start = threading.Barrier(len(things))

    def one(thing: Callable[[], Result]) -> Result:
        start.wait(PATIENCE)
        return thing()

    with ThreadPoolExecutor(len(things)) as threads:
        return list(threads.map(one, things))


@contextmanager
def meanwhile(thing: Callable[[], Result]) -> Iterator["Future[Result]"]:
    """Begin `thing` in a thread; it has ended when the block has."""
    with ThreadPoolExecutor(1) as threads:
        begun = threads.submit(thing)
        yield begun
        begun.result(PATIENCE)


def until_somebody_waits(engine: sa.Engine) -> None:
    """Until a transaction waits for another's lock. SQLite does not tell; there the order is kept anyway."""
    if engine.dialect.name != "postgresql":
        return
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )

    def somebody_waits() -> bool:
        with engine.connect() as connection:
            return bool(connection.execute(waiting).scalar_one())

    until(somebody_waits)


class Mailroom:
    """What tests of the outbox do all the time."""

    def __init__(self, engine: sa.Engine, post: Post, outbox: Outbox, service: PushService) -> None:
        self.engine, self.post, self.outbox, self.service = engine, post, outbox, service

    def do(self, verb: Callable[..., Result], *given: Any, **named: Any) -> Result:
        """Call a verb in a transaction of its own."""
        with unit_of_work(self.engine) as session:
            return verb(session, *given, **named)

    def phone(self, person_id: UUID, label: str = "Phone") -> BrowserSubscription:
        """Another device of this person, subscribed and registered."""
        subscription = self.service.subscribe(self.post.key.public_key)
        self.do(self.register, person_id, subscription, label=label)
        return subscription

    def register(
        self, session: Session, person_id: UUID, phone: BrowserSubscription, label: str = "Phone"
    ) -> Device:
        """Register `phone` with a new browser of this person."""
        token = sign_in(session, person_id, label=label, now=now())
        found = who_is(session, token, now())
        assert found is not None
        person, browser = found
        return register_device(
            session,
            person,
            browser,
            Subscription(phone.endpoint, phone.p256dh, phone.auth),
            server_key=self.post.key.public_key,
            hosts=(),
            test_origin=self.service.origin,
            now=now(),
        )

    def couple_of(self, person_id: UUID) -> UUID:
        """The couple this person belongs to."""
        with unit_of_work(self.engine, writes=False) as session:
            member = member_of(session, person_id)
            assert member is not None
            return member.couple_id

    def close(self, person_id: UUID) -> None:
        """This person steps away."""
        with unit_of_work(self.engine) as session:
            member = member_of(session, person_id)
            assert member is not None
            close_space(session, member, now())

    def tell_in(
        self,
        session: Session,
        person_id: UUID,
        *,
        key: str = "first",
        about: str = "pause:1",
        replaces: str = "pause",
        lasts: timedelta = timedelta(minutes=20),
        title: str = "Teapot · back 20:40",
        kind: str = "pause",
        at: datetime | None = None,
        due: timedelta = timedelta(0),
        except_device: UUID | None = None,
        actions: tuple[Action, ...] = (),
        is_signal: bool = True,
    ) -> Notification:
        """Tell this person something of a pause."""
        at = at or now()
        recipient = session.get(Person, person_id)
        member = member_of(session, person_id)
        assert recipient is not None
        assert member is not None
        return self.outbox.tell(
            session,
            Message(
                kind=kind,
                title=title,
                body="Nothing to answer.",
                ended=Wording("Teapot is over", "Nothing to answer."),
                path="/pauses/1",
                words=words_in(self.post.settings.frontend_dir / "locale", "en"),
                urgency=Urgency.HIGH,
                is_signal=is_signal,
                actions=actions,
            ),
            couple_id=member.couple_id,
            recipient=recipient,
            about=about,
            dedupe_key=key,
            replaces=replaces,
            expires_at=at + lasts,
            now=at,
            due_at=at + due,
            except_device=except_device,
        )

    def tell(self, person_id: UUID, **how: Any) -> UUID:
        """The same in a transaction of its own; the notification's id."""
        return self.do(self.tell_in, person_id, **how).id

    def deliveries(self) -> list[Delivery]:
        """Every delivery, in the order they were made."""
        with unit_of_work(self.engine, writes=False) as session:
            return list(session.exec(select(Delivery).order_by(col(Delivery.id))))

    def delivery(self) -> Delivery:
        """The only delivery."""
        [one] = self.deliveries()
        return one

    def states(self) -> list[str]:
        """How far every delivery is."""
        return [delivery.state.value for delivery in self.deliveries()]

    def devices(self) -> list[Device]:
        """Every device."""
        with unit_of_work(self.engine, writes=False) as session:
            return list(session.exec(select(Device).order_by(col(Device.id))))

    def worker(self, **chores: Any) -> Worker:
        """A worker as the server has it."""
        return Worker(self.engine, self.post, **chores)

    def step(self) -> int:
        """One round of a worker; how many deliveries it tried."""
        return asyncio.run(self.worker().step())

    @contextmanager
    def working(self, worker: Worker | None = None) -> Iterator[None]:
        """A worker at work in a thread, as `mend worker` runs it."""
        stopping = threading.Event()
        with meanwhile(lambda: asyncio.run((worker or self.worker()).run(stopping))):
            try:
                yield
            finally:
                stopping.set()
                WAKEUPS.wake(TOPIC)
