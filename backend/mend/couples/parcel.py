"""The copy with pictures in it as one file to take away: a ZIP that is sent as it is made."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from mend.couples.copy import CopiedFile
from mend.pictures.storage import Storage

WORDS = "mend.json"
_PRIVATE = 0o600 << 16


def parcel(words: str, files: Sequence[CopiedFile], storage: Storage, now: datetime) -> Iterator[bytes]:
    """A ZIP, piece by piece: never more than one picture is held.

    A storage that fails in the middle breaks the download off, which a browser says; half a copy never looks
    like a whole one.
    """
    taken = _Pieces()
    with ZipFile(taken, "w") as archive:
        archive.writestr(_entry(WORDS, now, ZIP_DEFLATED), words)
        yield taken.all()
        for file in files:
            picture = storage.get(file.kept_as)
            if picture is not None:  # taken away a moment ago
                archive.writestr(_entry(file.name, now, ZIP_STORED), picture)
                yield taken.all()
    yield taken.all()


def _entry(name: str, now: datetime, packing: int) -> ZipInfo:
    entry = ZipInfo(name, now.timetuple()[:6])
    entry.compress_type, entry.external_attr = packing, _PRIVATE
    return entry


class _Pieces:
    """What a ZIP is written to, and taken from at once."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes, /) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits in here."""

    def close(self) -> None:
        """Nothing is open."""

    def all(self) -> bytes:
        """Everything written since it was asked last."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
