"""Today's promises on home: one's own to say how they went, the other's to thank for, and a goodnight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from mend.commitments.amends_home import Waiting, waiting_amends
from mend.commitments.days import AHEAD_DAYS
from mend.commitments.entries import SEWN
from mend.commitments.reminder_messages import replaces
from mend.commitments.to_answer import ToAnswer, promises_to_answer
from mend.commitments.today import Shared, Today, promises_for_today
from mend.couples.membership import Member
from mend.notifications.outbox import Outbox
from mend.thanks.jar import thanked_for

EVENING, MORNING = 18, 5  # hours of the reader's clock between which one says goodnight


@dataclass(frozen=True)
class Evening:
    """Today's promises on home, with what only a page needs."""

    today: Today
    amends: Sequence[Waiting]
    shared: Sequence[Shared]
    thanked: frozenset[UUID]
    earliest: date  # the days an occasion can be moved to
    latest: date
    is_late: bool
    to_answer: Sequence[ToAnswer]
    tags: Sequence[str]  # reminders on this phone that have their answer

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to say, to read or to answer, and nothing was said today."""
        asked = self.today.due or self.today.is_done or self.shared
        return not (asked or self.amends or self.to_answer)


def evening_of(session: Session, member: Member, outbox: Outbox, at: datetime) -> Evening:
    """What was shared yesterday stays until it is thanked for: the late evening is read in the morning.

    A miss that was owned is told of by its amends alone.
    """
    today = promises_for_today(session, member, at)
    thanked = thanked_for(session, member, [one.entry_id for one in today.shared])
    hour = at.astimezone(ZoneInfo(member.person.time_zone)).hour
    return Evening(
        today,
        waiting_amends(session, member, at),
        [
            one
            for one in today.shared
            if not one.is_owned
            and (one.shared_on == today.on or (one.outcome in SEWN and one.entry_id not in thanked))
        ],
        frozenset(thanked),
        today.on + timedelta(days=1),
        today.on + timedelta(days=AHEAD_DAYS),
        hour >= EVENING or hour < MORNING,
        promises_to_answer(session, member, at),
        sorted({outbox.tag(member.couple_id, replaces(one.commitment_id)) for one in today.said}),
    )
