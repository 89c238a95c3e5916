"""Leaving the ritual: alone, at any time, without a reason. No phone is told; the other's page says so."""

from datetime import datetime

from sqlmodel import Session

from mend.couples.membership import Member, hold_open
from mend.errors import Refused
from mend.live.events import announce
from mend.notifications.outbox import Outbox
from mend.notifications.withdrawals import withdraw
from mend.weekly.meeting import leave_meeting
from mend.weekly.models import Stance
from mend.weekly.reminding import ABOUT, remind_anew
from mend.weekly.ritual import CHANGED, RitualNow, ritual_of, stand


def leave_ritual(session: Session, member: Member, *, outbox: Outbox, now: datetime) -> RitualNow:
    """Not to join any more, and to go if they are meeting. Twice is once. `Refused` for who never joined."""
    hold_open(session, member.couple_id)
    found = ritual_of(session, member, now)
    if found.mine is Stance.LEFT:
        return found
    if found.mine is not Stance.JOINED:
        raise Refused(CHANGED)
    running = found.running(now)
    if running is not None:
        leave_meeting(session, member, running.id, now)
    stand(session, member, Stance.LEFT, now)
    withdraw(session, member.couple_id, about=ABOUT, now=now)
    remind_anew(session, member.couple_id, outbox, now)
    announce(session, member.couple_id, "weekly", now)
    return ritual_of(session, member, now)
