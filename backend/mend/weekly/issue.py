"""The one issue: it runs as a talk, begun at once with the clock both share, within what is left of the hour.

Who brought the issue in has offered the talk by that, who wants it says yes, and so it begins: the talks' own
verbs in one go. What those verbs would tell the phones is taken back before anything is committed.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from mend.couples.membership import Member
from mend.errors import N_, Refused
from mend.ids import new_id
from mend.notifications.outbox import Outbox
from mend.talks.booking import Terms, accept_time, offer_talk
from mend.talks.conversation import begin_talk
from mend.talks.models import SHORTEST_MINUTES
from mend.weekly.models import WeeklyLine

_A_MINUTE = timedelta(minutes=1)


def minutes_left(until: datetime, now: datetime) -> int:
    """How many full minutes of the hour are left."""
    return max(0, (until - now) // _A_MINUTE)


def is_time_for_a_talk(until: datetime, now: datetime) -> bool:
    """Whether so much of the hour is left that a talk is worth beginning."""
    return minutes_left(until, now) >= SHORTEST_MINUTES


def talk_now(
    session: Session, member: Member, line: WeeklyLine, *, until: datetime, outbox: Outbox, now: datetime
) -> UUID:
    """Begin to talk about what the other brought in: the talk's id. `Refused` when too little is left."""
    if not is_time_for_a_talk(until, now):
        raise Refused(
            N_("Less than ten minutes of the hour are left. It can be a talk of its own, at a good time.")
        )
    author = Member(member.partner, member.person, member.couple_id, member.last_event)
    terms = Terms(
        (now + _A_MINUTE,),
        outbox.words_for(member.partner).say("Weekly us"),
        minutes_left(until, now),
    )
    talk = offer_talk(
        session, author, talk_id=new_id(), topic=line.words, terms=terms, outbox=outbox, now=now
    )
    accept_time(session, member, talk.id, talk.slots[0].id, outbox=outbox, now=now)
    begin_talk(session, member, talk.id, now)
    return talk.id
