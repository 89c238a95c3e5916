"""Who looks at the calendars people named: beside the worker's deliveries, and never in their way.

Each look is a task of its own. Claimed in one transaction, fetched and read in none, written down in another.
"""

import asyncio
from functools import partial

import sqlalchemy as sa

from mend.busy.calendars import TOPIC
from mend.busy.fetch import WHOLE_LIMIT, Asker
from mend.busy.looks import AHEAD, Look, Seen, claim_looks, is_any_due, write_down
from mend.busy.reading import read_calendar
from mend.busy.sealing import unseal
from mend.busy.trouble import NotRead, Trouble
from mend.clock import now
from mend.database import unit_of_work
from mend.notifications.worker import note_trouble, whatever_happens
from mend.outward import Resolver, resolve
from mend.wakeups import WAKEUPS

# Reading a large one keeps a core for a second, a name that nobody knows a thread for half a minute: of the
# worker's five threads or more, deliveries need some.
AT_ONCE = 2
LOOK_EVERY = 10.0  # seconds, when nothing wakes us


class Looker:
    """Looks at what is due, on one event loop. The guarantee of one look: one file asked for, one outcome."""

    def __init__(
        self,
        engine: sa.Engine,
        secret: bytes,
        *,
        test_origin: str | None = None,
        limit: float = WHOLE_LIMIT,
        resolver: Resolver = resolve,
    ) -> None:
        """`limit` in seconds for one conversation; the rest as for `Asker`."""
        self._engine, self._secret = engine, secret
        self._test_origin, self._limit, self._resolver = test_origin, limit, resolver

    async def step(self) -> int:
        """One round, waited for: claim, look and write down; returns how many were looked at."""
        looks = self._claim(AT_ONCE)
        async with self._asker() as asker:
            await asyncio.gather(*(self._look(asker, look) for look in looks))
        return len(looks)

    async def run(self) -> None:
        """Look until cancelled; what is under way then is let go, and looked at again later."""
        under_way: set[asyncio.Task[None]] = set()
        async with self._asker() as asker:
            try:
                with WAKEUPS.waiting_for(TOPIC) as waiting:
                    while True:
                        await self._begin(asker, under_way)
                        if len(under_way) < AT_ONCE:
                            await waiting.wait(LOOK_EVERY)
                        else:  # there may be more than there was place for
                            await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in under_way:
                    task.cancel()
                await asyncio.gather(*under_way, return_exceptions=True)

    async def _begin(self, asker: Asker, under_way: set[asyncio.Task[None]]) -> None:
        """Begin to look at what is due, as far as there is place."""
        free = AT_ONCE - len(under_way)
        for look in await whatever_happens("claiming calendars", partial(self._claim, free)) or ():
            task = asyncio.create_task(self._look(asker, look))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            task.add_done_callback(note_trouble)

    def _asker(self) -> Asker:
        return Asker(test_origin=self._test_origin, limit=self._limit, resolver=self._resolver)

    def _claim(self, limit: int) -> list[Look]:
        at = now()
        with unit_of_work(self._engine, writes=False) as session:
            if not limit or not is_any_due(session, at):
                return []
        with unit_of_work(self._engine) as session:
            return claim_looks(session, at, limit)

    async def _look(self, asker: Asker, look: Look) -> None:
        outcome = await self._outcome(asker, look)
        at = now()

        def write() -> None:
            with unit_of_work(self._engine) as session:
                write_down(session, look, outcome, at)

        await asyncio.to_thread(write)

    async def _outcome(self, asker: Asker, look: Look) -> Seen | Trouble:
        try:
            url = unseal(self._secret, look.address, look.couple_id, look.person_id, look.calendar_id)
            fetched = await asker.fetch(url, look.known)
            if fetched.content is None:
                return Seen(None, fetched.known)
            at = now()
            reading = await asyncio.to_thread(read_calendar, fetched.content, look.zone, at, at + AHEAD)
            return Seen(reading, fetched.known)
        except NotRead as error:
            return error.trouble
