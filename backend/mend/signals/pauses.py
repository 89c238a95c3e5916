"""The pause, from the tap to the return. Its states and moves stand in `states`.

A second press while it runs joins it. An answer is an "OK" that nobody has to give.

Twenty minutes is about what a flooded body takes to calm down (Gottman and Levenson's studies of conflict);
it is a default here and never a lock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mend.agreements.phrase import phrase_of
from mend.agreements.versions import current_agreement
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, NotFound, Refused
from mend.live.events import announce
from mend.notifications.outbox import Outbox
from mend.notifications.withdrawals import withdraw
from mend.signals import messages
from mend.signals.models import Ending, Pause, PauseCall
from mend.signals.names import REPLACES, about_pause, answered_key, called_key, return_key
from mend.signals.one_id import check_id
from mend.signals.prompts import prompt_caller, withdraw_prompts
from mend.signals.repair_models import Repair
from mend.signals.returns import begin_return, lapse_return
from mend.signals.states import OPEN, PauseMove, check_pause, pause_state
from mend.web.hours import whole_minute_after

# News of a return is worth something for a while; the pause's own messages end with the pause.
RETURN_IS_NEWS_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class Called:
    """The pause a press of the button led to; `joined` when it ran already, `again` for a known press."""

    pause: Pause
    joined: bool
    again: bool = False


def call_pause(
    session: Session,
    member: Member,
    *,
    call_id: UUID,
    minutes: int | None,
    waited: timedelta,
    outbox: Outbox,
    now: datetime,
) -> Called:
    """Step away. `waited` is how long the call sat on a phone without a connection, by its own measure.

    The return is counted from the tap and rounded up to the minute that the screen shows. Posting an id again
    gives the same pause; with another content, or when it is the id of a repair, it is `Refused`. `Gone` when
    the return has passed: then nobody is told.
    """
    hold_open(session, member.couple_id)
    agreement = current_agreement(session, member.couple_id)
    before = session.exec(
        select(PauseCall).where(PauseCall.couple_id == member.couple_id, PauseCall.id == call_id)
    ).first()
    if before is not None:
        # Without minutes the agreement's were meant, as they were then: both may have agreed on others since.
        if (before.caller_id, before.minutes) != (member.person.id, minutes or before.minutes):
            raise Refused(
                N_("This pause was sent before, with other details. Please press the button again.")
            )
        return Called(
            find_pause(session, member, before.pause_id), joined=before.id != before.pause_id, again=True
        )
    check_id(session, member.couple_id, call_id, Repair)
    minutes = minutes or agreement.minutes
    called_at = now - waited
    returns_at = whole_minute_after(called_at + timedelta(minutes=minutes))
    if returns_at <= now:
        raise Gone(N_("This pause was over before it could be sent. Nobody was told."))

    running = _unended(session, member.couple_id)
    joined = running is not None and running.returns_at > now
    if running is not None and not joined:
        check_pause(running, PauseMove.LAPSE, now)
        _end(session, running, Ending.LAPSED, now)
    if running is None or not joined:
        lapse_return(session, member.couple_id, now)
        running = Pause(
            couple_id=member.couple_id,
            id=call_id,
            caller_id=member.person.id,
            phrase=phrase_of(agreement, outbox.words_for(member.partner)),
            called_at=called_at,
            returns_at=returns_at,
        )
        session.add(running)
        session.flush()
        outbox.tell(
            session,
            messages.pause_called(running, member.partner, outbox.words_for(member.partner), now),
            couple_id=member.couple_id,
            recipient=member.partner,
            about=about_pause(running.id),
            dedupe_key=called_key(running.id),
            replaces=REPLACES,
            expires_at=running.returns_at,
            now=now,
        )
        prompt_caller(session, running, member.person, outbox=outbox, now=now)
    session.add(
        PauseCall(
            couple_id=member.couple_id,
            id=call_id,
            pause_id=running.id,
            caller_id=member.person.id,
            minutes=minutes,
            called_at=called_at,
        )
    )
    session.flush()
    announce(session, member.couple_id, "pause", now)
    return Called(running, joined)


def answer_pause(
    session: Session,
    member: Member,
    pause_id: UUID,
    *,
    from_device: UUID | None,
    outbox: Outbox,
    now: datetime,
) -> Pause:
    """OK, from the one it was told to. Whatever has not reached another device of theirs yet never does."""
    hold_open(session, member.couple_id)
    pause = find_pause(session, member, pause_id)
    if pause.caller_id == member.person.id:
        raise Refused(N_("This pause is yours. There is nothing to answer."))
    if pause.answered_at is not None:
        return pause
    check_pause(pause, PauseMove.ANSWER, now)
    pause.answered_at = now
    session.add(pause)
    session.flush()
    withdraw(session, member.couple_id, about=about_pause(pause.id), now=now, recipient_id=member.person.id)
    if pause.returns_at > now:
        outbox.tell(
            session,
            messages.pause_answered(pause, member.person, outbox.words_for(member.person), now),
            couple_id=member.couple_id,
            recipient=member.person,
            about=about_pause(pause.id),
            dedupe_key=answered_key(pause.id, pause.returns_at),
            replaces=REPLACES,
            expires_at=pause.returns_at,
            now=now,
            except_device=from_device,
        )
    announce(session, member.couple_id, "pause", now)
    return pause


def come_back(session: Session, member: Member, pause_id: UUID, *, outbox: Outbox, now: datetime) -> Pause:
    """I'm back, from the caller alone. The pause is over; the return begins, and the caller is ready for it.

    `Gone` for a pause that ended otherwise. Twice is once.
    """
    hold_open(session, member.couple_id)
    pause = find_pause(session, member, pause_id)
    if pause.caller_id != member.person.id:
        raise Refused(N_("Only %(name)s can end this pause."), name=member.partner.name)
    if pause.ended_as is Ending.CAME_BACK:
        return pause
    check_pause(pause, PauseMove.COME_BACK, now)
    _end(session, pause, Ending.CAME_BACK, now)
    begin_return(session, pause, now)
    outbox.tell(
        session,
        messages.came_back(pause, outbox.words_for(member.partner)),
        couple_id=member.couple_id,
        recipient=member.partner,
        about=about_pause(pause.id),
        dedupe_key=return_key(pause.id),
        replaces=REPLACES,
        expires_at=now + RETURN_IS_NEWS_FOR,
        now=now,
    )
    announce(session, member.couple_id, "pause", now)
    return pause


def find_call(session: Session, member: Member, call_id: UUID) -> PauseCall:
    """A press of the button by either of the member's couple; `NotFound` for any other."""
    call = session.get(PauseCall, (member.couple_id, call_id))
    if call is None:
        raise NotFound(N_("There is nothing here."))
    return call


