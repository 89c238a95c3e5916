"""The repair: one of the two reaches out with a short phrase, the other says yes or not yet.

Its states and moves stand in `states`.

An answer to one that was followed counts for the newest that followed it, so that none is lost that was given
on an old notification; and an answer counts for every attempt before it, which is how it ends holding back.
Only an answer that one has had already is that same answer arriving twice.

Both may reach out at once. Reaching out is no answer; but a yes to either says what both have said, and ends
both as accepted.

After three attempts within an hour without an answer, the next has to wait until the first of them is an hour
old: one more try is kind, a string of them is pressure.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from mend.agreements.phrase import phrase_of
from mend.agreements.versions import current_agreement
from mend.cloth.models import Kind
from mend.cloth.stitches import add_stitch
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, Refused, TooMany
from mend.live.events import announce
from mend.notifications.outbox import Outbox
from mend.notifications.withdrawals import withdraw
from mend.signals import repair_messages as messages
from mend.signals.attempts import find_repair, held_until, look_up, newest_by, newest_of, pause_of, unanswered
from mend.signals.decks import find_words
from mend.signals.models import PauseCall
from mend.signals.names import (
    about_repair,
    answered_elsewhere_key,
    ask_again_key,
    repair_answer_key,
    repair_key,
)
from mend.signals.one_id import check_id
from mend.signals.pauses import find_pause, open_pause
from mend.signals.repair_models import Answer, Repair, RepairInPause
from mend.signals.states import REPAIR_WAITS, UNANSWERED, repair_state
from mend.web.hours import whole_minute_after

# How long an answer is worth a notification; the page knows it for longer.
ANSWER_IS_NEWS_FOR = timedelta(hours=6)


@dataclass(frozen=True)
class Sent:
    """The repair a tap led to; `again` for a tap that was known."""

    repair: Repair
    again: bool = False


def send_repair(
    session: Session,
    member: Member,
    *,
    repair_id: UUID,
    key: str,
    pause_id: UUID | None,
    outbox: Outbox,
    now: datetime,
) -> Sent:
    """Reach out with the phrase `key`. During an open pause it belongs to that pause, or to the one named.

    Posting an id again gives the same repair; with another content, or when it is the id of a pause, it is
    `Refused`. `Gone` when the phrase was taken out of the deck, `TooMany` while the app holds back.
    """
    hold_open(session, member.couple_id)
    before = look_up(session, member.couple_id, repair_id)
    if before is not None:
        same = (before.sender_id, before.key) == (member.person.id, key)
        if not same or pause_id not in (None, pause_of(session, before)):
            raise Refused(N_("This was sent before, with other words. Please choose once more."))
        return Sent(before, again=True)
    check_id(session, member.couple_id, repair_id, PauseCall)
    words = find_words(session, member.couple_id, key)
    held = held_until(unanswered(session, member, now))
    if held is not None:
        mine = outbox.words_for(member.person)
        raise TooMany(
            N_(
                "You have reached out three times. Give %(name)s a little quiet. "
                "From %(time)s on you can ask again."
            ),
            retry_after=math.ceil((held - now).total_seconds()),
            name=member.partner.name,
            time=mine.time(whole_minute_after(held), member.person.time_zone),
        )
    pause = find_pause(session, member, pause_id) if pause_id else open_pause(session, member.couple_id, now)
    earlier = newest_by(session, member.couple_id, member.person.id)
    if earlier is not None:
        earlier.followed_at = now
        session.flush()
        withdraw(session, member.couple_id, about=about_repair(earlier.id), now=now)
    repair = Repair(
        couple_id=member.couple_id,
        id=repair_id,
        sender_id=member.person.id,
        key=key,
        words=words,
        sent_at=now,
    )
    session.add(repair)
    session.flush()
    if earlier is not None:
        _lead_to(session, earlier, repair)
    if pause is not None:
        session.add(RepairInPause(couple_id=member.couple_id, repair_id=repair.id, pause_id=pause.id))
        session.flush()
    theirs = outbox.words_for(member.partner)
    phrase = phrase_of(current_agreement(session, member.couple_id), theirs)
    outbox.tell(
        session,
        messages.repair_sent(repair, phrase, theirs),
        couple_id=member.couple_id,
        recipient=member.partner,
        about=about_repair(repair.id),
        dedupe_key=repair_key(repair.id),
        replaces=messages.ASKED,
        expires_at=now + REPAIR_WAITS,
        now=now,
    )
    announce(session, member.couple_id, "repair", now)
    return Sent(repair)


def answer_repair(
    session: Session,
    member: Member,
    repair_id: UUID,
    answer: Answer,
    *,
    ask_at: datetime | None = None,
    names_time: bool = True,
    from_device: UUID | None,
    outbox: Outbox,
    now: datetime,
) -> Repair:
    """Yes or not yet, from the one it was sent to; returns the repair the answer counts for.

    `ask_at` comes with a not yet: when to ask again, or None to take such a time back. Where it says nothing
    of a time (no `names_time`), as from a notification, it is the same as any not yet before. `Refused` for
    one's own and for a not yet after the yes, `Gone` for one that has faded. The same answer twice is once.
    """
    hold_open(session, member.couple_id)
    asked = find_repair(session, member, repair_id)
    if asked.sender_id == member.person.id:
        raise Refused(N_("You sent this one. %(name)s answers it."), name=member.partner.name)
    repair = newest_of(session, asked)
    if any(one.answer is answer and (one.ask_at == ask_at or not names_time) for one in (asked, repair)):
        return repair
    if repair.answer is Answer.YES:
        raise Refused(N_("You both said yes already. If you need time, a pause is always there."))
    if repair_state(repair, now) not in UNANSWERED:
        raise Gone(N_("This one has passed. You can reach out yourself, any time."))
    settled = [repair]
    if answer is Answer.YES:
        mine = newest_by(session, member.couple_id, member.person.id)
        settled += [mine] if mine is not None and repair_state(mine, now) in UNANSWERED else []
    for one in settled:
        _settle(session, one, answer, ask_at, now)
    if answer is Answer.YES:
        # One yes is one stitch, also where it ends two repairs.
        add_stitch(session, member.couple_id, Kind.REPAIR, repair.id, now)
    _tell_answer(session, member, repair, from_device, outbox, now)
    announce(session, member.couple_id, "repair", now)
    return repair


def _settle(session: Session, repair: Repair, answer: Answer, ask_at: datetime | None, now: datetime) -> None:
    repair.answer, repair.answered_at, repair.ask_at = answer, now, ask_at
    session.add(repair)
    session.flush()
    session.execute(
        sa.update(Repair)
        .where(
            col(Repair.couple_id) == repair.couple_id,
            col(Repair.followed_by) == repair.id,
            col(Repair.answer).is_(None),
        )
        .values(answer=answer, answered_at=now, ask_at=ask_at)
        .execution_options(synchronize_session=False)
    )
    # To whomever: what asked for this answer, and what an earlier answer said.
    withdraw(session, repair.couple_id, about=about_repair(repair.id), now=now)


def _tell_answer(
    session: Session, member: Member, repair: Repair, from_device: UUID | None, outbox: Outbox, now: datetime
) -> None:
    agreement = current_agreement(session, member.couple_id)
    mine, theirs = outbox.words_for(member.person), outbox.words_for(member.partner)
    phrase = phrase_of(agreement, theirs)
    outbox.tell(
        session,
        messages.repair_answered(repair, phrase, member.partner, theirs, now),
        couple_id=member.couple_id,
        recipient=member.partner,
        about=about_repair(repair.id),
        dedupe_key=repair_answer_key(repair),
        replaces=messages.ANSWERED,
        expires_at=now + ANSWER_IS_NEWS_FOR,
        now=now,
    )
    if repair.ask_at is not None:
        outbox.tell(
            session,
            messages.ask_again(repair, phrase, theirs),
            couple_id=member.couple_id,
            recipient=member.partner,
            about=about_repair(repair.id),
            dedupe_key=ask_again_key(repair),
            replaces=messages.ANSWERED,
            due_at=repair.ask_at,
            expires_at=repair.ask_at + ANSWER_IS_NEWS_FOR,
            now=now,
        )
    if repair.sent_at + REPAIR_WAITS > now:
        outbox.tell(
            session,
            messages.answered_elsewhere(repair, phrase_of(agreement, mine), mine),
            couple_id=member.couple_id,
            recipient=member.person,
            about=about_repair(repair.id),
            dedupe_key=answered_elsewhere_key(repair.id),
            replaces=messages.ASKED,
            expires_at=repair.sent_at + REPAIR_WAITS,
            now=now,
            except_device=from_device,
        )


def _lead_to(session: Session, earlier: Repair, newest: Repair) -> None:
    """From `earlier`, and from all that led to it, on to `newest`."""
    session.execute(
        sa.update(Repair)
        .where(
            col(Repair.couple_id) == earlier.couple_id,
            sa.or_(col(Repair.id) == earlier.id, col(Repair.followed_by) == earlier.id),
        )
        .values(followed_by=newest.id)
        .execution_options(synchronize_session=False)
    )
