"""What stands before every route: cross-site posts refused, bodies bounded, headers set.

Mistakes of ours end here too. Pure ASGI, for Starlette's BaseHTTPMiddleware wraps streams badly.
"""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mend.errors import N_, DomainError, Malformed
from mend.web.problems import TOO_LARGE, answer_for, answer_for_unforeseen

MAX_BODY_BYTES = 64 * 1024
_LENGTH = re.compile(r"[0-9]{1,18}")
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
    scheme = origin.partition(":")[0]
    return headers.get("origin") in {origin, f"{scheme}://{headers.get('host')}"}


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
        refusal = self._refusal(scope["method"], Headers(scope=scope))
        await _answer(_refusing(refusal) if refusal else self.app, scope, _bounded(receive), send)

    def _refusal(self, method: str, headers: Headers) -> DomainError | None:
        if not is_same_site(method, headers, self.origin):
            return DomainError(N_("This came from another site, so nothing was done."), status=403)
        length = headers.get("content-length", "0")
        if not _LENGTH.fullmatch(length):
            return Malformed(N_("Mend could not read that."))
        if int(length) > MAX_BODY_BYTES:
            return DomainError(TOO_LARGE, status=413)
        return None


def _refusing(refusal: DomainError) -> ASGIApp:
    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        await answer_for(Request(scope, receive), refusal)(scope, receive, send)

    return refuse


async def _answer(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    started = False

    async def note_start(message: Message) -> None:
        nonlocal started
        started = started or message["type"] == "http.response.start"
        await send(message)

    try:
        await app(scope, receive, note_start)
    except ClientDisconnect:
        return  # nobody is left to answer
    except Exception as error:  # noqa: BLE001 - a mistake of ours, whatever it is, is answered and noted
        answer = answer_for_unforeseen(Request(scope, receive), error)
        if started:  # half an answer cannot be taken back: let the server cut the connection
            raise ConnectionAbortedError from None
        await answer(scope, receive, send)


def _bounded(receive: Receive) -> Receive:
    """`receive`, ending with 413 once a body grows past the limit, whatever length it gave."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BODY_BYTES:
            # The framework's own kind of error: any other, raised while it reads JSON, it would make a 400.
            raise HTTPException(413)
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
