"""Measures what a calendar's questions cost after one, five and ten years of plans.

    make feed-cost                     200 rounds
    make feed-cost ARGS='--rounds 500'

A conditional request that is answered "not modified", and the whole file as it streams. Everything runs in a
temporary folder, on SQLite, through the application itself, without a network or a server in between. Each is
given as processor time of this process, which other work on the machine does not change much, and as time on
the clock. The size of "not modified" is all that goes back over the wire in HTTP/1.1: the status line, every
header with those a server adds (date, server), and the empty line after them.
"""

import argparse
import asyncio
import gc
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from mend.app import create_app
from mend.calendar.addresses import make_address
from mend.calendar.models import Titles
from mend.clock import now
from mend.couples.membership import member_of
from mend.database import create_engine, unit_of_work
from mend.schema import migrate
from mend.settings import Settings
from tests.calendar.years import years_of_plans
from tests.people import People, fill

YEARS, WARM_UP, WHOLE = (1, 5, 10), 20, 5
# What uvicorn writes around the headers of an answer.
STATUS_LINE = "HTTP/1.1 304 Not Modified\r\n"
OF_THE_SERVER = "date: Thu, 26 Nov 2026 02:00:00 GMT\r\nserver: uvicorn\r\n\r\n"


@dataclass(frozen=True)
class Answer:
    """One answer: milliseconds, and what came."""

    processor: float
    clock: float
    status: int
    headers: list[tuple[str, str]]
    pieces: list[int]  # bytes of each that was streamed

    @property
    def head_size(self) -> int:
        """Bytes of the answer without a body."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        return len(STATUS_LINE + lines + OF_THE_SERVER)


async def ask(app: FastAPI, path: str, tag: str) -> Answer:
    """One request, as a server hands it to the application."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"mend.test"), (b"if-none-match", tag.encode())],
        "client": ("192.0.2.1", 50000),
        "server": ("mend.test", 443),
        "state": {},
    }
    sent: list[dict[str, Any]] = []
    asked = False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()  # nobody hangs up
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    processor, clock = time.process_time(), time.perf_counter()
    await app(scope, receive, send)
    processor, clock = time.process_time() - processor, time.perf_counter() - clock
    head, *rest = sent
    headers = [(name.decode(), value.decode()) for name, value in head["headers"]]
    pieces = [len(message.get("body", b"")) for message in rest]
    return Answer(processor * 1000, clock * 1000, head["status"], headers, pieces)


def house(folder: Path, years: int, at: datetime) -> tuple[FastAPI, str]:
    """An application whose first couple planned something each week, and the path of a calendar of theirs."""
    settings = Settings(data_dir=folder, public_url="https://mend.test", worker_in_server=False)
    engine = create_engine(settings.database)
    migrate(engine, settings.migrations_dir)
    with unit_of_work(engine) as session:
        people: People = fill(session)
    with unit_of_work(engine) as session:
        member = member_of(session, people.noa)
        assert member is not None
        years_of_plans(session, member, years, at)
        key = make_address(session, member, Titles.FULL, at)
    return create_app(settings, engine), f"/calendar/{key}.ics"


async def measure(app: FastAPI, path: str, rounds: int) -> tuple[list[Answer], list[Answer]]:
    """What is known already, and the whole file, so many times each."""
    tag = dict((await ask(app, path, "")).headers)["etag"]
    known = [await ask(app, path, tag) for _ in range(WARM_UP + rounds)][WARM_UP:]
    gc.collect()
    whole = [await ask(app, path, "") for _ in range(WHOLE)]
    assert {answer.status for answer in known} == {304}
    assert {answer.status for answer in whole} == {200}
    return known, whole


def middle(answers: list[Answer]) -> str:
    """Processor time and time on the clock, the middle of all."""
    processor = statistics.median(answer.processor for answer in answers)
    clock = statistics.median(answer.clock for answer in answers)
    return f"{processor:8.2f} ms of processor, {clock:8.2f} ms on the clock"


def main() -> None:
    """Ask after each span of years, and print the middle of all answers."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=200)
    rounds = arguments.parse_args().rounds
    for years in YEARS:
        with tempfile.TemporaryDirectory() as folder:
            app, path = house(Path(folder), years, now())
            known, whole = asyncio.run(measure(app, path, rounds))
            app.state.engine.dispose()
        pieces = [size for size in whole[0].pieces if size]
        print(f"{years:2} years of a plan a week")
        print(f"  not modified  {middle(known)}; {known[0].head_size} bytes (aim: 5 ms, 300 bytes)")
        print(
            f"  whole file    {middle(whole)}; {sum(pieces) / 1024:.0f} KiB "
            f"in {len(pieces)} pieces of {max(pieces) / 1024:.0f} KiB at most"
        )


if __name__ == "__main__":
    main()
