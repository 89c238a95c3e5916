"""Bodies larger than a form: taken in to the disk, before anybody waits for them.

What is too large is read to its end all the same, and thrown away: a browser that is still sending does not
hear an answer. The route is told, and shows its page again with a sentence.
"""

import asyncio
from tempfile import SpooledTemporaryFile

from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive, Scope

from mend.errors import N_, DomainError, TooMany

UPLOAD_SECONDS = 120.0  # for fifteen megabytes over two bars of reception
MOST_READ = 128 * 1024 * 1024  # what is larger is not even read to its end
AT_ONCE = 8  # taken in at the same moment, so that they never fill the disk
_IN_MEMORY = 256 * 1024
_PIECE = 64 * 1024
_TOO_LARGE = "mend.too_large"


class Upload:
    """The body of one request: on the disk from a quarter of a megabyte, gone when it is closed."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - `close` is ours
        self._taken = 0

    async def take_in(self, scope: Scope, receive: Receive) -> None:
        """All of the body. Raises `DomainError` for one that never ends (413), or takes too long (408)."""
        try:
            async with asyncio.timeout(UPLOAD_SECONDS):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise ClientDisconnect
                    more = message.get("more_body", False)
                    self._keep(message.get("body", b""))
        except TimeoutError:
            raise DomainError(
                N_("The connection is too slow for this just now. Nothing was lost. Please try again."),
                status=408,
            ) from None
        if self._taken > self._limit:
            scope[_TOO_LARGE] = True
        self._file.seek(0)

    def _keep(self, piece: bytes) -> None:
        self._taken += len(piece)
        if self._taken > MOST_READ:
            raise DomainError(N_("That is far more than Mend can take. Please send less."), status=413)
        if self._taken > self._limit:
            self._file.truncate(0)
            self._file.seek(0)
        else:
            self._file.write(piece)

    def replayed(self, receive: Receive) -> Receive:
        """What a route reads in place of `receive`; nothing of what was too large."""
        ended = False

        async def replay() -> Message:
            nonlocal ended
            if ended:
                return await receive()
            piece = self._file.read(_PIECE)
            ended = not piece
            return {"type": "http.request", "body": piece, "more_body": not ended}

        return replay

    def close(self) -> None:
        """Forget it."""
        self._file.close()


class Uploads:
    """The uploads that are being taken in; at most `AT_ONCE`."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._open = 0

    async def take_in(self, scope: Scope, receive: Receive) -> Upload:
        """The body of a request, whole. `TooMany` when too many others are on their way."""
        if self._open >= AT_ONCE:
            raise TooMany(N_("Much is being sent just now. Please try again in a moment."), retry_after=10)
        self._open += 1
        upload = Upload(self.limit)
        try:
            await upload.take_in(scope, receive)
        except BaseException:
            upload.close()
            raise
        finally:
            self._open -= 1
        return upload


def was_too_large(request: Request) -> bool:
    """Whether the body was more than may be sent here; then nothing of it is left."""
    return bool(request.scope.get(_TOO_LARGE))
