"""Bodies larger than a form: taken in whole or not at all, and never more of them than the disk bears."""

from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message

from mend.errors import DomainError, TooMany
from mend.web import uploads
from mend.web.uploads import Uploads

pytestmark = pytest.mark.anyio
LIMIT = 300_000


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def sent(*pieces: bytes, then: Message | None = None) -> Callable[[], Awaitable[Message]]:
    """What a server hands over: these pieces, and `then` or silence."""
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    if then is None:
        messages[-1]["more_body"] = False
    else:
        messages.append(dict(then))

    async def receive() -> Message:
        if not messages:
            await anyio.sleep_forever()
        return messages.pop(0)

    return receive


async def read(receive: Callable[[], Awaitable[Message]]) -> bytes:
    found, more = b"", True
    while more:
        message = await receive()
        assert len(message["body"]) <= 65536
        found, more = found + message["body"], message["more_body"]
    return found


@pytest.mark.parametrize("size", [0, 1, LIMIT])
async def test_what_fits_comes_out_as_it_came_in(size: int) -> None:
    scope: dict[str, Any] = {}
    body = bytes(number % 251 for number in range(size))
    upload = await Uploads(LIMIT).take_in(scope, sent(body[: size // 2], body[size // 2 :]))
    assert await read(upload.replayed(sent(b""))) == body
    assert scope == {}
    upload.close()


async def test_what_is_too_large_is_read_to_its_end_and_thrown_away() -> None:
    scope: dict[str, Any] = {}
    receive = sent(b"a" * LIMIT, b"b", b"c" * LIMIT, then={"type": "http.request", "body": b"d"})
    upload = await Uploads(LIMIT).take_in(scope, receive)
    assert scope == {"mend.too_large": True}
    assert await read(upload.replayed(receive)) == b""
    upload.close()


async def test_what_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_READ", 2 * LIMIT)
    with pytest.raises(DomainError) as refused:
        await Uploads(LIMIT).take_in({}, sent(*[b"a" * LIMIT] * 3))
    assert refused.value.status == 413


async def test_who_is_too_slow_or_goes_away_makes_room_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 1)
    monkeypatch.setattr(uploads, "UPLOAD_SECONDS", 0.05)
    taking = Uploads(LIMIT)
    with pytest.raises(ClientDisconnect):
        await taking.take_in({}, sent(b"a", then={"type": "http.disconnect"}))
    slow: list[DomainError] = []

    async def send_slowly() -> None:
        try:
            await taking.take_in({}, sent(b"a", then={"type": "http.request", "more_body": True}))
        except DomainError as error:
            slow.append(error)

    async with anyio.create_task_group() as both:
        both.start_soon(send_slowly)
        await anyio.lowlevel.checkpoint()
        with pytest.raises(TooMany):
            await taking.take_in({}, sent(b"a"))
    assert [error.status for error in slow] == [408]
    (await taking.take_in({}, sent(b"a"))).close()
