"""The copy people take with them: what both agreed on, what they suggested themselves, and their cloth."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from mend.accounts.models import Person
from mend.agreements.versions import Version, versions
from mend.cloth.stitches import all_stitches
from mend.couples.leaving import Space, spaces_of
from mend.couples.membership import partners


def copy_of(session: Session, person: Person, now: datetime) -> dict[str, Any]:
    """All spaces of `person`, open and closed, ready to be written as JSON. Moments are ISO 8601 in UTC."""
    return {
        "from": "Mend",
        "saved_at": now.isoformat(),
        "name": person.name,
        "email": person.email,
        "spaces": [_space(session, person, space) for space in spaces_of(session, person.id)],
    }


def _space(session: Session, person: Person, space: Space) -> dict[str, Any]:
    names = {member.id: member.name for member in partners(session, space.couple_id)}
    return {
        "with": names[space.partner_id],
        "linked_at": space.linked_at.isoformat(),
        "closed_at": _moment(space.closed_at),
        "agreements": [
            _version(version, names)
            for version in versions(session, space.couple_id)
            if version.accepted_at or version.proposed_by == person.id
        ],
        "stitches": [
            {"day": stitch.day.isoformat(), "kind": stitch.kind.value}
            for stitch in all_stitches(session, space.couple_id)
        ],
    }


def _version(version: Version, names: dict[UUID, str]) -> dict[str, Any]:
    wording = version.wording
    return {
        "number": version.number,
        "phrase": wording.phrase,
        "emoji": wording.emoji,
        "hand_sign": wording.hand_sign,
        "minutes": wording.minutes,
        "soothing": [{"whom": names[who], "words": words} for who, words in wording.soothing.items()],
        "suggested": _act(version.proposed_by, version.proposed_at, names),
        "accepted": _act(version.accepted_by, version.accepted_at, names),
        "set_aside": _act(version.set_aside_by, version.set_aside_at, names),
    }


def _act(who: UUID | None, when: datetime | None, names: dict[UUID, str]) -> dict[str, str] | None:
    return {"by": names[who], "at": when.isoformat()} if who and when else None


def _moment(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
