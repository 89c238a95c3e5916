"""Many at once, and slow ones among them: nobody may keep the others waiting for long.

Over real connections to a real server, for only there do requests share threads, connections and locks.
"""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI

from mend.accounts.browsers import sign_in
from mend.clock import now
from mend.database import unit_of_work
from mend.secret import load_or_create_secret
from tests.journeys.server import free_socket, serving
from tests.patience import PATIENCE
from tests.people import People

GIVEN_UP_AFTER = PATIENCE  # a standstill fails a test and does not hang it
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def origin(app: FastAPI) -> Iterator[str]:
    listening = free_socket()
    with serving(app, listening):
        yield f"http://localhost:{listening.getsockname()[1]}"


@pytest.fixture
def cookie(app: FastAPI, people: People) -> str:
    with unit_of_work(app.state.engine) as session:
        return "__Host-mend=" + sign_in(session, people.noa, label="Test browser", now=now())


def _follow_zone(origin: str, cookie: str) -> int:
    answer = httpx.post(
        f"{origin}/account/time-zone",
        data={"time_zone": "Europe/Lisbon"},
        headers=OURS | {"Cookie": cookie},
        timeout=GIVEN_UP_AFTER,
    )
    return answer.status_code


def _look(origin: str, cookie: str) -> int:
    return httpx.get(f"{origin}/account", headers={"Cookie": cookie}, timeout=GIVEN_UP_AFTER).status_code


def test_thirty_who_write_and_sixty_who_read_at_once_are_all_answered(origin: str, cookie: str) -> None:
    with ThreadPoolExecutor(90) as crowd:
        writing = [crowd.submit(_follow_zone, origin, cookie) for _ in range(30)]
        reading = [crowd.submit(_look, origin, cookie) for _ in range(60)]
        assert [done.result(GIVEN_UP_AFTER) for done in writing] == [204] * 30
        assert [done.result(GIVEN_UP_AFTER) for done in reading] == [200] * 60


def test_a_body_that_never_ends_holds_nothing_up(origin: str, cookie: str) -> None:
    at = urlsplit(origin)
    slow = [socket.create_connection((at.hostname or "", at.port or 0)) for _ in range(12)]
    for connection in slow:
        connection.sendall(
            f"POST /account/time-zone HTTP/1.1\r\nHost: {at.netloc}\r\nCookie: {cookie}\r\n"
            "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            "Content-Length: 1000\r\n\r\ntime_zone=".encode()
        )
    try:
        assert _follow_zone(origin, cookie) == 204
        assert _look(origin, cookie) == 200
    finally:
        for connection in slow:
            connection.close()


def test_processes_that_start_at_once_agree_on_the_secret(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("data") / "new" / "secret"
    with ThreadPoolExecutor(16) as processes:
        found = [done.result() for done in [processes.submit(load_or_create_secret, path) for _ in range(16)]]
    assert len(set(found)) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret"]
