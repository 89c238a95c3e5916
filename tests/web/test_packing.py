"""Pages are packed on their way out, once, and only where it is worth it."""

import gzip
import re

import pytest
import time_machine
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from mend.clock import now
from mend.web.packing import PACKED_FROM
from tests.people import Visitor

pytestmark = pytest.mark.any_database

# A form that is to be sent once carries an id of its own.
FRESH_IDS = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4,12}){4}")


def raw(visitor: Visitor, path: str, accepts: str = "gzip") -> tuple[dict[str, str], bytes]:
    """Headers and body as they cross the network."""
    with visitor.stream("GET", path, headers={"Accept-Encoding": accepts}) as answer:
        return dict(answer.headers), b"".join(answer.iter_raw())


@pytest.mark.parametrize("path", ["/", "/account", "/us", "/pause", "/nowhere"])
def test_a_page_is_packed_for_who_takes_gzip(noa: Visitor, path: str) -> None:
    with time_machine.travel(now(), tick=False):  # a page says when it was made
        headers, body = raw(noa, path)
        as_it_is = raw(noa, path, "identity")[1]
    assert headers["content-encoding"] == "gzip"
    assert int(headers["content-length"]) == len(body)
    page = gzip.decompress(body)
    assert len(body) < len(page) / 2
    assert FRESH_IDS.sub(b"", page) == FRESH_IDS.sub(b"", as_it_is)


@pytest.mark.parametrize("accepts", ["", "identity", "br", "deflate"])
def test_a_page_comes_as_it_is_for_who_does_not(noa: Visitor, accepts: str) -> None:
    headers, body = raw(noa, "/us", accepts)
    assert "content-encoding" not in headers
    assert body.startswith(b"<!doctype html>")


def test_what_is_small_is_not_packed(app: FastAPI, anyone: Visitor) -> None:
    @app.get("/small")
    def _small() -> Response:
        return HTMLResponse("x" * (PACKED_FROM - 1))

    assert "content-encoding" not in raw(anyone, "/small")[0]


def test_a_stream_of_changes_is_never_packed(app: FastAPI, anyone: Visitor) -> None:
    @app.get("/stream")
    def _stream() -> Response:
        return StreamingResponse(iter(["data: x\n\n"] * 500), media_type="text/event-stream")

    headers, body = raw(anyone, "/stream")
    assert "content-encoding" not in headers
    assert body.startswith(b"data: x")


def test_a_built_file_is_not_packed_twice(anyone: Visitor) -> None:
    page = anyone.get("/sign-in").text
    address = page.partition('<script type="module" src="')[2].partition('"')[0]
    headers, body = raw(anyone, address)
    assert headers["content-encoding"] == "gzip"
    assert not gzip.decompress(body).startswith(b"\x1f\x8b")
    assert headers["vary"] == "Accept-Encoding"


def test_a_picture_is_left_as_it_is(anyone: Visitor) -> None:
    page = anyone.get("/sign-in").text
    address = page.partition('<link rel="apple-touch-icon" href="')[2].partition('"')[0]
    headers, body = raw(anyone, address)
    assert "content-encoding" not in headers
    assert body.startswith(b"\x89PNG")


@pytest.mark.parametrize("path", ["/", "/sign-in", "/pause", "/safety", "/offline"])
@pytest.mark.parametrize("accepts", ["gzip", "identity"])
def test_what_only_its_reader_keeps_does_not_vary(anyone: Visitor, path: str, accepts: str) -> None:
    headers, _ = raw(anyone, path, accepts)
    assert headers["cache-control"].startswith(("no-store", "private"))
    assert "vary" not in headers


def test_what_others_may_keep_says_that_it_varies(app: FastAPI, anyone: Visitor) -> None:
    @app.get("/shared")
    def _shared() -> Response:
        return HTMLResponse("x" * 5000, headers={"Cache-Control": "public, max-age=60"})

    assert raw(anyone, "/shared")[0]["vary"] == "Accept-Encoding"
