"""What stands before every route: cross-site posts refused, bodies bounded, headers set.

Mistakes of ours end here too. Pure ASGI, for Starlette's BaseHTTPMiddleware wraps streams badly.
"""

from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mend.errors import N_, DomainError
from mend.web.problems import answer_for, answer_for_unforeseen

MAX_BODY_BYTES = 64 * 1024
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
HSTS = "max-age=31536000"


def is_same_site(method: str, headers: Headers, origin: str) -> bool:
    """Whether a request may change something: its own pages sent it.

    Browsers say so in Sec-Fetch-Site; older ones in Origin. A post with neither is no browser's.
    """
    if method in _SAFE_METHODS:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    sent_from = headers.get("origin")
    return sent_from is not None and sent_from in {
        origin,
        f"http://{headers.get('host')}",
        f"https://{headers.get('host')}",
    }


class Guards:
    """The guards, as one ASGI middleware."""

    def __init__(self, app: ASGIApp, *, origin: str) -> None:
        self.app = app
        self.origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        send = _with_headers(send, secure=self.origin.startswith("https:"))
        headers = Headers(scope=scope)
        if not is_same_site(scope["method"], headers, self.origin):
            refusal = DomainError(N_("This came from another site, so nothing was done."), status=403)
        elif int(headers.get("content-length") or 0) > MAX_BODY_BYTES:
            refusal = _too_large()
        else:
            await self._answer(scope, _bounded(receive), send)
            return
        await answer_for(Request(scope, receive), refusal)(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def note_start(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, note_start)
        except Exception as error:
            answer = answer_for_unforeseen(Request(scope, receive), error)
            if started:  # half an answer cannot be taken back: let the server cut the connection
                raise ConnectionAbortedError from None
            await answer(scope, receive, send)


def _too_large() -> DomainError:
    return DomainError(N_("That is more than Mend can take at once. Please send less."), status=413)


def _bounded(receive: Receive) -> Callable[[], Awaitable[Message]]:
    """`receive`, ending with 413 once a body without a length grows past the limit."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BODY_BYTES:
            raise _too_large()
        return message

    return bounded


def _with_headers(send: Send, *, secure: bool) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
            if secure:
                headers.setdefault("Strict-Transport-Security", HSTS)
        await send(message)

    return with_headers
