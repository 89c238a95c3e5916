"""The talk itself: how both are, the beginning, the shared clock, what is parked, the end.

    booked ──from a quarter of an hour before: say how one is──▶ booked       (each, privately)
    booked ──from then on: begin───────────────────────────────▶ under way    (either; no answer is demanded)
    under way ──done───────────────────────────────────────────▶ held         (either)
    under way ──the limit and a little grace────────────────────▶ held         (the clock)

How somebody is stays with them. The other learns that they would like to talk, or would rather find another
time, once they say so.
"""

from collections.abc import Set
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, func, select

from mend.couples.membership import Member, hold_open
from mend.errors import N_, NotFound, Refused
from mend.live.events import announce
from mend.talks.booking import end_talk
from mend.talks.diary import TalkNow, find_talk
from mend.talks.endings import CHANGED, over
from mend.talks.models import ParkedLine, TalkReadiness, TalkState, Wish
from mend.talks.telling import quiet

MOST_PARKED = 30  # more is no list for one evening


class Feeling(StrEnum):
    """What makes a talk hard, and is nobody's fault."""

    TIRED = "tired"
    HUNGRY = "hungry"
    UNWELL = "unwell"
    IN_A_HURRY = "in_a_hurry"


def say_how_one_is(
    session: Session, member: Member, talk_id: UUID, feelings: Set[Feeling], now: datetime
) -> TalkReadiness:
    """Tired, hungry, unwell, in a hurry, or all right: nobody but the member ever sees which.

    All right means: let us talk. Anything else leaves the wish open; see `wish_for`. It can be said anew.
    `Refused` before a quarter of an hour ahead of the talk, `Gone` once it has begun or passed by.
    """
    hold_open(session, member.couple_id)
    talk = _open_talk(session, member, talk_id, now)
    said = readiness_of(session, talk, member.person.id)
    before = said.wish if said else None
    if said is not None and feelings_of(said) == feelings and (feelings or said.wish is Wish.TALK):
        return said
    if said is None:
        said = TalkReadiness(
            couple_id=member.couple_id,
            talk_id=talk.id,
            person_id=member.person.id,
            tired=False,
            hungry=False,
            unwell=False,
            in_a_hurry=False,
            answered_at=now,
        )
    for feeling in Feeling:
        setattr(said, feeling.value, feeling in feelings)
    said.wish, said.answered_at = (None if feelings else Wish.TALK), now
    session.add(said)
    session.flush()
    if said.wish is not before:  # which is all the other can see
        announce(session, member.couple_id, "talk", now)
    return said


def wish_for(session: Session, member: Member, talk_id: UUID, wish: Wish, now: datetime) -> TalkReadiness:
    """To talk all the same, or rather at another time: this the other is shown. Twice is once.

    `Refused` for somebody who did not say how they are (or whose talk has found another time since).
    """
    hold_open(session, member.couple_id)
    talk = _open_talk(session, member, talk_id, now)
    said = readiness_of(session, talk, member.person.id)
    if said is None:
        raise Refused(N_("Please say first how you are."))
    if said.wish is not wish:
        said.wish, said.answered_at = wish, now
        session.flush()
        announce(session, member.couple_id, "talk", now)
    return said


def begin_talk(session: Session, member: Member, talk_id: UUID, now: datetime) -> TalkNow:
    """Now: the clock both share starts. By either, whatever was said before it. Twice is once.

    `Refused` when it is too early, or not booked (any more); `Gone` when its time has passed.
    """
    hold_open(session, member.couple_id)
    talk = find_talk(session, member, talk_id)
    if talk.state(now) is TalkState.UNDER_WAY:
        return talk
    talk = _open_talk(session, member, talk_id, now)
    talk.talk.state, talk.talk.began_by, talk.talk.began_at = TalkState.UNDER_WAY, member.person.id, now
    quiet(session, talk, now)
    announce(session, member.couple_id, "talk", now)
    return talk


