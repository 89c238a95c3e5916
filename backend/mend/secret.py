"""Secrets of the installation: made once, kept in the data folder, readable by their owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

SECRET_BYTES = 32


def load_or_create_secret(path: Path) -> bytes:
    """The installation's own secret at `path`; made there first when there is none."""
    return kept_or_made(path, lambda: secrets.token_bytes(SECRET_BYTES))


def kept_or_made(path: Path, make: Callable[[], bytes]) -> bytes:
    """What is kept at `path`; what `make` gives when there is nothing yet, kept from now on.

    Processes that start at the same moment, on this machine or in containers that share the folder, all end
    with the same: written in full under a name of its own, then linked to `path`, as only the first can.
    Raises OSError when it can be neither read nor written.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, make())
        os.link(draft, path)
    except FileExistsError:
        pass  # another was first: then theirs counts
    finally:
        draft.unlink(missing_ok=True)
    return path.read_bytes()


def _write(path: Path, content: bytes) -> None:
    """Write a file that is new, private and on the disk before this returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
