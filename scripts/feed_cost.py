"""Measures what a calendar's questions cost after ten years of plans.

    make feed-cost                     200 rounds
    make feed-cost ARGS='--rounds 500'

A conditional request that is answered "not modified", and the whole file. Everything runs in a temporary
folder, on SQLite, without a network in between.
"""

import argparse
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from anyio.from_thread import start_blocking_portal

from mend.app import create_app
from mend.calendar.addresses import make_address
from mend.calendar.models import Titles
from mend.clock import now
from mend.database import create_engine, unit_of_work
from mend.schema import migrate
from mend.settings import Settings
from tests.activities.planners import Planner
from tests.people import Visitor, fill

YEARS, WARM_UP, WHOLE = 10, 20, 5
A_WEEK = timedelta(weeks=1)


def once(visitor: Visitor, path: str, tag: str) -> tuple[float, int, int]:
    """Milliseconds, status and size of one answer."""
    begun = time.perf_counter()
    answer = visitor.get(path, headers={"If-None-Match": tag, "Accept-Encoding": "identity"})
    return (time.perf_counter() - begun) * 1000, answer.status_code, len(answer.content)


def main() -> None:
    """Live ten years of a plan a week, and print the middle of both."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=200)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, start_blocking_portal() as portal:
        settings = Settings(data_dir=Path(folder), public_url="https://mend.test", worker_in_server=False)
        engine = create_engine(settings.database)
        migrate(engine, settings.migrations_dir)
        with unit_of_work(engine) as session:
            people = fill(session)
        app, at = create_app(settings, engine), now()
        noa, ilan = (Planner(engine, app.state.outbox, one) for one in (people.noa, people.ilan))
        for week in range(YEARS * 52, 0, -1):
            then = at - week * A_WEEK
            ilan.take(noa.offer(then + timedelta(days=2), at=then), at=then)
        with unit_of_work(engine) as session:
            path = f"/calendar/{make_address(session, noa.member(session), Titles.FULL, at)}.ics"
        visitor = Visitor(app, portal)
        tag = visitor.get(path).headers["etag"]
        known = [once(visitor, path, tag) for _ in range(WARM_UP + rounds)][WARM_UP:]
        whole = [once(visitor, path, "") for _ in range(WHOLE)]
        assert {status for _, status, _ in known} == {304}
        assert {status for _, status, _ in whole} == {200}
        visitor.close()
        engine.dispose()
    known_ms, whole_ms = (statistics.median(one[0] for one in took) for took in (known, whole))
    print(f"not modified              {known_ms:6.2f} ms (middle of {rounds}; the aim is 5 at most)")
    print(f"whole file, {YEARS} years      {whole_ms:6.0f} ms (middle of {WHOLE}; {whole[0][2] // 1024} KiB)")


if __name__ == "__main__":
    main()
