"""The cloth's part of the copy people take with them."""

from sqlmodel import Session

from mend.cloth.stitches import all_stitches
from mend.couples.copy import Copied


def copied_stitches(session: Session, copied: Copied) -> list[dict[str, str]]:
    """Every stitch with its day and what it is for; whose doing it was stands nowhere."""
    return [
        {"day": stitch.day.isoformat(), "kind": stitch.kind.value}
        for stitch in all_stitches(session, copied.couple_id)
    ]
