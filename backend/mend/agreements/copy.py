"""The agreement's part of the copy people take with them."""

from typing import Any

from sqlmodel import Session

from mend.agreements.versions import Version, versions
from mend.couples.copy import Copied


def copied_agreements(session: Session, copied: Copied) -> list[dict[str, Any]]:
    """Every version both agreed on, and those the reader suggested, the newest first."""
    return [
        _version(version, copied)
        for version in versions(session, copied.couple_id)
        if version.accepted_at or version.proposed_by == copied.reader_id
    ]


def _version(version: Version, copied: Copied) -> dict[str, Any]:
    wording = version.wording
    return {
        "number": version.number,
        "phrase": wording.phrase,
        "emoji": wording.emoji,
        "hand_sign": wording.hand_sign,
        "minutes": wording.minutes,
        "soothing": [{"whom": copied.names[who], "words": words} for who, words in wording.soothing.items()],
        "suggested": copied.act(version.proposed_by, version.proposed_at),
        "accepted": copied.act(version.accepted_by, version.accepted_at),
        "set_aside": copied.act(version.set_aside_by, version.set_aside_at),
    }
