"""The worker: claims what is due, sends it, settles what came of it.

Each delivery is a task of its own, so one slow device delays no other. Nothing is sent inside a transaction.
"""

import asyncio
import random
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from mend.clock import now
from mend.database import unit_of_work
from mend.notifications.answers import judge
from mend.notifications.claims import Claim, claim_due, settle
from mend.notifications.models import Heartbeat
from mend.notifications.outbox import TOPIC
from mend.notifications.push import PushSender, Subscription, Wording, compose
from mend.notifications.receipts import receipt_token
from mend.notifications.vapid import VapidKey
from mend.settings import Settings
from mend.wakeups import WAKEUPS

log = structlog.get_logger()

AT_ONCE = 32  # open conversations with push services; more would only queue at the two cores
LOOK_EVERY = 1.0  # seconds between looks when nothing wakes us: retries and other processes' changes
BEAT_EVERY = timedelta(seconds=10)
CHORES_EVERY = timedelta(minutes=10)
REST_AFTER_TROUBLE = 2.0  # seconds, when the database did not answer
NAME = "worker"

Chore = Callable[[Session, datetime], None]


@dataclass(frozen=True)
class Post:
    """What the worker needs to send: our key, our address and the secret behind receipts."""

    settings: Settings
    key: VapidKey
    secret: bytes

    def sender(self) -> PushSender:
        """A sender for the running event loop."""
        settings = self.settings
        return PushSender(
            self.key, settings.push_contact, settings.push_hosts, test_origin=settings.push_test_origin
        )

    def payload(self, claim: Claim, at: datetime) -> bytes:
        """The message of one claim (see `push.compose`)."""
        told, delivery = claim.notification, f"{claim.delivery.couple_id}.{claim.delivery.id}"
        return compose(
            title=told.title,
            body=told.body,
            lang=told.lang,
            direction="rtl" if told.direction == "rtl" else "ltr",
            tag=told.tag,
            navigate=self.settings.origin + told.path,
            delivery=delivery,
            kind=told.kind,
            until=told.expires_at,
            sent=at,
            receipt=receipt_token(self.secret, delivery),
            ended=Wording(told.ended_title, told.ended_body),
            silent=told.silent,
            badge=0,
        )


class Worker:
    """Sends what the outbox holds, on one event loop."""

    def __init__(self, engine: sa.Engine, post: Post, chores: Sequence[Chore] = ()) -> None:
        self._engine, self._post, self._chores = engine, post, chores
        self._beaten_at = self._chores_done_at = datetime.min.replace(tzinfo=now().tzinfo)

    def claim(self, limit: int) -> list[Claim]:
        """What is due, ours to try."""
        with unit_of_work(self._engine) as session:
            return claim_due(session, now(), limit)

    async def send(self, sender: PushSender, claim: Claim) -> None:
        """Try one claim and settle it."""
        at, told, device = now(), claim.notification, claim.device
        seconds_left = int((told.expires_at - at).total_seconds())
        if seconds_left <= 0:
            return  # the next look settles it as expired
        answer = await sender.send(
            Subscription(device.endpoint, device.p256dh, device.auth),
            self._post.payload(claim, at),
            ttl=seconds_left,
            urgency=told.urgency,
            topic=told.topic,
            now=at,
        )
        at = now()
        outcome = judge(
            answer, tries=claim.delivery.tries, now=at, deadline=told.expires_at, chance=random.random
        )

        def write() -> None:
            with unit_of_work(self._engine) as session:
                settle(session, claim, outcome, at)

        await asyncio.to_thread(write)

    async def step(self) -> int:
        """One round, waited for: claim, send and settle; returns how many were tried."""
        claims = self.claim(AT_ONCE)
        async with self._post.sender() as sender:
            await asyncio.gather(*(self.send(sender, claim) for claim in claims))
        return len(claims)

    async def run(self, stopping: threading.Event) -> None:
        """Work until `stopping` is set and what is under way has ended."""
        under_way: set[asyncio.Task[None]] = set()
        async with self._post.sender() as sender:
            with WAKEUPS.waiting_for(TOPIC) as waiting:
                while not stopping.is_set():
                    try:
                        await asyncio.to_thread(self._keep_house)
                        claims = await asyncio.to_thread(self.claim, AT_ONCE - len(under_way))
                    except SQLAlchemyError as error:
                        log.error("the worker could not read the outbox", kind=type(error).__name__)
                        await waiting.wait(REST_AFTER_TROUBLE)
                        continue
                    for claim in claims:
                        task = asyncio.create_task(self.send(sender, claim))
                        under_way.add(task)
                        task.add_done_callback(under_way.discard)
                        task.add_done_callback(_note_trouble)
                    await waiting.wait(0 if len(claims) == AT_ONCE else LOOK_EVERY)
            if under_way:
                await asyncio.wait(under_way)

    def _keep_house(self) -> None:
        at = now()
        if at - self._beaten_at >= BEAT_EVERY:
            with unit_of_work(self._engine) as session:
                session.merge(Heartbeat(name=NAME, at=at))
            self._beaten_at = at
        if at - self._chores_done_at >= CHORES_EVERY:
            for chore in self._chores:
                with unit_of_work(self._engine) as session:
                    chore(session, at)
            self._chores_done_at = at


def _note_trouble(task: "asyncio.Task[None]") -> None:
    # The lease runs out and the delivery is tried again; the operator hears of it.
    if not task.cancelled() and (error := task.exception()):
        log.error("a delivery broke off", kind=type(error).__name__)


class WorkerThread(threading.Thread):
    """The worker beside the server, as Mend runs it on SQLite."""

    def __init__(self, worker: Worker) -> None:
        super().__init__(name="mend-worker", daemon=True)
        self._worker, self._stopping = worker, threading.Event()

    def run(self) -> None:
        with suppress(KeyboardInterrupt):
            asyncio.run(self._worker.run(self._stopping))

    def stop(self) -> None:
        """Finish what is under way, then end."""
        self._stopping.set()
        WAKEUPS.wake(TOPIC)
        self.join()
