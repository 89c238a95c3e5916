"""Doing several things in the same moment, each in a thread of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from mend.errors import DomainError
from tests.patience import PATIENCE

GIVEN_UP_AFTER = PATIENCE  # a deadlock fails a test and does not hang it


def at_once(*deeds: Callable[[], object]) -> list[DomainError | None]:
    """Start all `deeds` together; what each was refused with, in order. Other errors are raised."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> DomainError | None:
        start.wait(GIVEN_UP_AFTER)
        try:
            deed()
        except DomainError as error:
            return error
        return None

    with ThreadPoolExecutor(len(deeds)) as threads:
        return [done.result(GIVEN_UP_AFTER) for done in [threads.submit(do, deed) for deed in deeds]]
