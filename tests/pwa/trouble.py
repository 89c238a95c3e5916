"""A server in trouble: Mend itself, with answers on chosen paths replaced as a broken line or proxy would."""

import asyncio
import json
import threading
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Receive, Scope, Send

from tests.patience import PATIENCE


@dataclass(frozen=True)
class Answer:
    """What stands in for Mend's answer."""

    status: int
    body: str = ""
    content_type: str = "application/problem+json"
    headers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def problem(cls, status: int, detail: str) -> "Answer":
        """An error in Mend's own shape."""
        return cls(status, json.dumps({"status": status, "detail": detail}))


@dataclass(frozen=True)
class Seen:
    """A request that arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """Its form fields."""
        return dict(parse_qsl(self.body.decode()))


@dataclass
class Trouble:
    """Programmed by the test, read by the server. Answers are for a path, or for "POST /path" alone.

    What is in `stuck` has arrived, but goes no further until `unstick`.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    stuck: set[str] = field(default_factory=set)
    seen: list[Seen] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def posts(self, path: str) -> list[Seen]:
        """The posts to `path` so far."""
        with self.arrived:
            return [one for one in self.seen if one.method == "POST" and one.path == path]

    def wait_for_posts(self, path: str, count: int) -> list[Seen]:
        """The posts to `path`, once there are `count`."""
        with self.arrived:
            found = self.arrived.wait_for(lambda: len(self._posts(path)) >= count, timeout=PATIENCE)
            assert found, f"only {len(self._posts(path))} posts to {path}"
            return self._posts(path)

    def _posts(self, path: str) -> list[Seen]:
        return [one for one in self.seen if one.method == "POST" and one.path == path]

    def wait_while_stuck(self, what: str) -> None:
        """Go no further until the test says so; it forgets no request for longer than a test may take."""
        with self.arrived:
            self.arrived.wait_for(lambda: what not in self.stuck, timeout=2 * PATIENCE)

    def unstick(self) -> None:
        """Let everything go on."""
        with self.arrived:
            self.stuck.clear()
            self.arrived.notify_all()

    def note(self, seen: Seen) -> None:
        """Remember a request."""
        with self.arrived:
            self.seen.append(seen)
            self.arrived.notify_all()


class Troubled:
    """The middleware."""

    def __init__(self, app: ASGIApp, *, trouble: Trouble) -> None:
        self.app, self.trouble = app, trouble

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = b""
        if scope["method"] == "POST":
            more = True
            while more:
                message = await receive()
                body += message.get("body", b"")
                more = message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.trouble.note(Seen(scope["method"], scope["path"], headers, body))
        await asyncio.to_thread(self.trouble.wait_while_stuck, f"{scope['method']} {scope['path']}")
        answers = self.trouble.answers
        answer = answers.get(f"{scope['method']} {scope['path']}") or answers.get(scope["path"])
        if answer is None:
            await self.app(scope, _replay(body, receive) if scope["method"] == "POST" else receive, send)
            return
        given = [(b"content-type", answer.content_type.encode())]
        given += [(name.encode(), value.encode()) for name, value in answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": given})
        await send({"type": "http.response.body", "body": answer.body.encode()})


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> object:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again  # type: ignore[return-value]
