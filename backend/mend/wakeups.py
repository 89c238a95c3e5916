"""Waking up who waits for a change, so that polling is only the truth and never the speed.

Within a process a wake-up is an event; with PostgreSQL it also travels between processes as a NOTIFY, which
the database hands out when the transaction commits. A lost wake-up costs a few seconds, never a message.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

import psycopg
import sqlalchemy as sa
import structlog
from sqlmodel import Session

from mend.database import after_commit

CHANNEL = "mend"
_LISTEN_SECONDS = 1.0  # how long one round of listening lasts before it looks whether to stop

log = structlog.get_logger()


class Wakeups:
    """Who waits for which topic in this process. Safe to wake from any thread."""

    def __init__(self) -> None:
        # Reentrant: a signal that ends the server may wake everybody while its thread holds it.
        self._lock = threading.RLock()
        self._waiting: defaultdict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(
            set
        )

    def wake(self, topic: str) -> None:
        """Wake everybody who waits for `topic`."""
        with self._lock:
            waiting = list(self._waiting.get(topic, ()))
        self._set(waiting)

    def wake_all(self) -> None:
        """Wake everybody: the server is about to stop."""
        with self._lock:
            waiting = [one for group in self._waiting.values() for one in group]
        self._set(waiting)

    @staticmethod
    def _set(waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]]) -> None:
        for loop, event in waiting:
            with suppress(RuntimeError):  # that loop is closed: nobody waits there any more
                loop.call_soon_threadsafe(event.set)

    def join(self, topic: str, event: asyncio.Event) -> Callable[[], None]:
        """Set `event`, on the running loop, whenever `topic` is woken; returns how to end that."""
        entry = (asyncio.get_running_loop(), event)
        with self._lock:
            self._waiting[topic].add(entry)

        def leave() -> None:
            with self._lock:
                self._waiting[topic].discard(entry)
                if not self._waiting[topic]:
                    del self._waiting[topic]

        return leave

    def waiting_for(self, topic: str) -> "Waiting":
        """A context in which wake-ups of `topic` are not missed."""
        return Waiting(self, topic)


class Waiting:
    """One waiter: what wakes it between two waits ends the second at once."""

    def __init__(self, wakeups: Wakeups, topic: str) -> None:
        self._wakeups, self._topic, self._event = wakeups, topic, asyncio.Event()

    def __enter__(self) -> Self:
        self._leave = self._wakeups.join(self._topic, self._event)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    async def wait(self, seconds: float) -> None:
        """Until woken, at most `seconds`."""
        try:
            # Not `wait_for`: woken and cancelled in one breath it forgets that it was cancelled (until 3.12).
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return
        finally:
            self._event.clear()


WAKEUPS = Wakeups()


def wake_after_commit(session: Session, topic: str) -> None:
    """Wake who waits for `topic`, in every process, once this transaction is committed."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_notify(CHANNEL, topic)))
    after_commit(session, lambda: WAKEUPS.wake(topic))


class Listener(threading.Thread):
    """Hands the wake-ups of other processes to this one; does nothing on SQLite, where there are none."""

    def __init__(self, engine: sa.Engine) -> None:
        super().__init__(name="mend-listener", daemon=True)
        self._url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._stopping = threading.Event()

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    WAKEUPS.wake_all()  # whatever came while nobody listened
                    while not self._stopping.is_set():
                        for notice in connection.notifies(timeout=_LISTEN_SECONDS):
                            WAKEUPS.wake(notice.payload)
            except psycopg.Error as error:
                log.warning("listening broke off", kind=type(error).__name__)
                self._stopping.wait(_LISTEN_SECONDS)

    def stop(self) -> None:
        """End within a second or so."""
        self._stopping.set()
        self.join()
