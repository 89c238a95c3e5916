"""The calendars a person named: added, looked at by the worker now and then, removed.

    (none) ──add──▶ to be looked at ──read──▶ read ⟲ hourly
                        │                      │ ▲
                        └──not read──▶ in trouble ┘  what was read before stays; looked at ever more rarely
    any ──remove, or the space is closed──▶ (none), with every time of it

Adding stores the address and nothing else: it is fetched outside of any transaction (see `looking`). Each is
its owner's alone to see. Nothing is announced to the pages of the two, for that would tell the other.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, select

from mend.busy.addresses import CalendarAddress
from mend.busy.models import BusyCalendar, BusyTime
from mend.busy.sealing import seal, unseal
from mend.busy.trouble import NotRead
from mend.couples.membership import Member, hold_open
from mend.couples.models import Couple
from mend.errors import N_, NotFound, Refused
from mend.wakeups import wake_after_commit

MOST_CALENDARS = 5
TOPIC = "busy calendars"  # what wakes who looks at them
SOONEST_AGAIN = 60.0  # seconds between two looks that are asked for


def add_calendar(
    session: Session,
    member: Member,
    *,
    calendar_id: UUID,
    label: str,
    address: CalendarAddress,
    secret: bytes,
    now: datetime,
) -> BusyCalendar:
    """A calendar to be looked at from now on. The same form twice is one calendar.

    `Refused` for a form that was used for another, and for more calendars than Mend looks at.
    """
    hold_open(session, member.couple_id)
    found = session.get(BusyCalendar, (member.couple_id, calendar_id))
    if found is not None:
        if _is_the_same(found, member, label, address, secret):
            return found
        raise Refused(N_("This form was used for another calendar already. Please send it once more."))
    count = session.exec(select(func.count()).select_from(BusyCalendar).where(*_own(member))).one()
    if count >= MOST_CALENDARS:
        raise Refused(
            N_("Mend looks at %(most)d calendars at most. Please remove one first."), most=MOST_CALENDARS
        )
    added = BusyCalendar(
        couple_id=member.couple_id,
        id=calendar_id,
        person_id=member.person.id,
        label=label,
        host=address.host,
        address=seal(secret, address.url, member.couple_id, member.person.id, calendar_id),
        added_at=now,
        next_look_at=now,
    )
    session.add(added)
    session.flush()
    wake_after_commit(session, TOPIC)
    return added


def remove_calendar(session: Session, member: Member, calendar_id: UUID) -> None:
    """Forget a calendar of the member's with every time of it. `NotFound` for any other."""
    hold_open(session, member.couple_id)
    session.delete(find_calendar(session, member, calendar_id))
    session.flush()


def look_again(session: Session, member: Member, calendar_id: UUID, now: datetime) -> None:
    """Have it looked at now; one that was a moment ago is not."""
    hold_open(session, member.couple_id)
    found = find_calendar(session, member, calendar_id)
    if found.looked_at is None or (now - found.looked_at).total_seconds() >= SOONEST_AGAIN:
        found.next_look_at = now
        session.add(found)
        session.flush()
        wake_after_commit(session, TOPIC)


def find_calendar(session: Session, member: Member, calendar_id: UUID) -> BusyCalendar:
    """A calendar of the member's own; `NotFound` for any other, the partner's among them."""
    found = session.exec(
        select(BusyCalendar)
        .where(*_own(member), BusyCalendar.id == calendar_id)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound(N_("There is nothing here."))
    return found


def calendars_of(session: Session, member: Member) -> list[BusyCalendar]:
    """The member's own calendars, in the order they were added."""
    rows = session.exec(
        select(BusyCalendar)
        .where(*_own(member))
        .order_by(col(BusyCalendar.added_at), col(BusyCalendar.id))
        .execution_options(populate_existing=True)
    )
    return list(rows)


def forget_busy_times(session: Session, now: datetime) -> None:
    """Delete what has passed, and whatever belonged to a space that is closed."""
    closed = select(Couple.id).where(col(Couple.closed_at).is_not(None))
    session.exec(delete(BusyCalendar).where(col(BusyCalendar.couple_id).in_(closed)))
    session.exec(delete(BusyTime).where(col(BusyTime.ends_at) < now))


def _is_the_same(
    found: BusyCalendar, member: Member, label: str, address: CalendarAddress, secret: bytes
) -> bool:
    if (found.person_id, found.label) != (member.person.id, label):
        return False
    try:
        kept = unseal(secret, found.address, found.couple_id, found.person_id, found.id)
    except NotRead:
        return False
    return kept == address.url


def _own(member: Member) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(BusyCalendar.couple_id) == member.couple_id, col(BusyCalendar.person_id) == member.person.id