def find_pause(session: Session, member: Member, pause_id: UUID) -> Pause:
    """A pause of the member's couple; `NotFound` for any other."""
    pause = session.exec(
        select(Pause)
        .where(Pause.couple_id == member.couple_id, Pause.id == pause_id)
        .execution_options(populate_existing=True)
    ).first()
    if pause is None:
        raise NotFound(N_("There is nothing here."))
    return pause


def open_pause(session: Session, couple_id: UUID, now: datetime) -> Pause | None:
    """The pause that runs or waits for its caller; None once it has ended or faded."""
    found = _unended(session, couple_id)
    return found if found is not None and pause_state(found, now) in OPEN else None


def has_joined(session: Session, pause: Pause, person_id: UUID) -> bool:
    """Whether this person pressed the button during `pause`."""
    return (
        session.exec(
            select(PauseCall.id).where(
                PauseCall.couple_id == pause.couple_id,
                PauseCall.pause_id == pause.id,
                PauseCall.caller_id == person_id,
            )
        ).first()
        is not None
    )


def _unended(session: Session, couple_id: UUID) -> Pause | None:
    return session.exec(
        select(Pause).where(Pause.couple_id == couple_id, col(Pause.ended_at).is_(None))
    ).first()


def _end(session: Session, pause: Pause, ending: Ending, now: datetime) -> None:
    pause.ended_at, pause.ended_as = now, ending
    session.add(pause)
    session.flush()
    withdraw(session, pause.couple_id, about=about_pause(pause.id), now=now)
    withdraw_prompts(session, pause, now)
