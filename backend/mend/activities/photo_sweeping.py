"""Who takes lost pictures away: beside the worker's deliveries, once a day, and never in their way.

The storage may be far away and slow: it is asked in a thread, which holds no transaction meanwhile.
"""

import asyncio
import threading
from functools import partial

import sqlalchemy as sa

from mend.activities.photos import sweep_pictures
from mend.clock import now
from mend.database import unit_of_work
from mend.notifications.worker import whatever_happens
from mend.pictures.storage import Storage

# Seconds. Whoever restores or moves something has a while to see what was started, before anything goes.
FIRST_AFTER = 3600.0
EVERY = 24 * 3600.0


class Sweeper:
    """Sweeps now and then, on one event loop."""

    def __init__(self, engine: sa.Engine, storage: Storage, *, first_after: float = FIRST_AFTER) -> None:
        self._engine, self._storage, self._first_after = engine, storage, first_after

    async def run(self) -> None:
        """Sweep until cancelled; what is under way then ends with the file or the page it is at."""
        ended = threading.Event()
        try:
            await asyncio.sleep(self._first_after)
            while True:
                await whatever_happens("sweeping pictures", partial(self._sweep, ended))
                await asyncio.sleep(EVERY)
        finally:
            ended.set()

    def _sweep(self, ended: threading.Event) -> None:
        with unit_of_work(self._engine, writes=False) as session:
            sweep_pictures(session, self._storage, now(), ended=ended.is_set)
