"""Asking for a calendar over the real wire, well and badly answered."""

import asyncio
import gzip
from collections.abc import Sequence
from typing import Any

import pytest

from mend.busy.fetch import LARGEST, Asker, Fetched, Known
from mend.busy.trouble import NotRead, Trouble
from tests.busy.calendars import GOOGLE
from tests.fakes.calendar_server import CalendarServer
from tests.fakes.push_server import CutOff, Drip, Flood, Programmed, Reply, Reset, Stall

NEW = Known()
PACKED = (("Content-Encoding", "gzip"),)


def ask(
    runner: asyncio.Runner, server: CalendarServer, url: str, known: Known = NEW, **options: Any
) -> Fetched:
    async def once() -> Fetched:
        async with Asker(**{"test_origin": server.origin, **options}) as asker:
            return await asker.fetch(url, known)

    return runner.run(once())


def trouble(runner: asyncio.Runner, server: CalendarServer, url: str, **options: Any) -> Trouble:
    with pytest.raises(NotRead) as refusal:
        ask(runner, server, url, **options)
    assert "secret" not in repr(refusal.value)
    return refusal.value.trouble


def test_a_calendar_is_fetched_and_asked_for_what_is_new(
    runner: asyncio.Runner, server: CalendarServer
) -> None:
    said = (("ETag", '"one"'), ("Last-Modified", "Fri, 20 Nov 2026 10:00:00 GMT"))
    url = server.answers("/noa.ics", Reply(200, body=GOOGLE, headers=said), Reply(304))
    first = ask(runner, server, url)
    assert first.content == GOOGLE
    second = ask(runner, server, url, first.known)
    assert (second.content, second.known) == (None, first.known)
    before, after = (request.headers for request in server.asked)
    assert "if-none-match" not in before
    assert (after["if-none-match"], after["if-modified-since"]) == tuple(value for _, value in said)
    assert all({"cookie", "referer", "authorization"}.isdisjoint(headers) for headers in (before, after))


def test_a_packed_calendar_is_unpacked(runner: asyncio.Runner, server: CalendarServer) -> None:
    url = server.answers("/noa.ics", Reply(200, body=gzip.compress(GOOGLE, mtime=0), headers=PACKED))
    assert ask(runner, server, url).content == GOOGLE


def test_redirects_are_followed_three_times_and_without_a_cookie(
    runner: asyncio.Runner, server: CalendarServer
) -> None:
    server.answers("/3", Reply(308, location="/noa.ics?key=1"))
    server.answers("/2", Reply(302, location=f"{server.origin}/3"))
    server.answers("/noa.ics", Reply(200, body=GOOGLE))
    assert ask(runner, server, server.answers("/1", Reply(301, location="2"))).content == GOOGLE
    assert [request.path for request in server.asked] == ["/1", "/2", "/3", "/noa.ics?key=1"]
    assert all("cookie" not in request.headers for request in server.asked)
    before = server.answers("/0", Reply(301, location="1"))
    server.answers("/1", Reply(301, location="2"))
    assert trouble(runner, server, before) is Trouble.REDIRECTS


BOMB = gzip.compress(bytes(LARGEST + 1), mtime=0)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Reply(304), Trouble.ANSWER),  # nobody asked
        (Reply(204), Trouble.ANSWER),
        (Reply(500), Trouble.ANSWER),
        (Reply(503, retry_after="3600"), Trouble.ANSWER),
        (Reply(401), Trouble.LOCKED),
        (Reply(403), Trouble.LOCKED),
        (Reply(404), Trouble.MISSING),
        (Reply(410), Trouble.MISSING),
        (Reset(), Trouble.UNREACHABLE),
        (CutOff(200), Trouble.UNREACHABLE),
        (Stall(), Trouble.SLOW),
        (Drip(), Trouble.SLOW),
        (Drip(200), Trouble.SLOW),
        (Flood(b"BEGIN:VCALENDAR\r\n" * 4096), Trouble.TOO_LARGE),
        (Flood(BOMB, headers=PACKED), Trouble.TOO_LARGE),
        (Reply(200, body=b"BEGIN:VCALENDAR", said_length=1_000_000_000), Trouble.TOO_LARGE),
        (Reply(200, body=BOMB, headers=PACKED), Trouble.TOO_LARGE),
        (Reply(200, body=gzip.compress(GOOGLE, mtime=0)[:-9], headers=PACKED), Trouble.CUT_OFF),
        (Reply(200, body=GOOGLE, headers=PACKED), Trouble.ANSWER),
        (Reply(200, body=GOOGLE, headers=(("Content-Encoding", "br"),)), Trouble.ANSWER),
        (Reply(302), Trouble.REDIRECTS),
        (Reply(302, location="/it"), Trouble.REDIRECTS),  # to itself
        (Reply(302, location="http://calendar.example.org/"), Trouble.INWARD),
        (Reply(302, location="https://10.0.0.1/"), Trouble.INWARD),
        (Reply(302, location="https://169.254.169.254/latest/meta-data/"), Trouble.INWARD),
        (Reply(302, location="https://[::1]/"), Trouble.INWARD),
        (Reply(302, location="https://localhost:1/"), Trouble.INWARD),
        (Reply(302, location="file:///etc/passwd"), Trouble.INWARD),
        (Reply(302, location="https://inward.example.org/"), Trouble.INWARD),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_whatever_is_answered_has_a_name(
    runner: asyncio.Runner, server: CalendarServer, answer: Programmed, expected: Trouble
) -> None:
    asked: list[str] = []

    async def resolver(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if host == "localhost" else ["142.250.74.10", "192.168.0.1"]

    url = server.answers("/it", answer)
    limit = 0.3 if expected is Trouble.SLOW else 20.0
    assert trouble(runner, server, f"{url}?key=secret", resolver=resolver, limit=limit) is expected
    assert set(asked) <= {"localhost", "inward.example.org"}


def test_a_name_that_leads_inward_is_never_connected_to(
    runner: asyncio.Runner, server: CalendarServer
) -> None:
    async def inward(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    async def nowhere(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    url = "https://calendar.example.org/secret.ics"
    assert trouble(runner, server, url, resolver=inward) is Trouble.INWARD
    assert trouble(runner, server, url, resolver=nowhere) is Trouble.UNREACHABLE
    assert trouble(runner, server, "https://127.0.0.1/secret", resolver=inward) is Trouble.INWARD
    assert server.asked == []


def test_who_cannot_prove_their_name_is_not_listened_to(
    runner: asyncio.Runner, server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    url = server.answers("/noa.ics", Reply(200, body=GOOGLE))
    assert trouble(runner, server, url) is Trouble.CERTIFICATE
    assert server.asked == []


def test_a_tag_that_cannot_be_repeated_is_done_without(
    runner: asyncio.Runner, server: CalendarServer
) -> None:
    for tag in ('"é"', '"' + "x" * 400 + '"'):
        url = server.answers("/noa.ics", Reply(200, body=GOOGLE, headers=(("ETag", tag),)))
        assert ask(runner, server, url).known == NEW
