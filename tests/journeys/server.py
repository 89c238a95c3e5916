"""The real server on a real port of this machine, its worker running, for browsers to talk to."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI


class ServerThread(threading.Thread):
    """uvicorn on a socket of its own."""

    def __init__(self, app: FastAPI, listening: socket.socket) -> None:
        super().__init__(name="mend-under-test", daemon=True)
        self._app, self._socket = app, listening
        self._server = uvicorn.Server(
            uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=2, ws="none")
        )

    def run(self) -> None:
        self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """End the streams, then the server."""
        self._app.state.stopping.set()
        self._server.should_exit = True
        self.join()


def free_socket() -> socket.socket:
    """A listening socket on a port nobody uses."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    return listening


@contextmanager
def serving(app: FastAPI, listening: socket.socket) -> Iterator[None]:
    """Serve `app` for as long as the block lasts. Connections wait in the socket until it is up."""
    server = ServerThread(app, listening)
    server.start()
    try:
        yield
    finally:
        server.stop()
