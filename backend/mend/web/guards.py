"""What stands before every route: cross-site posts refused, bodies taken in and bounded, headers set.

Requests take turns here as well, and mistakes of ours end here. Pure ASGI, for Starlette's BaseHTTPMiddleware
wraps streams badly.
"""

import asyncio
import re
from http import HTTPStatus
from weakref import WeakKeyDictionary

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request, cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mend.errors import N_, DomainError, Malformed, NoToken
from mend.web.cookies import cookie_name
from mend.web.problems import TOO_LARGE, answer_for, answer_for_unforeseen, is_api
from mend.web.uploads import MOST_READ, Upload, Uploads

# Four fields of ten thousand emoji, as forms send them: what is far too long is still read, and shown again
# beside the sentence that says so.
MAX_BODY_BYTES = 512 * 1024
_FORM_AROUND = 16 * 1024  # the fields beside a file, and what stands between them
BODY_SECONDS = 20.0  # for a form over one bar of reception; whoever takes longer can try again
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


def brings_token(headers: Headers) -> bool:
    """Whether a request carries a token of its own, and so needs no site to come from.

    Another site's form cannot set that header, and its script must ask first (a preflight), which Mend never
    grants. Whether the token is any good is asked by the route.
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and bool(token.strip())


class Guards:
    """The guards, as one ASGI middleware.

    At most `at_once` requests are worked on together, the others wait here on the event loop. Each needs one
    thread at a time, so with as many threads as turns a request that holds SQLite's write lock, or the last
    connection of the pool, always gets a thread to go on and give it back.

    A post to a path that `takes_files` may be `largest_file` bytes and the form around it, if it brings the
    cookie of a signed-in browser. Whose that is, the route asks; without one it is a form like any other.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        origin: str,
        at_once: int,
        takes_files: re.Pattern[str],
        largest_file: int,
    ) -> None:
        self.app = app
        self.origin = origin
        self._takes_files = takes_files
        self._uploads = Uploads(largest_file + _FORM_AROUND)
        self._at_once = at_once
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        send = _with_headers(send, secure=self.origin.startswith("https:"))
        refusal = self._refusal(scope["method"], scope["path"], Headers(scope=scope))
        upload: Upload | None = None
        if refusal is None and scope["method"] not in _SAFE_METHODS:
            try:
                if self._may_bring_files(scope["path"], Headers(scope=scope)):
                    upload = await self._uploads.take_in(scope, receive)
                    receive = upload.replayed(receive)
                else:
                    receive = await _taken_in(receive)
            except ClientDisconnect:
                return  # nobody is left to answer
            except DomainError as error:
                refusal = error
        try:
            await _answer(_refusing(refusal) if refusal else self._in_turn, scope, receive, send)
        finally:
            if upload:
                upload.close()

    async def _in_turn(self, scope: Scope, receive: Receive, send: Send) -> None:
        turns = self._turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self._at_once))
        await turns.acquire()
        has_turn = True

        def give_back() -> None:
            nonlocal has_turn
            if has_turn:
                has_turn = False
                turns.release()

        async def send_in_turn(message: Message) -> None:
            give_back()  # the transaction is committed by now; a slow reader must not keep the others waiting
            await send(message)

        try:
            await self.app(scope, receive, send_in_turn)
        finally:
            give_back()

    def _refusal(self, method: str, path: str, headers: Headers) -> DomainError | None:
        if is_api(path):
            if method not in _SAFE_METHODS and not brings_token(headers):
                return NoToken()
        elif not is_same_site(method, headers, self.origin):
            return DomainError(N_("This came from another site, so nothing was done."), status=403)
        length = headers.get("content-length", "0")
        if not _LENGTH.fullmatch(length):
            return Malformed(N_("Mend could not read that."))
        if int(length) > (MOST_READ if self._may_bring_files(path, headers) else MAX_BODY_BYTES):
            return DomainError(TOO_LARGE, status=413)
        return None

    def _may_bring_files(self, path: str, headers: Headers) -> bool:
        name = cookie_name(secure=self.origin.startswith("https:"))
        return bool(self._takes_files.fullmatch(path) and cookie_parser(headers.get("cookie", "")).get(name))


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


async def _taken_in(receive: Receive) -> Receive:
    """All of the body, before anything else is done: a slow sender holds no lock, thread or connection.

    Raises `DomainError` for a body past the limit, whatever length it gave (413), and for one that takes too
    long (408).
    """
    chunks: list[bytes] = []
    taken, more = 0, True
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                chunks.append(message.get("body", b""))
                taken += len(chunks[-1])
                more = message.get("more_body", False)
                if taken > MAX_BODY_BYTES:
                    raise DomainError(TOO_LARGE, status=413)
    except TimeoutError:
        raise DomainError(
            N_("The connection is very slow. Nothing was saved. Please try again."), status=408
        ) from None
    body: list[Message] = [{"type": "http.request", "body": b"".join(chunks), "more_body": False}]

    async def replay() -> Message:
        return body.pop() if body else await receive()

    return replay


def _with_headers(send: Send, *, secure: bool) -> Send:
    async def with_headers(message: Message) -> None:
        # What is not modified was kept with its headers: another set of them would only be longer.
        if message["type"] == "http.response.start" and message["status"] != HTTPStatus.NOT_MODIFIED:
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
            if secure:
                headers.setdefault("Strict-Transport-Security", HSTS)
        await send(message)

    return with_headers
