"""Pictures in a folder beside the database: the usual storage."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from mend.pictures.storage import StorageFailed

_PRIVATE = 0o600


class Folder:
    """A folder that only its owner looks into, with one folder for each couple."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def where(self) -> str:
        """The folder."""
        return str(self._root)

    def put(self, name: str, content: bytes) -> None:
        """Written beside its place, then moved there; both are on the disk when this returns."""
        path = self._root / name
        draft = path.with_name(f".{path.name}.{uuid4().hex}")
        try:
            for folder in (self._root, path.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE), "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
            for folder in (path.parent, self._root):
                _settle(folder)
        except OSError as error:
            raise StorageFailed from error

    def get(self, name: str) -> bytes | None:
        """What is kept by this name."""
        try:
            return (self._root / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageFailed from error

    def delete(self, *names: str) -> None:
        """Take these away."""
        try:
            for name in names:
                (self._root / name).unlink(missing_ok=True)
        except OSError as error:
            raise StorageFailed from error

    def written_before(self, moment: datetime) -> Iterator[str]:
        """Every file last written before `moment`, drafts as well."""
        try:
            for path in self._root.glob("*/*"):
                if path.stat().st_mtime < moment.timestamp():
                    yield path.relative_to(self._root).as_posix()
        except OSError as error:
            raise StorageFailed from error


def _settle(folder: Path) -> None:
    """That a file has come into the folder is on the disk too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
