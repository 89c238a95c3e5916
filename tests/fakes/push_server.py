"""The HTTPS server below the push service and the calendars: it answers as it is told, well or badly."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.patience import PATIENCE

DRIP_EVERY = 0.02  # seconds between two bytes of a dripping answer


@dataclass(frozen=True)
class Request:
    """One request as it came in; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


# Answers by which a push service takes a message over.
ACCEPTING = frozenset({200, 201, 202})


@dataclass(frozen=True)
class Reply:
    """A whole answer."""

    status: int
    retry_after: str | None = None
    body: bytes = b""
    location: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    said_length: int | None = None  # instead of the true one


@dataclass(frozen=True)
class Flood:
    """An answer whose body never ends, as fast as it is taken."""

    piece: bytes
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200


@dataclass(frozen=True)
class Stall:
    """No answer at all, for as long as the client stays."""

    status: None = None


@dataclass(frozen=True)
class Drip:
    """An answer that never ends, a byte at a time: within its headers, or within its body after `status`."""

    status: int | None = None


@dataclass(frozen=True)
class Reset:
    """The connection is reset instead of an answer."""

    status: None = None


@dataclass(frozen=True)
class CutOff:
    """The connection ends within the body of an answer.

    Ended, not reset: a reset may overtake the status, and then nobody heard it.
    """

    status: int


Programmed = Reply | Flood | Stall | Drip | Reset | CutOff


class PushServer(ThreadingHTTPServer):
    """Serves on 127.0.0.1 and can end every connection at once, those in the middle of something too."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, context: ssl.SSLContext, answer: Callable[[Request], Programmed]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self._context = context
        self._open: set[socket.socket] = set()
        self._idle = threading.Condition()
        # Set while connections are being ended: whoever keeps a client waiting looks at it.
        self.ending = threading.Event()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In the connection's own thread: TLS first, so that a slow handshake keeps nobody else."""
        secured = self._context.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
        with self._idle:
            self._open.add(secured)
        try:
            secured.do_handshake()
            super().finish_request(secured, client_address)
        except OSError:
            pass  # the client went away, or does not trust us: its affair
        finally:
            secured.close()
            with self._idle:
                self._open.discard(secured)
                self._idle.notify_all()

    def end_connections(self) -> None:
        """Shut every open connection and wait until their threads have let go."""
        self.ending.set()
        with self._idle:
            for connection in self._open:
                with suppress(OSError):  # it is over already
                    # Below TLS: the thread that reads it must not lose its TLS object on the way.
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
            if not self._idle.wait_for(lambda: not self._open, timeout=PATIENCE):
                raise RuntimeError("a connection would not end")
        self.ending.clear()

    def stop(self) -> None:
        """No more connections, and none left."""
        self.shutdown()
        self.server_close()
        self.end_connections()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: PushServer

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def do_GET(self) -> None:
        """Browsers ask for no messages here; answered like anything else."""
        self._handle()

    def do_POST(self) -> None:
        """A message."""
        self._handle()

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.answer(Request(self.command, self.path, headers, body))
        match answer:
            case Reply():
                self._reply(answer)
            case Flood():
                self._flood(answer)
            case Stall():
                self._wait_for_client()
            case Drip(status=None):
                self._drip(b"HTTP/1.1 201 Created\r\nX-Slow: ", b"x")
            case Drip(status=int(status)):
                self._drip(_head(status) + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n")
            case Reset():
                self._reset()
            case CutOff(status):
                self.close_connection = True
                self.wfile.write(_head(status) + b"Content-Length: 1000\r\n\r\nonly the beginning")

    def _reply(self, answer: Reply) -> None:
        self.send_response(answer.status)
        if answer.retry_after is not None:
            self.send_header("Retry-After", answer.retry_after)
        if answer.location is not None:
            self.send_header("Location", answer.location)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Set-Cookie", "who=you; Path=/")
        if answer.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
            length = len(answer.body) if answer.said_length is None else answer.said_length
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(answer.body)

    def _flood(self, answer: Flood) -> None:
        self.close_connection = True
        named = "".join(f"{name}: {value}\r\n" for name, value in answer.headers).encode()
        self.wfile.write(_head(answer.status) + named + b"Transfer-Encoding: chunked\r\n\r\n")
        while not self.server.ending.is_set():
            self.wfile.write(b"%x\r\n%b\r\n" % (len(answer.piece), answer.piece))

    def _drip(self, beginning: bytes, piece: bytes) -> None:
        self.close_connection = True
        self.wfile.write(beginning)
        while not self.server.ending.wait(DRIP_EVERY):
            self.wfile.write(piece)

    def _wait_for_client(self) -> None:
        self.close_connection = True
        self.rfile.read(1)

    def _reset(self) -> None:
        """End with RST, not FIN: no linger, and no good-bye of TLS."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


def _head(status: int) -> bytes:
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
