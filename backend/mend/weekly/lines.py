"""What each brings into the meeting: something good to plan, or an issue. Both must want the same one.

    brought in ──the other wants it──▶ wanted       (one of each kind in a meeting)
    wanted ──────let go──────────────▶ let go       (something good only; either, at any time after)

Bringing a line in is its author's yes to it. An issue begins as a talk at the other's yes: see `issue`.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from mend.couples.membership import Member, hold_open
from mend.errors import N_, Invalid, NotFound, Refused
from mend.live.events import announce
from mend.notifications.outbox import Outbox
from mend.weekly.issue import talk_now
from mend.weekly.meeting import meeting_under_way
from mend.weekly.models import LineKind, WeeklyLine

MOST_BROUGHT = 10  # of a kind in a meeting: more is no choice for one evening
FARTHEST = timedelta(days=366)


def bring_in(
    session: Session,
    member: Member,
    meeting_id: UUID,
    *,
    line_id: UUID,
    kind: LineKind,
    words: str,
    on_day: date | None = None,
    now: datetime,
) -> WeeklyLine:
    """Let the other see a line; something good may name its day. The same id again is the same line.

    `Refused` when both have chosen already, when the list is full and for an id with other content, `Invalid`
    for a day that has passed or is more than a year ahead, `Gone` when the meeting is over.
    """
    hold_open(session, member.couple_id)
    known = session.get(WeeklyLine, (member.couple_id, line_id), populate_existing=True)
    if known is not None:
        said = (known.meeting_id, known.kind, known.words, known.on_day, known.brought_by)
        if said != (meeting_id, kind, words, on_day, member.person.id):
            raise Refused(N_("This line was brought in before, with other words. Please write it again."))
        return known
    meeting_under_way(session, member, meeting_id, now)
    if on_day is not None:
        today = now.astimezone(ZoneInfo(member.person.time_zone)).date()
        if not today <= on_day <= today + FARTHEST:
            raise Invalid(N_("Please choose a day from today on, within a year."), field="on_day")
    lines = lines_of(session, member, meeting_id, kind)
    if any(line.wanted_at for line in lines):
        raise Refused(N_("You have both chosen already."))
    if len(lines) >= MOST_BROUGHT:
        raise Refused(N_("The list is full. Please choose one of these."), field="words")
    line = WeeklyLine(
        couple_id=member.couple_id,
        id=line_id,
        meeting_id=meeting_id,
        kind=kind,
        words=words,
        on_day=on_day,
        brought_by=member.person.id,
        brought_at=now,
    )
    session.add(line)
    session.flush()
    announce(session, member.couple_id, "weekly", now)
    return line


def want(
    session: Session, member: Member, meeting_id: UUID, line_id: UUID, *, outbox: Outbox, now: datetime
) -> WeeklyLine:
    """Yes to what the other brought in: now both want it. An issue begins as a talk. Twice is once.

    `Refused` for one's own and when another is chosen, `Gone` when the meeting is over.
    """
    hold_open(session, member.couple_id)
    line = line_of(session, member, meeting_id, line_id)
    if line.brought_by == member.person.id:
        raise Refused(N_("This one is your own. %(name)s says yes to it."), name=member.partner.name)
    if line.wanted_at is not None:
        return line
    found = meeting_under_way(session, member, meeting_id, now)
    if any(other.wanted_at for other in lines_of(session, member, meeting_id, line.kind)):
        raise Refused(N_("You have both chosen already."))
    if line.kind is LineKind.ISSUE:
        line.talk_id = talk_now(session, member, line, until=found.meeting.until, outbox=outbox, now=now)
    line.wanted_by, line.wanted_at = member.person.id, now
    session.add(line)
    session.flush()
    announce(session, member.couple_id, "weekly", now)
    return line


def let_go(session: Session, member: Member, line_id: UUID, now: datetime) -> WeeklyLine:
    """It will not come to it after all, says either; nobody asks why. Twice is once.

    `Refused` for what was never a plan of both.
    """
    hold_open(session, member.couple_id)
    line = find_line(session, member, line_id)
    if line.kind is not LineKind.PLAN or line.wanted_at is None:
        raise Refused(N_("This was never a plan of you both."))
    if line.dropped_at is None:
        line.dropped_by, line.dropped_at = member.person.id, now
        session.add(line)
        session.flush()
        announce(session, member.couple_id, "weekly", now)
    return line


def find_line(session: Session, member: Member, line_id: UUID) -> WeeklyLine:
    """A line of the member's couple that was brought in; `NotFound` for any other."""
    line = session.get(WeeklyLine, (member.couple_id, line_id), populate_existing=True)
    if line is None:
        raise NotFound(N_("There is nothing here."))
    return line


def line_of(session: Session, member: Member, meeting_id: UUID, line_id: UUID) -> WeeklyLine:
    """A line that was brought into this meeting; `NotFound` for any other."""
    line = find_line(session, member, line_id)
    if line.meeting_id != meeting_id:
        raise NotFound(N_("There is nothing here."))
    return line


def lines_of(session: Session, member: Member, meeting_id: UUID, kind: LineKind) -> Sequence[WeeklyLine]:
    """What was brought in, in order."""
    return session.exec(
        select(WeeklyLine)
        .where(
            WeeklyLine.couple_id == member.couple_id,
            WeeklyLine.meeting_id == meeting_id,
            WeeklyLine.kind == kind,
        )
        .order_by(col(WeeklyLine.brought_at), col(WeeklyLine.id))
        .execution_options(populate_existing=True)
    ).all()
