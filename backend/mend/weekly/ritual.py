"""The ritual: a day of the week and a time that one of the two suggests, and both join or do not.

                ──suggest a time──▶ joined       (whoever suggests; the other is told, once)
    not answered ──join───────────▶ joined
    not answered ──not now────────▶ not now      (nobody is told, now or later)
    not now ──────join────────────▶ joined
    joined ───────leave───────────▶ left         (at any time, without a reason: see `leaving`)
    left ─────────join────────────▶ joined
    any ──────────another time────▶ joined       (it moves; the other is told)

Each stands to it alone. It is on while both have joined. Who has not answered and who said "not now" look the
same to the other: a time is suggested, and nothing is asked a second time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from mend.couples.membership import Member, hold_open
from mend.database import UtcDateTime
from mend.errors import N_, Refused
from mend.live.events import announce
from mend.notifications.outbox import Outbox
from mend.notifications.withdrawals import withdraw
from mend.weekly.models import LineKind, Stance, WeeklyLine, WeeklyMeeting, WeeklyRitual, WeeklyStance
from mend.weekly.reminding import ABOUT, remind_anew, tell_of_time

CHANGED = N_("This was changed in the meantime. Here is how it stands now.")
SHOWN_FOR = timedelta(days=7)  # something good without a day of its own

_MINE, _THEIRS = aliased(WeeklyStance), aliased(WeeklyStance)


def _of_couple(table: type[WeeklyMeeting] | type[WeeklyLine] | type[WeeklyStance]) -> sa.ColumnElement[bool]:
    return col(table.couple_id) == col(WeeklyRitual.couple_id)


# Everything home shows of it in one question, put together once.
_RITUAL = (
    sa.select(WeeklyRitual, col(_MINE.stance), col(_THEIRS.stance), WeeklyMeeting, WeeklyLine)
    .outerjoin(_MINE, sa.and_(_of_couple(_MINE), col(_MINE.person_id) == sa.bindparam("me")))
    .outerjoin(_THEIRS, sa.and_(_of_couple(_THEIRS), col(_THEIRS.person_id) == sa.bindparam("partner")))
    .outerjoin(
        WeeklyMeeting,
        sa.and_(_of_couple(WeeklyMeeting), col(WeeklyMeeting.id) == col(WeeklyRitual.meeting_id)),
    )
    .outerjoin(
        WeeklyLine,
        sa.and_(
            _of_couple(WeeklyLine),
            col(WeeklyLine.kind) == LineKind.PLAN,
            col(WeeklyLine.dropped_at).is_(None),
            sa.or_(
                sa.and_(
                    col(WeeklyLine.wanted_at).is_not(None),
                    col(WeeklyLine.on_day) >= sa.bindparam("today", type_=sa.Date()),
                ),
                sa.and_(
                    col(WeeklyLine.on_day).is_(None),
                    col(WeeklyLine.wanted_at) > sa.bindparam("since", type_=UtcDateTime),
                ),
            ),
        ),
    )
    .where(col(WeeklyRitual.couple_id) == sa.bindparam("couple"))
    .order_by(col(WeeklyLine.on_day).asc().nulls_last(), col(WeeklyLine.wanted_at))
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class RitualNow:
    """The ritual as one of the two stands to it, their latest meeting, and the good things ahead.

    Nobody has suggested it yet while `ritual` is None.
    """

    ritual: WeeklyRitual | None
    mine: Stance | None
    theirs: Stance | None
    meeting: WeeklyMeeting | None
    plans: Sequence[WeeklyLine]

    @property
    def number(self) -> int:
        """Which time counts; 0 before the first."""
        return self.ritual.number if self.ritual else 0

    @property
    def is_on(self) -> bool:
        """Whether both have joined."""
        return self.mine is Stance.JOINED and self.theirs is Stance.JOINED

    def held_at(self, now: datetime) -> datetime | None:
        """When their latest meeting began, if it was one."""
        return self.meeting.held_at(now) if self.meeting else None

    def running(self, now: datetime) -> WeeklyMeeting | None:
        """The meeting under way, if one is."""
        meeting = self.meeting
        return meeting if meeting and meeting.ended_at is None and now < meeting.until else None


def ritual_of(session: Session, member: Member, now: datetime) -> RitualNow:
    """How it stands for the member, in one query."""
    rows = session.execute(
        _RITUAL,
        {
            "couple": member.couple_id,
            "me": member.person.id,
            "partner": member.partner.id,
            "today": now.astimezone(ZoneInfo(member.person.time_zone)).date(),
            "since": now - SHOWN_FOR,
        },
    ).all()
    if not rows:
        return RitualNow(None, None, None, None, ())
    ritual, mine, theirs, meeting, _ = rows[0]
    return RitualNow(ritual, mine, theirs, meeting, [row[4] for row in rows if row[4] is not None])


def suggest_time(
    session: Session,
    member: Member,
    *,
    weekday: int,
    at: time,
    seen: int,
    outbox: Outbox,
    now: datetime,
) -> RitualNow:
    """Meet each week on `weekday` (Monday is 0) at `at` by the member's clock, who joins with it.

    The first time it is suggested; after that it moves. `seen` is the number of the time the member knows, 0
    for none. The same twice is once, and the time that counts already is only joined. `Refused` when another
    counts meanwhile.
    """
    hold_open(session, member.couple_id)
    found = ritual_of(session, member, now)
    ritual, zone = found.ritual, member.person.time_zone
    if ritual is not None and (ritual.weekday, ritual.at, ritual.zone) == (weekday, at, zone):
        return join(session, member, seen=ritual.number, outbox=outbox, now=now)
    if found.number != seen:
        raise Refused(CHANGED)
    if ritual is None:
        ritual = WeeklyRitual(
            couple_id=member.couple_id,
            number=1,
            weekday=weekday,
            at=at,
            zone=zone,
            set_by=member.person.id,
            set_at=now,
        )
    else:
        ritual.number += 1
        ritual.weekday, ritual.at, ritual.zone = weekday, at, zone
        ritual.set_by, ritual.set_at = member.person.id, now
    session.add(ritual)
    session.flush()
    stand(session, member, Stance.JOINED, now)
    withdraw(session, member.couple_id, about=ABOUT, now=now)
    if found.theirs in (None, Stance.JOINED):  # who said no once is not asked again
        tell_of_time(session, member, ritual, outbox, now)
    return _changed(session, member, outbox, now)


def join(session: Session, member: Member, *, seen: int, outbox: Outbox, now: datetime) -> RitualNow:
    """Join the time with the number `seen`. Twice is once. `Refused` when there is none, or another."""
    hold_open(session, member.couple_id)
    found = ritual_of(session, member, now)
    if found.ritual is None:
        raise Refused(N_("Nobody has suggested a time yet. You can suggest one."))
    if found.mine is Stance.JOINED:
        return found
    if found.number != seen:
        raise Refused(CHANGED)
    stand(session, member, Stance.JOINED, now)
    return _changed(session, member, outbox, now)


def not_now(session: Session, member: Member, *, now: datetime) -> RitualNow:
    """Rather not. Nothing is announced, and nobody is told: the other sees what they saw before.

    Twice is once, and who left has said more than that already. `Refused` for who has joined.
    """
    hold_open(session, member.couple_id)
    found = ritual_of(session, member, now)
    if found.ritual is None or found.mine is Stance.JOINED:
        raise Refused(CHANGED)
    if found.mine is None:
        stand(session, member, Stance.NOT_NOW, now)
        withdraw(session, member.couple_id, about=ABOUT, recipient_id=member.person.id, now=now)
    return ritual_of(session, member, now)


def stand(session: Session, member: Member, stance: Stance, now: datetime) -> None:
    """Write down how the member stands to it from now on."""
    row = session.get(WeeklyStance, (member.couple_id, member.person.id), populate_existing=True)
    if row is None:
        row = WeeklyStance(couple_id=member.couple_id, person_id=member.person.id, stance=stance, since=now)
    elif row.stance is not stance:
        row.stance, row.since = stance, now
    session.add(row)
    session.flush()


def _changed(session: Session, member: Member, outbox: Outbox, now: datetime) -> RitualNow:
    remind_anew(session, member.couple_id, outbox, now)
    announce(session, member.couple_id, "weekly", now)
    return ritual_of(session, member, now)
