"""Telling the other of a plan: one message at a time on a lock screen, none that has lost its meaning."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mend.activities.plan_diary import PlanNow
from mend.activities.plan_messages import a_cancelling, a_yes, an_offer
from mend.activities.rituals.reading import goes_on_after
from mend.agreements.phrase import phrase_of
from mend.agreements.versions import current_agreement
from mend.couples.membership import Member
from mend.notifications.outbox import Message, Outbox
from mend.notifications.quiet_times import keep_quiet
from mend.notifications.withdrawals import withdraw


def about(plan_id: UUID) -> str:
    """The name under which notifications tell of this plan, and replace one another."""
    return f"plan:{plan_id}"


def about_ahead(plan_id: UUID) -> str:
    """The name under which each is told of it ahead. What begins with a colon no page hears of."""
    return f":{about(plan_id)}"


def quiet(session: Session, plan: PlanNow, now: datetime) -> None:
    """The plan goes on or ends: what waits to be told of it is not sent, and it keeps nobody quiet."""
    withdraw(session, plan.plan.couple_id, about=about(plan.id), now=now)
    withdraw(session, plan.plan.couple_id, about=about_ahead(plan.id), now=now)
    keep_quiet(session, plan.plan.couple_id, about_ahead(plan.id), {}, now)


def tell_of_offer(
    session: Session, member: Member, plan: PlanNow, kind: str, outbox: Outbox, now: datetime
) -> None:
    """The other has an offer to answer, until its last time."""
    words, phrase = outbox.words_for(member.partner), _phrase(session, member, outbox)
    message = an_offer(kind, plan, phrase, member.partner, words, now)
    _tell(session, member, plan, message, outbox, until=plan.starts_at, now=now)


def tell_of_yes(session: Session, member: Member, plan: PlanNow, outbox: Outbox, now: datetime) -> None:
    """Whose offer it was hears of the yes at once."""
    words, phrase = outbox.words_for(member.partner), _phrase(session, member, outbox)
    message = a_yes(plan, phrase, member.partner, words, now)
    _tell(session, member, plan, message, outbox, until=plan.starts_at, now=now)


def tell_of_cancelling(
    session: Session, member: Member, plan: PlanNow, outbox: Outbox, now: datetime, *, ended: int
) -> None:
    """The other hears of it at once; it is news until the plan would have ended.

    `ended` is the number of the offer it ends with, which may be a newer one than that of the time agreed on.
    """
    words, phrase = outbox.words_for(member.partner), _phrase(session, member, outbox)
    ritual_id, day = plan.plan.ritual_id, plan.plan.occasion_on
    goes_on = (
        ritual_id is not None
        and day is not None
        and goes_on_after(session, member.couple_id, ritual_id, day, now)
    )
    message = a_cancelling(plan, phrase, member.partner, words, now, goes_on=goes_on)
    _tell(session, member, plan, message, outbox, until=plan.ends_at, now=now, number=ended)


def _phrase(session: Session, member: Member, outbox: Outbox) -> str:
    return phrase_of(current_agreement(session, member.couple_id), outbox.words_for(member.partner))


def _tell(
    session: Session,
    member: Member,
    plan: PlanNow,
    message: Message,
    outbox: Outbox,
    *,
    until: datetime,
    now: datetime,
    number: int | None = None,
) -> None:
    outbox.tell(
        session,
        message,
        couple_id=member.couple_id,
        recipient=member.partner,
        about=about(plan.id),
        dedupe_key=f"{about(plan.id)}:{number or plan.offer.number}:{message.kind}",
        replaces=about(plan.id),
        expires_at=until,
        now=now,
    )
