"""Answers packed on their way out, so that a page comes quickly over one bar of reception.

Built files come packed already and the stream of changes is never packed: Starlette's middleware leaves both
alone. That a page may mix a secret with words of others does not let anybody guess it by size: the cookie is
SameSite=Lax, so no other site can have a page fetched again and again in somebody's name.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mend.web.assets import accepted_encodings

PACKED_FROM = 800  # bytes; below, everything fits one packet of the network anyway
_LEVEL = 6  # zlib's own default: the last per cent cost more time than they save


class Packing:
    """Packs what is worth it, for whoever takes gzip."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.packed = GZipMiddleware(app, minimum_size=PACKED_FROM, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_answer = scope["type"] == "http"  # and not the server's start, which has no headers
        # Asked here, for Starlette takes "gzip;q=0" for a yes.
        if is_answer and "gzip" in accepted_encodings(Headers(scope=scope).get("accept-encoding", "")):
            await self.packed(scope, receive, _without_needless_vary(send))
        else:
            await self.app(scope, receive, send)


def _without_needless_vary(send: Send) -> Send:
    """Without `Vary` on what no shared cache may keep.

    One browser always asks alike; and a worker's cache that compared the header would not find its page.
    """

    async def trimmed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            kept_by = headers.get("cache-control", "")
            if kept_by.startswith(("no-store", "private")) and headers.get("vary") == "Accept-Encoding":
                del headers["vary"]
            elif headers.get("vary") == "Accept-Encoding, Accept-Encoding":  # once by the file, once by gzip
                headers["vary"] = "Accept-Encoding"
        await send(message)

    return trimmed