def finish_talk(session: Session, member: Member, talk_id: UUID, now: datetime) -> TalkNow:
    """Done, says either. Twice is once, and so it is after the clock has said so."""
    hold_open(session, member.couple_id)
    talk = find_talk(session, member, talk_id)
    state = talk.state(now)
    if state is TalkState.HELD:
        return talk
    if state in (TalkState.OFFERED, TalkState.BOOKED):
        raise Refused(N_("This talk has not begun yet."))
    if state is not TalkState.UNDER_WAY:
        raise over(state)
    end_talk(session, member, talk, TalkState.HELD, now)
    announce(session, member.couple_id, "talk", now)
    return talk


def park(
    session: Session, member: Member, talk_id: UUID, *, line_id: UUID, words: str, now: datetime
) -> ParkedLine:
    """Write down what comes up besides, before the talk or during it. The same id again is the same line.

    What somebody is writing as the talk comes to its end is taken for a few minutes more. `Refused` for an
    id with other content and for a list that is full, `Gone` after that.
    """
    hold_open(session, member.couple_id)
    talk = find_talk(session, member, talk_id)
    line = session.get(ParkedLine, (member.couple_id, line_id))
    if line is not None:
        if (line.talk_id, line.author_id, line.words) != (talk.id, member.person.id, words):
            raise Refused(N_("This line was parked before, with other words. Please write it again."))
        return line
    if not talk.takes_lines(now):
        raise over(talk.state(now))
    parked = session.exec(
        select(func.count(col(ParkedLine.id))).where(
            ParkedLine.couple_id == member.couple_id, ParkedLine.talk_id == talk.id
        )
    ).one()
    if parked >= MOST_PARKED:
        raise Refused(N_("The list is full. One talk cannot hold more."), field="words")
    line = ParkedLine(
        couple_id=member.couple_id,
        id=line_id,
        talk_id=talk.id,
        author_id=member.person.id,
        words=words,
        parked_at=now,
    )
    session.add(line)
    session.flush()
    announce(session, member.couple_id, "talk", now)
    return line


def tick(
    session: Session, member: Member, talk_id: UUID, line_id: UUID, *, done: bool, now: datetime
) -> ParkedLine:
    """A parked line is dealt with (or, not `done`, is open after all), says either. Twice is once."""
    hold_open(session, member.couple_id)
    line = session.get(ParkedLine, (member.couple_id, line_id), populate_existing=True)
    if line is None or line.talk_id != talk_id:
        raise NotFound(N_("There is nothing here."))
    if (line.ticked_at is not None) is not done:
        line.ticked_by, line.ticked_at = (member.person.id, now) if done else (None, None)
        session.flush()
        announce(session, member.couple_id, "talk", now)
    return line


def parked_lines(session: Session, talk: TalkNow) -> list[ParkedLine]:
    """What was parked, in order."""
    return list(
        session.exec(
            select(ParkedLine)
            .where(ParkedLine.couple_id == talk.talk.couple_id, ParkedLine.talk_id == talk.id)
            .order_by(col(ParkedLine.parked_at), col(ParkedLine.id))
        )
    )


def readiness_of(session: Session, talk: TalkNow, person_id: UUID) -> TalkReadiness | None:
    """What somebody said of themselves: for their own page alone."""
    return session.get(TalkReadiness, (talk.talk.couple_id, talk.id, person_id), populate_existing=True)


def wish_of(session: Session, talk: TalkNow, person_id: UUID) -> Wish | None:
    """What somebody wishes, as the other may know it; None while they have not said so."""
    return session.exec(
        select(col(TalkReadiness.wish)).where(
            TalkReadiness.couple_id == talk.talk.couple_id,
            TalkReadiness.talk_id == talk.id,
            TalkReadiness.person_id == person_id,
        )
    ).first()


def feelings_of(said: TalkReadiness) -> set[Feeling]:
    """What was ticked."""
    return {feeling for feeling in Feeling if getattr(said, feeling.value)}


def _open_talk(session: Session, member: Member, talk_id: UUID, now: datetime) -> TalkNow:
    talk = find_talk(session, member, talk_id)
    state = talk.state(now)
    if state is TalkState.OFFERED:
        raise Refused(CHANGED)
    if state is not TalkState.BOOKED:
        raise over(state)
    if not talk.is_open(now):
        raise Refused(N_("It is too early for that. Come back shortly before the talk."))
    return talk
