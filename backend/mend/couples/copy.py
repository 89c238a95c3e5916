"""The copy people take with them: everything both agreed on, and what they suggested themselves.

What belongs into it is known to the features, which stand above: each hands in a part of its own (see `app`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from mend.accounts.models import Person
from mend.couples.leaving import Space, spaces_of
from mend.couples.membership import partners


@dataclass(frozen=True)
class Copied:
    """One space, open or closed, and for whom it is copied. Both have a name there."""

    space: Space
    reader_id: UUID
    names: Mapping[UUID, str]

    @property
    def couple_id(self) -> UUID:
        """Whose rows are copied."""
        return self.space.couple_id

    def act(self, who: UUID | None, when: datetime | None) -> dict[str, str] | None:
        """What somebody did, as it stands in a copy; None for what nobody did."""
        return {"by": self.names[who], "at": when.isoformat()} if who and when else None


# What a feature adds to each space, ready to be written as JSON. Moments are ISO 8601 in UTC.
Part = Callable[[Session, Copied], Any]


@dataclass(frozen=True)
class CopiedFile:
    """A file that goes along: its name in the copy, and what the storage of pictures calls it."""

    name: str
    kept_as: str


# The files a feature adds to each space.
FilePart = Callable[[Session, Copied], Sequence[CopiedFile]]


def copy_of(session: Session, person: Person, parts: Mapping[str, Part], now: datetime) -> dict[str, Any]:
    """All spaces of `person`, open and closed, each with these `parts` by their names."""
    return {
        "from": "Mend",
        "saved_at": now.isoformat(),
        "name": person.name,
        "email": person.email,
        "spaces": [_space(session, person, space, parts) for space in spaces_of(session, person.id)],
    }


def files_of(session: Session, person: Person, parts: Sequence[FilePart]) -> list[CopiedFile]:
    """The files that go along with the copy of `person`, of all spaces."""
    spaces = [_copied(session, person, space) for space in spaces_of(session, person.id)]
    return [file for copied in spaces for part in parts for file in part(session, copied)]


def _copied(session: Session, person: Person, space: Space) -> Copied:
    names = {member.id: member.name for member in partners(session, space.couple_id)}
    return Copied(space, person.id, names)


def _space(session: Session, person: Person, space: Space, parts: Mapping[str, Part]) -> dict[str, Any]:
    copied = _copied(session, person, space)
    return {
        "with": copied.names[space.partner_id],
        "linked_at": space.linked_at.isoformat(),
        "closed_at": space.closed_at.isoformat() if space.closed_at else None,
        **{name: part(session, copied) for name, part in parts.items()},
    }
