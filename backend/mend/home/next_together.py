"""What is next together on home: talks and plans in one order, wherever they come from; and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from fastapi import Request
from sqlmodel import Session

from mend.activities import plan_rows
from mend.activities.plan_rows import PlanRow
from mend.activities.rituals import pages as ritual_pages
from mend.activities.rituals.pages import RitualRow
from mend.couples.membership import Member
from mend.talks import pages as talk_pages
from mend.talks.pages import Row

SOON = timedelta(hours=24)
_UNDER_WAY = {"booked", "under_way", "planned", "over"}  # what has a time; the rest waits for an answer


@dataclass(frozen=True)
class Next:
    """A card on home: a talk, a plan, or a ritual that waits for an answer."""

    kind: Literal["talk", "plan", "ritual"]
    row: Row | PlanRow | RitualRow


def next_together(request: Request, session: Session, member: Member, now: datetime) -> list[Next]:
    """All of the next 24 hours and what runs or was a moment ago; else the first of the next seven days.

    After it, what waits for the member's answer.
    """
    found = [
        *(Next("talk", row) for row in talk_pages.pressing_for(request, session, member, now)),
        *(Next("plan", row) for row in plan_rows.pressing_for(request, session, member, now)),
        *(Next("ritual", row) for row in ritual_pages.pressing_for(request, session, member, now)),
    ]
    timed = sorted((one for one in found if one.row.state in _UNDER_WAY), key=lambda one: one.row.said.moment)
    soon = [one for one in timed if one.row.said.moment - now <= SOON]
    return [*(soon or timed[:1]), *_waiting(found)]


def _waiting(found: Sequence[Next]) -> list[Next]:
    return [one for one in found if one.row.state not in _UNDER_WAY]
