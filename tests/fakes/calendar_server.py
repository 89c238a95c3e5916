"""Somebody's calendar on this machine, over real TLS: it answers as the test says, and notes the questions.

    server = CalendarServer.start(folder)
    url = server.answers("/noa.ics", Reply(200, body=...), Reply(304))   # the last one for ever
    ...
    assert server.asked[-1].headers["if-none-match"] == ...

Trust `server.ca_file`, and let the guard accept `server.origin`.
"""

import ssl
import threading
from pathlib import Path
from typing import Self

from tests.fakes.certificates import make_certificates
from tests.fakes.push_server import Programmed, PushServer, Reply, Request


class CalendarServer:
    """One running server."""

    def __init__(self, folder: Path) -> None:
        self._lock = threading.Lock()
        self._programmed: dict[str, list[Programmed]] = {}
        self.asked: list[Request] = []
        self.ca_file, server_file = make_certificates(folder, "localhost")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(server_file)
        self._server = PushServer(context, self._answer)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="calendars")
        self.origin = f"https://localhost:{self._server.server_port}"

    @classmethod
    def start(cls, folder: Path) -> Self:
        """Serve on a free port of 127.0.0.1."""
        server = cls(folder)
        server._thread.start()
        return server

    def stop(self) -> None:
        """End every connection and the server."""
        self._server.stop()
        self._thread.join()

    def clear(self) -> None:
        """Forget everything, and let go whoever is still being kept."""
        with self._lock:
            self._programmed.clear()
            self.asked.clear()
        self._server.end_connections()

    def answers(self, path: str, *answers: Programmed) -> str:
        """Answer requests to `path` like this, in this order, the last one for ever; returns its address."""
        with self._lock:
            self._programmed[path] = list(answers)
        return self.origin + path

    def _answer(self, request: Request) -> Programmed:
        with self._lock:
            self.asked.append(request)
            left = self._programmed.get(request.path.partition("?")[0], [Reply(404)])
            return left.pop(0) if len(left) > 1 else left[0]
