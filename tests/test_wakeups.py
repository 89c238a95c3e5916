"""Waiting to be woken: what ends it, and what is never lost on the way."""

import asyncio

import pytest

from mend.wakeups import Wakeups

pytestmark = pytest.mark.any_database
LONG = 3600.0


@pytest.mark.parametrize("turns", range(5))
def test_who_is_woken_and_cancelled_in_one_breath_is_cancelled(turns: int) -> None:
    wakeups = Wakeups()

    async def waits() -> None:
        with wakeups.waiting_for("something") as waiting:
            while True:
                await waiting.wait(LONG)

    async def ends() -> bool:
        task = asyncio.create_task(waits())
        await asyncio.sleep(0)
        wakeups.wake("something")
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        for _ in range(10):  # turns of the loop, no time: it ends at once or not at all
            await asyncio.sleep(0)
        ended = task.done()
        task.cancel()
        await asyncio.wait({task})
        return ended

    assert asyncio.run(ends())
