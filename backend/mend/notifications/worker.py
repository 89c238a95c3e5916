"""The worker: claims what is due, sends it, settles what came of it.

Each delivery is a task of its own, so one slow device delays no other. Nothing is sent inside a transaction.
"""

import asyncio
import random
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
import structlog
from sqlmodel import Session

from mend.clock import now
from mend.database import unit_of_work
from mend.errors import places_of
from mend.notifications.answers import GaveUp, NeverAgain, Outcome, judge
from mend.notifications.claims import Claim, claim_due, is_anything_due, settle
from mend.notifications.message import Button, MessageTooLarge, Wording, compose
from mend.notifications.models import Heartbeat, Notification
from mend.notifications.outbox import TOPIC
from mend.notifications.push import PushSender, Subscription
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

Result = TypeVar("Result")
Chore = Callable[[Session, datetime], None]
# What works beside it on its event loop, until it is cancelled.
Companion = Callable[[], Coroutine[Any, Any, None]]


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
        """The message of one claim (see `message.compose`)."""
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
            silent=claim.silent,
            badge=0,
            actions=[self._button(told, action) for action in told.actions],
        )

    def _button(self, told: Notification, action: Mapping[str, Any]) -> Button:
        """One of `told`'s buttons; where nothing is posted after all, it leads to a page."""
        origin, post = self.settings.origin, action["post"]
        if post is None:
            return Button(action["name"], action["title"], origin + action["path"])
        whose = {"person": str(told.recipient_id), "couple": str(told.couple_id)}
        says = {"to": action["path"], **whose, **post}
        return Button(action["name"], action["title"], origin + told.path, says)


class Worker:
    """Sends what the outbox holds, on one event loop."""

    def __init__(
        self,
        engine: sa.Engine,
        post: Post,
        chores: Sequence[Chore] = (),
        companions: Sequence[Companion] = (),
    ) -> None:
        self._engine, self._post, self._chores, self._companions = engine, post, chores, companions
        self._beaten_at = self._chores_done_at = datetime.min.replace(tzinfo=UTC)

    def claim(self, limit: int) -> list[Claim]:
        """What is due, ours to try, at most `limit`. It looks first: an idle worker takes no write lock."""
        at = now()
        with unit_of_work(self._engine, writes=False) as session:
            if not limit or not is_anything_due(session, at):
                return []
        with unit_of_work(self._engine) as session:
            return claim_due(session, at, limit)

    async def send(self, sender: PushSender, claim: Claim) -> None:
        """Try one claim and settle it."""
        outcome = await self._try(sender, claim)
        at = now()

        def write() -> None:
            with unit_of_work(self._engine) as session:
                settle(session, claim, outcome, at)

        await asyncio.to_thread(write)

    async def _try(self, sender: PushSender, claim: Claim) -> Outcome:
        at, told, device = now(), claim.notification, claim.device
        seconds_left = int((told.expires_at - at).total_seconds())
        if seconds_left <= 0:
            return GaveUp("its time was over")
        try:
            payload = self._post.payload(claim, at)
        except MessageTooLarge:
            return NeverAgain("the message is too large")
        answer = await sender.send(
            Subscription(device.endpoint, device.p256dh, device.auth),
            payload,
            ttl=seconds_left,
            urgency=told.urgency,
            topic=told.topic,
            now=at,
        )
        return judge(
            answer, tries=claim.delivery.tries, now=now(), deadline=told.expires_at, chance=random.random
        )

    async def step(self) -> int:
        """One round, waited for: claim, send and settle; returns how many were tried."""
        claims = self.claim(AT_ONCE)
        async with self._post.sender() as sender:
            await asyncio.gather(*(self.send(sender, claim) for claim in claims))
        return len(claims)

    async def run(self, stopping: threading.Event) -> None:
        """Work until `stopping` is set and what is under way has ended."""
        under_way: set[asyncio.Task[None]] = set()
        beside = [asyncio.create_task(companion()) for companion in self._companions]
        for task in beside:
            task.add_done_callback(note_trouble)
        async with self._post.sender() as sender:
            with WAKEUPS.waiting_for(TOPIC) as waiting:
                while not stopping.is_set():
                    free = AT_ONCE - len(under_way)
                    claims = await whatever_happens("claiming", partial(self.claim, free))
                    for claim in claims or ():
                        task = asyncio.create_task(self.send(sender, claim))
                        under_way.add(task)
                        task.add_done_callback(under_way.discard)
                        task.add_done_callback(note_trouble)
                    if claims is None:
                        await waiting.wait(REST_AFTER_TROUBLE)
                        continue
                    await self._keep_house()
                    if len(claims) < free:  # else more may be due than there was place for
                        await waiting.wait(LOOK_EVERY)
                    elif len(under_way) >= AT_ONCE:
                        await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            for task in beside:
                task.cancel()
            if left := under_way.union(beside):
                await asyncio.wait(left)

    async def _keep_house(self) -> None:
        """A sign of life, which says that the outbox could be read, and the chores; each when it is time."""
        at = now()
        if at - self._beaten_at >= BEAT_EVERY:
            self._beaten_at = at
            await whatever_happens("a sign of life", partial(self._beat, at))
        if at - self._chores_done_at >= CHORES_EVERY:
            self._chores_done_at = at
            for chore in self._chores:
                await whatever_happens(chore.__name__, partial(self._do, chore, at))

    def _beat(self, at: datetime) -> None:
        with unit_of_work(self._engine) as session:
            session.merge(Heartbeat(name=NAME, at=at))

    def _do(self, chore: Chore, at: datetime) -> None:
        with unit_of_work(self._engine) as session:
            chore(session, at)


async def whatever_happens(what: str, do: Callable[[], Result]) -> Result | None:
    """Do it in a thread; None when it failed, whatever the reason: an ended worker delivers nothing more."""
    try:
        return await asyncio.to_thread(do)
    except Exception as error:  # noqa: BLE001 - see above
        _tell_operator(f"the worker failed at {what}", error)
        return None


def note_trouble(task: "asyncio.Task[None]") -> None:
    """Tell the operator when a task broke off."""
    # The lease runs out and the delivery is tried again; the operator hears of it.
    if not task.cancelled() and (error := task.exception()):
        _tell_operator("a task of the worker broke off", error)


def _tell_operator(event: str, error: BaseException) -> None:
    log.error(event, kind=type(error).__name__, places=places_of(error))


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
