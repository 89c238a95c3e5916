"""Asking for a calendar: one guarded conversation, bounded on every side. Nothing here knows the database.

Whoever answers may be anybody. Each address on the way, the first and those of redirects, is looked at as
text and at the network (`mend.outward`); a body is read as far as it may be large, and no further.
"""

import asyncio
import ssl
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpx

from mend.busy.addresses import CalendarAddress, check_address, redirected
from mend.busy.trouble import NotRead, Trouble
from mend.errors import Invalid
from mend.notifications.answers import WENT_WRONG, Failure, failure_of
from mend.outward import GuardedTransport, Resolver, resolve

LARGEST = 5_000_000  # bytes of a calendar, unpacked
WHOLE_LIMIT = 20.0  # seconds for everything: names, connections, redirects and the last byte
MOST_REDIRECTS = 3
LONGEST_ETAG, LONGEST_LAST_MODIFIED = 300, 100  # characters; longer ones are done without

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LOCKED = frozenset({401, 403, 407})
_MISSING = frozenset({404, 410})
_GZIP = 31  # zlib's word for the format of gzip
_TROUBLES = {
    Failure.TIMEOUT: Trouble.SLOW,
    Failure.UNREACHABLE: Trouble.UNREACHABLE,
    Failure.CERTIFICATE: Trouble.CERTIFICATE,
    Failure.FORBIDDEN: Trouble.INWARD,
}


@dataclass(frozen=True)
class Known:
    """What a calendar said of its file the last time; empty for what it did not say."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Fetched:
    """The file, or None where it is as it was; and what to say of it the next time."""

    content: bytes | None = field(repr=False)
    known: Known


class Asker:
    """Fetches calendars. One per event loop, used as an async context manager."""

    def __init__(
        self, *, test_origin: str | None = None, limit: float = WHOLE_LIMIT, resolver: Resolver = resolve
    ) -> None:
        self._test_origin, self._limit = test_origin, limit
        self._client = httpx.AsyncClient(
            # The system's store, so that SSL_CERT_FILE is honoured.
            transport=GuardedTransport(
                ssl.create_default_context(), test_origin=test_origin, resolver=resolver
            ),
            trust_env=False,
            follow_redirects=False,
            timeout=None,  # noqa: S113 - the whole has its limit; httpx's are per read
            headers={"User-Agent": "Mend", "Accept": "text/calendar", "Accept-Encoding": "gzip"},
            # One calendar's cookie is none of another's business.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def fetch(self, url: str, known: Known) -> Fetched:
        """Ask once. Raises NotRead for whatever others do wrong, and nothing else for it."""
        try:
            async with asyncio.timeout(self._limit):
                return await self._ask(check_address(url, self._test_origin), known)
        except Invalid:
            raise NotRead(Trouble.INWARD) from None
        except WENT_WRONG as error:
            raise NotRead(_TROUBLES.get(failure_of(error), Trouble.ANSWER)) from None

    async def _ask(self, address: CalendarAddress, known: Known) -> Fetched:
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        headers = {name: value for name, value in headers.items() if value}
        for _ in range(MOST_REDIRECTS + 1):
            async with self._client.stream("GET", address.url, headers=headers) as answer:
                if answer.status_code not in _REDIRECTS:
                    return await _heard(answer, known)
                location = answer.headers.get("Location", "")
            if not location:
                break
            address = redirected(address, location, self._test_origin)
        raise NotRead(Trouble.REDIRECTS)


async def _heard(answer: httpx.Response, known: Known) -> Fetched:
    status = answer.status_code
    if status == HTTPStatus.NOT_MODIFIED and (known.etag or known.last_modified):
        return Fetched(None, known)
    if status in _LOCKED:
        raise NotRead(Trouble.LOCKED)
    if status in _MISSING:
        raise NotRead(Trouble.MISSING)
    if status != HTTPStatus.OK:
        raise NotRead(Trouble.ANSWER)
    etag = _repeatable(answer.headers.get("ETag", ""), LONGEST_ETAG)
    last_modified = _repeatable(answer.headers.get("Last-Modified", ""), LONGEST_LAST_MODIFIED)
    return Fetched(await _body(answer), Known(etag, last_modified))


def _repeatable(header: str, most: int) -> str:
    """What can be said back to them as it is; else nothing."""
    return header if len(header) <= most and header.isascii() and header.isprintable() else ""


async def _body(answer: httpx.Response) -> bytes:
    """All of it, unpacked; NotRead as soon as it is more than a calendar may have."""
    length = answer.headers.get("Content-Length", "")
    if length.isdecimal() and (len(length) > len(str(LARGEST)) or int(length) > LARGEST):
        raise NotRead(Trouble.TOO_LARGE)
    body = bytearray()
    async for piece in _unpacked(answer):
        body += piece
        if len(body) > LARGEST:
            raise NotRead(Trouble.TOO_LARGE)
    return bytes(body)


async def _unpacked(answer: httpx.Response) -> AsyncIterator[bytes]:
    """The pieces of a body. Of one that is packed never more is unpacked at once than may be read at all."""
    packing = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packing == "identity":
        async for piece in answer.aiter_raw():
            yield piece
        return
    if packing not in ("gzip", "x-gzip"):
        raise NotRead(Trouble.ANSWER)  # not what was asked for
    opened = zlib.decompressobj(_GZIP)
    try:
        async for piece in answer.aiter_raw():
            yield opened.decompress(piece, LARGEST + 1)
    except zlib.error:
        raise NotRead(Trouble.ANSWER) from None
    if not opened.eof:
        raise NotRead(Trouble.CUT_OFF)
