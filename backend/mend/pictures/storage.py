"""Where pictures are kept: what every storage can do, and how the files of a picture are named.

A file is written before the row that names it is committed, and taken away after the row is gone. Whatever
happens in between leaves a file without a row, which nobody finds and which is swept away later; never a row
without its file. Whoever sweeps touches only what is named as Mend names its files: see `couple_of`.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Protocol
from uuid import UUID

from mend.errors import N_, NotDone

_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NAME = rf"{_ID}(?:\.small)?\.jpg"
_OURS = re.compile(rf"({_ID})/(?:{_NAME}|\.{_NAME}\.[0-9a-f]+)")  # the second is half written


class StorageFailed(NotDone):
    """The storage does not answer, or is full (503). What was asked for can be tried again."""

    status = 503

    def __init__(self) -> None:
        super().__init__(N_("Photographs can’t be kept or fetched just now. Please try again in a while."))


class Storage(Protocol):
    """Files by their names, such as `couple/picture.jpg`. Every verb raises `StorageFailed`."""

    @property
    def where(self) -> str:
        """Where it is, for whoever runs Mend."""

    def put(self, name: str, content: bytes) -> None:
        """Keep `content`, whole or not at all, also if the power fails a moment later."""

    def get(self, name: str) -> bytes | None:
        """What is kept by this name; None when there is nothing."""

    def delete(self, *names: str) -> None:
        """Take these away; one that is gone already is no mistake."""

    def written_before(self, moment: datetime) -> Iterator[str]:
        """The names of all that was written before `moment`, also of what was left half written."""


def names_of(couple_id: UUID, picture_id: UUID) -> tuple[str, str]:
    """The files of a picture: the large one and the small one."""
    return f"{couple_id}/{picture_id}.jpg", f"{couple_id}/{picture_id}.small.jpg"


def couple_of(name: str) -> UUID | None:
    """The couple that a file belongs to, also a half written one; None for what Mend never wrote."""
    ours = _OURS.fullmatch(name)
    return UUID(ours[1]) if ours else None
