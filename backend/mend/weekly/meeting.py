"""The meeting: an hour at most, four steps that both screens take together, and a good night.

    nothing ────────start─────────────────────▶ under way, at the thanks    (either; both have joined)
    under way ──────move on───────────────────▶ under way, at the next step (either, for both screens)
    at the issue ───move on───────────────────▶ closed                      (either)
    under way ──────both have left────────────▶ closed
    under way ──────an hour after the start───▶ hour over                   (the clock; never stored)

Whoever moves on says from which step: a late tap does nothing, and is shown where the two are. Either may
leave and come back; that ends nothing for the other. There is one meeting at a time, whoever begins it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, select

from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, NotFound, Refused
from mend.ids import new_id
from mend.live.events import announce
from mend.notifications.outbox import Outbox
from mend.notifications.withdrawals import withdraw
from mend.talks.conversation import finish_talk
from mend.talks.diary import find_talk
from mend.talks.models import TalkState
from mend.weekly.models import (
    AN_HOUR,
    Step,
    WeeklyDeparture,
    WeeklyLine,
    WeeklyMeeting,
    WeeklyRitual,
)
from mend.weekly.reminding import ABOUT_REMINDER, remind_anew
from mend.weekly.ritual import ritual_of

STEPS = tuple(Step)
OVER = N_("This hour together is over. What is left can be a talk of its own.")


class MeetingState(StrEnum):
    """Where a meeting stands."""

    UNDER_WAY = "under_way"
    CLOSED = "closed"
    HOUR_OVER = "hour_over"  # told by the clock, never stored


@dataclass(frozen=True)
class MeetingNow:
    """A meeting, and who has left it."""

    meeting: WeeklyMeeting
    left: frozenset[UUID]

    @property
    def id(self) -> UUID:
        """Its own id."""
        return self.meeting.id

    def state(self, now: datetime) -> MeetingState:
        """Where it stands: what was done with it, and what the clock has done since."""
        if self.meeting.ended_by is not None:
            return MeetingState.CLOSED
        return MeetingState.UNDER_WAY if now < self.meeting.until else MeetingState.HOUR_OVER

    @property
    def over_at(self) -> datetime:
        """When it was closed, or else when its hour ends."""
        return self.meeting.ended_at or self.meeting.until


def find_meeting(session: Session, member: Member, meeting_id: UUID) -> MeetingNow:
    """A meeting of the member's couple; `NotFound` for any other."""
    meeting = session.get(WeeklyMeeting, (member.couple_id, meeting_id), populate_existing=True)
    if meeting is None:
        raise NotFound(N_("There is nothing here."))
    left = session.exec(
        select(WeeklyDeparture.person_id).where(
            WeeklyDeparture.couple_id == member.couple_id, WeeklyDeparture.meeting_id == meeting_id
        )
    )
    return MeetingNow(meeting, frozenset(left))


def meeting_under_way(session: Session, member: Member, meeting_id: UUID, now: datetime) -> MeetingNow:
    """The same, for doing something in it: `Gone` once it is over. Wants the couple held open."""
    found = find_meeting(session, member, meeting_id)
    if found.state(now) is not MeetingState.UNDER_WAY:
        raise Gone(OVER)
    return found


def start_meeting(session: Session, member: Member, *, outbox: Outbox, now: datetime) -> MeetingNow:
    """Begin, for both. Where one is under way already, it is that one. `Refused` unless both have joined."""
    hold_open(session, member.couple_id)
    found = ritual_of(session, member, now)
    running = found.running(now)
    if running is not None:
        return find_meeting(session, member, running.id)
    if found.ritual is None or not found.is_on:
        raise Refused(N_("An hour for two begins once you have both joined."))
    if found.meeting is not None and found.meeting.ended_at is None:
        found.meeting.ended_at = found.meeting.until  # the clock has ended it
        session.flush()
    meeting = WeeklyMeeting(
        couple_id=member.couple_id,
        id=new_id(),
        started_by=member.person.id,
        started_at=now,
        until=now + AN_HOUR,
        step=STEPS[0],
        step_by=member.person.id,
        step_at=now,
    )
    session.add(meeting)
    session.flush()
    session.get_one(WeeklyRitual, member.couple_id).meeting_id = meeting.id
    session.flush()
    remind_anew(session, member.couple_id, outbox, now)
    announce(session, member.couple_id, "weekly", now)
    return find_meeting(session, member, meeting.id)


def move_on(session: Session, member: Member, meeting_id: UUID, *, seen: Step, now: datetime) -> MeetingNow:
    """On from the step `seen`, for both; from the last one to the end. A late tap moves nothing."""
    hold_open(session, member.couple_id)
    found = find_meeting(session, member, meeting_id)
    meeting = found.meeting
    if found.state(now) is not MeetingState.UNDER_WAY or meeting.step is not seen:
        return found
    if seen is STEPS[-1]:
        _close(session, member, meeting, now)
    else:
        meeting.step = STEPS[STEPS.index(seen) + 1]
        meeting.step_by, meeting.step_at = member.person.id, now
        session.flush()
    announce(session, member.couple_id, "weekly", now)
    return find_meeting(session, member, meeting_id)


def leave_meeting(session: Session, member: Member, meeting_id: UUID, now: datetime) -> MeetingNow:
    """Go, at any moment. It goes on for the other, who reads of it; when both have left it is over.

    Twice is once, and leaving what is over is nothing.
    """
    hold_open(session, member.couple_id)
    found = find_meeting(session, member, meeting_id)
    if found.state(now) is not MeetingState.UNDER_WAY or member.person.id in found.left:
        return found
    session.add(
        WeeklyDeparture(
            couple_id=member.couple_id, meeting_id=meeting_id, person_id=member.person.id, left_at=now
        )
    )
    session.flush()
    if member.partner.id in found.left:
        _close(session, member, found.meeting, now)
    announce(session, member.couple_id, "weekly", now)
    return find_meeting(session, member, meeting_id)


def come_back(session: Session, member: Member, meeting_id: UUID, now: datetime) -> MeetingNow:
    """Be there again. Twice is once. `Gone` when it is over meanwhile."""
    hold_open(session, member.couple_id)
    found = meeting_under_way(session, member, meeting_id, now)
    if member.person.id not in found.left:
        return found
    session.delete(session.get_one(WeeklyDeparture, (member.couple_id, meeting_id, member.person.id)))
    session.flush()
    announce(session, member.couple_id, "weekly", now)
    return find_meeting(session, member, meeting_id)


def _close(session: Session, member: Member, meeting: WeeklyMeeting, now: datetime) -> None:
    meeting.ended_by, meeting.ended_at = member.person.id, now
    session.flush()
    withdraw(session, member.couple_id, about=ABOUT_REMINDER, now=now)
    talk_id = session.exec(
        select(WeeklyLine.talk_id).where(
            WeeklyLine.couple_id == member.couple_id,
            WeeklyLine.meeting_id == meeting.id,
            WeeklyLine.talk_id != None,  # noqa: E711
        )
    ).first()
    if talk_id and find_talk(session, member, talk_id).state(now) is TalkState.UNDER_WAY:
        finish_talk(session, member, talk_id, now)
