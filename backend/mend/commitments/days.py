"""The days of a promise: of which of them its owner may say something, and what was said."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from mend.commitments.entry_models import FollowThrough, Outcome
from mend.commitments.lifetime import Lifetime, lifetime_of
from mend.commitments.models import CommitmentWording
from mend.commitments.shelf import Promise
from mend.couples.membership import Member
from mend.errors import N_, Invalid, Refused

BACK_DAYS = 30  # so far back a day can be filled in
AHEAD_DAYS = 30  # so far ahead an occasion can be moved
_ONE_DAY = timedelta(days=1)


def today_of(member: Member, now: datetime) -> date:
    """The day it is where the member is."""
    return now.astimezone(ZoneInfo(member.person.time_zone)).date()


@dataclass(frozen=True)
class Day:
    """A day of a promise of one's own: the words that counted, what was said, and why nothing can be now."""

    words: str
    entry: FollowThrough | None
    closed: Invalid | None


def day_of(session: Session, member: Member, promise: Promise, day: date, now: datetime) -> Day:
    """A day of a promise the member keeps."""
    life = lifetime_of(session, member.couple_id, promise.id, member.person.time_zone)
    entry = counting_entry(session, member, promise.id, day)
    number = entry.wording_number if entry else (life.wording_on(day) or (promise.wording.number,))[0]
    wording = session.get_one(CommitmentWording, (member.couple_id, promise.id, number))
    try:
        check_day(life, day, entry, today_of(member, now), waited=False)
    except Invalid as closed:
        return Day(wording.words, entry, closed)
    return Day(wording.words, entry, None)


def counting_entry(
    session: Session, member: Member, commitment_id: UUID, occasion_on: date
) -> FollowThrough | None:
    """What the member said of this day of the promise, if anything."""
    return session.exec(
        select(FollowThrough)
        .where(
            FollowThrough.couple_id == member.couple_id,
            FollowThrough.commitment_id == commitment_id,
            FollowThrough.person_id == member.person.id,
            FollowThrough.occasion_on == occasion_on,
            col(FollowThrough.superseded_at).is_(None),
            col(FollowThrough.withdrawn_at).is_(None),
        )
        .execution_options(populate_existing=True)
    ).first()


def check_keeper(promise: Promise, member: Member) -> None:
    """`Refused` for the other's promise, and for one that is only offered."""
    if not promise.is_kept_by(member.person.id):
        raise Refused(
            N_("This promise is %(name)s’s own word. Only %(name)s says how it went."),
            name=member.partner.name,
        )
    if promise.agreed is None:
        raise Refused(N_("You have not both said yes to this yet."))


def check_day(
    life: Lifetime, day: date, counting: FollowThrough | None, today: date, *, waited: bool
) -> None:
    """`Invalid` (field "on") for a day of which nothing can be said; `waited`: the tap is from before."""
    if day > today + waited * _ONE_DAY:
        raise Invalid(N_("This day is still to come."), field="on")
    # An occasion that was moved may be entered for as long after the day it was moved to.
    asked_last = max(day, counting.moved_to) if counting and counting.moved_to else day
    if (today - asked_last).days > BACK_DAYS:
        raise Invalid(
            N_("This day is more than %(days)d days back. It can stay as it is."), field="on", days=BACK_DAYS
        )
    if life.begins_after(day):
        raise Invalid(N_("You had not both said yes to this promise yet on that day."), field="on")
    if not life.is_active_on(day):
        raise Invalid(N_("The promise was resting or at its end on that day."), field="on")
    if not life.comes_up_on(day) and counting is None:
        raise Invalid(N_("The promise did not come up on that day."), field="on")


def check_new_day(outcome: Outcome, moved_to: date | None, day: date, tapped_on: date) -> None:
    """`Invalid` (field "moved_to") unless a moved occasion, and only one, names a day ahead."""
    if outcome is not Outcome.MOVED:
        if moved_to is not None:
            raise Invalid(N_("A new day goes with “Moved to” only."), field="moved_to")
        return
    if moved_to is None:
        raise Invalid(N_("Please choose the new day."), field="moved_to")
    if moved_to <= max(day, tapped_on):
        raise Invalid(N_("Please choose a day after today."), field="moved_to")
    if (moved_to - tapped_on).days > AHEAD_DAYS:
        raise Invalid(
            N_("Please choose a day within the next %(days)d days."), field="moved_to", days=AHEAD_DAYS
        )
