"""Measures what README and docs/figures.md claim, on a fresh clone of the last commit, and prints a table.

    make figures                  the starts, the sizes and the first load
    make figures ARGS=--tests     also `make test`, in that clone

Everything is set up in a temporary folder with empty caches, so that the first start is what a stranger sees.
It downloads from PyPI and npm; the seconds are those of this machine and this network.
"""

import argparse
import contextlib
import gzip
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
FIRST_START_SECONDS = 600  # how long a first start may take before it counts as failed
SECOND_STARTS = 5
SET_UP = (".venv", ".tools", "frontend/node_modules", "frontend/dist")


class Loaded(HTMLParser):
    """The addresses a browser fetches by itself when it reads a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note scripts, styles, pictures, the icon and the manifest."""
        of = dict(attrs)
        wanted = (
            of.get("src")
            if tag in {"script", "img"}
            else of.get("href")
            if tag == "link"
            and {"stylesheet", "icon", "manifest", "modulepreload"} & set((of.get("rel") or "").split())
            else None
        )
        if wanted and wanted.startswith("/") and wanted not in self.addresses:
            self.addresses.append(wanted)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def fetch(port: int, path: str) -> tuple[int, bytes, dict[str, str]]:
    """Status, body as it travels (packed) and headers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "br, gzip", "Accept": "text/html,*/*"})
        answer = connection.getresponse()
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


@contextlib.contextmanager
def running(clone: Path, environment: dict[str, str]) -> Iterator[tuple[int, float]]:
    """`make run` in the clone; gives its port and the seconds until it first answered."""
    port = free_port()
    begun = time.perf_counter()
    process = subprocess.Popen(
        ["make", "--silent", "run"],
        cwd=clone,
        env=environment | {"PORT": str(port)},
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        start_new_session=True,
    )
    try:
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                fetch(port, "/livez")
                break
            if process.poll() is not None or time.perf_counter() - begun > FIRST_START_SECONDS:
                raise SystemExit("`make run` did not come up.")
            time.sleep(0.01)
        yield port, time.perf_counter() - begun
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def megabytes(folder: Path) -> float:
    """What a folder takes on the disk, links not followed."""
    return sum(path.lstat().st_blocks * 512 for path in folder.rglob("*")) / 1e6


def first_load(port: int, page: str) -> dict[str, int]:
    """Bytes on the wire of `page` and of all it loads by itself, by kind; bodies only."""
    status, body, headers = fetch(port, page)
    if status != http.HTTPStatus.OK:
        raise SystemExit(f"{page} answered {status}.")
    html = body
    if headers.get("content-encoding") == "gzip":
        html = gzip.decompress(body)
    else:
        body = gzip.compress(body, 6)  # what Caddy makes of it on the way
    loaded = Loaded()
    loaded.feed(html.decode())
    sizes = {"HTML": len(body), "JavaScript": 0, "CSS": 0, "the rest": 0}
    for address in loaded.addresses:
        _, content, _ = fetch(port, address)
        kind = {"js": "JavaScript", "css": "CSS"}.get(address.rsplit(".", 1)[-1], "the rest")
        sizes[kind] += len(content)
    return sizes


def row(what: str, value: str, how: str) -> None:
    """One line of the table."""
    print(f"| {what} | {value} | {how} |", flush=True)


def clean_environment(folder: Path) -> dict[str, str]:
    """This environment with empty caches and a data folder of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAKE", "MFLAGS", "MEND_", "VIRTUAL_ENV"))
        and name not in {"DATABASE_URL", "DATA_DIR", "PYTHONDONTWRITEBYTECODE"}
    }
    return kept | {
        "DATA_DIR": str(folder / "data"),
        "UV_CACHE_DIR": str(folder / "uv-cache"),
        "PIP_NO_CACHE_DIR": "1",
        "npm_config_cache": str(folder / "npm-cache"),
    }


def measure_starts(clone: Path, environment: dict[str, str], page: str) -> None:
    """The first start, the starts after it, the sizes, the first load."""
    with running(clone, environment) as (port, seconds):
        row("first start, empty caches", f"{seconds:.1f} s", "`make run` until it answers")
        loads = first_load(port, page)
    sizes = {name: megabytes(clone / name) for name in SET_UP}
    parts = ", ".join(f"{name} {size:.0f}" for name, size in sizes.items() if size >= 1)
    row("what it set up", f"{sum(sizes.values()):.0f} MB", f"on the disk: {parts}")
    again = []
    for _ in range(SECOND_STARTS):
        with running(clone, environment) as (_, seconds):
            again.append(seconds)
    row(
        "second start",
        f"{statistics.median(again):.2f} s",
        f"`make run`, the middle of {SECOND_STARTS}; slowest {max(again):.2f} s",
    )
    for kind, size in loads.items():
        row(f"first load: {kind}", f"{size / 1000:.1f} KB", f"`{page}`, as it travels")
    row(
        "first load: all",
        f"{sum(loads.values()) / 1000:.1f} KB",
        f"`{page}`, without the service worker's precache",
    )


def measure_tests(clone: Path, environment: dict[str, str]) -> None:
    """`make test` from the set-up on, and how many tests there are."""
    begun = time.perf_counter()
    finished = subprocess.run(
        ["make", "--silent", "test"],
        cwd=clone,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - begun
    closing = (
        re.sub(r"\x1b\[[0-9;]*m|=", "", finished.stdout.strip().splitlines()[-1]).strip()
        if finished.stdout.strip()
        else ""
    )
    row("`make test`", f"{seconds:.0f} s", closing if finished.returncode == 0 else f"failed: {closing}")
    if finished.returncode:
        print(finished.stdout[-4000:], finished.stderr[-4000:], sep="\n", file=sys.stderr)


def main() -> None:
    """Clone, measure, print."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--tests", action="store_true", help="also run the tests")
    arguments.add_argument("--page", default="/", help="the page a first visit opens (default: /)")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="mend-figures-") as name:
        folder = Path(name)
        clone = folder / "mend"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(PROJECT), str(clone)], check=True)
        environment = clean_environment(folder)
        row("figure", "value", "how")
        row("---", "---", "---")
        measure_starts(clone, environment, asked.page)
        if asked.tests:
            measure_tests(clone, environment)


if __name__ == "__main__":
    main()
