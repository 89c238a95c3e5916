"""Telling each of the two of a plan ahead, at the times they chose: told ahead, never twice, never late.

    planned ──▶ told ahead ──due──▶ on the lock screen until the plan begins
                  ├─ the plan moves, is cancelled, other times are chosen ──▶ withdrawn
                  └─ another zone, another clock ──▶ told at the new moment

A plan that is planned by a verb is settled by it; the worker tells ahead what comes within `AHEAD`, also of
plans that were written down by no verb, and writes it anew for who has travelled. What somebody was told of
one plan at one time they are not told again. And who wants quiet while the two are together has it
from the beginning of the plan to its end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from mend.accounts.models import Person
from mend.activities.plan_telling import about, about_ahead
from mend.activities.plans_models import LONGEST_MINUTES, Plan, PlanOffer, PlanSlot, PlanState
from mend.activities.reminder_messages import KIND, a_reminder
from mend.activities.reminder_models import Lead, ReminderChoice, ReminderChoiceForPlan
from mend.activities.reminder_times import leads_of, times_of
from mend.activities.rituals.models import Ritual, RitualOffer
from mend.activities.rituals.terms import Terms
from mend.agreements.phrase import phrase_of
from mend.agreements.versions import Agreement, current_agreement
from mend.couples.models import Couple, Membership
from mend.notifications.models import Notification, QuietTime
from mend.notifications.outbox import Message, Outbox
from mend.notifications.quiet_times import Stretch, keep_quiet, quiet_times_about
from mend.notifications.turns import take_turn
from mend.notifications.withdrawals import withdraw_matching

AHEAD = timedelta(hours=36)
START_IS_NEWS = timedelta(minutes=15)
_EVENING_BEFORE_AT_MOST = timedelta(hours=48)  # how long before a plan its first reminder can fall due
_LONGEST = timedelta(minutes=LONGEST_MINUTES)

# Put together once: everybody who has a plan, with when it is and what they chose.
_PLANNED = (
    sa.select(
        col(Plan.couple_id),
        col(Plan.id),
        col(PlanSlot.starts_at),
        col(PlanOffer.minutes),
        Person,
        col(ReminderChoiceForPlan.leads),
        col(ReminderChoice.leads),
        col(ReminderChoice.rests_together),
        RitualOffer,
    )
    .select_from(PlanSlot)
    .join(
        Plan,
        sa.and_(
            col(Plan.couple_id) == col(PlanSlot.couple_id),
            col(Plan.id) == col(PlanSlot.plan_id),
            col(Plan.offer_number) == col(PlanSlot.offer_number),
        ),
    )
    .join(
        PlanOffer,
        sa.and_(
            col(PlanOffer.couple_id) == col(Plan.couple_id),
            col(PlanOffer.plan_id) == col(Plan.id),
            col(PlanOffer.number) == col(Plan.offer_number),
        ),
    )
    .join(Couple, col(Couple.id) == col(Plan.couple_id))
    .join(Membership, col(Membership.couple_id) == col(Plan.couple_id))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .outerjoin(
        ReminderChoiceForPlan,
        sa.and_(
            col(ReminderChoiceForPlan.couple_id) == col(Plan.couple_id),
            col(ReminderChoiceForPlan.plan_id) == col(Plan.id),
            col(ReminderChoiceForPlan.person_id) == col(Person.id),
        ),
    )
    .outerjoin(
        ReminderChoice,
        sa.and_(
            col(ReminderChoice.couple_id) == col(Plan.couple_id),
            col(ReminderChoice.person_id) == col(Person.id),
        ),
    )
    # The ritual of an occasion that nobody has touched.
    .outerjoin(
        Ritual,
        sa.and_(
            col(Ritual.couple_id) == col(Plan.couple_id),
            col(Ritual.id) == col(Plan.ritual_id),
            col(Plan.offer_number) == 1,
        ),
    )
    .outerjoin(
        RitualOffer,
        sa.and_(
            col(RitualOffer.couple_id) == col(Ritual.couple_id),
            col(RitualOffer.ritual_id) == col(Ritual.id),
            col(RitualOffer.number) == col(Ritual.agreed_number),
        ),
    )
    .where(
        col(Couple.closed_at).is_(None),
        col(Plan.state) == PlanState.PLANNED,
        col(PlanSlot.chosen_at).is_not(None),
    )
    .order_by(col(PlanSlot.starts_at), col(Plan.couple_id), col(Plan.id), col(Membership.seat))
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class _Coming:
    """A plan that comes or runs, for one of the two."""

    couple_id: UUID
    plan_id: UUID
    starts_at: datetime
    ends_at: datetime
    person: Person
    leads: frozenset[Lead]
    rests: bool
    ritual_id: UUID | None  # of an occasion as its ritual says

    @property
    def path(self) -> str:
        """Where it is read. Such an occasion goes with a change or an end; the page of its ritual stays."""
        if self.ritual_id is not None:
            return f"/together/rituals/{self.ritual_id}"
        return f"/together/plans/{self.plan_id}"


@dataclass(frozen=True)
class _Wanted:
    """A reminder that is to wait for its time."""

    key: str
    person: Person
    due_at: datetime
    expires_at: datetime
    message: Message

    @property
    def told(self) -> tuple[str, datetime, datetime, str]:
        return self.key, self.due_at, self.expires_at, self.message.title


@dataclass(frozen=True)
class _Change:
    """What has to be done so that what waits is what is wanted."""

    withdraw: Sequence[Notification]
    tell: Sequence[_Wanted]
    quiet: dict[UUID, Stretch] | None  # None where it is as it ought to be

    @property
    def is_none(self) -> bool:
        return not self.withdraw and not self.tell and self.quiet is None


def remind_of_plans(session: Session, outbox: Outbox, now: datetime) -> None:
    """Tell ahead what comes soon, and follow who travelled. A chore of the worker."""
    waits: dict[tuple[UUID, UUID], set[Any]] = {}
    for row in session.exec(
        select(Notification).where(
            Notification.kind == KIND,
            col(Notification.handed_out_at).is_(None),
            col(Notification.withdrawn_at).is_(None),
            col(Notification.due_at) > now,  # what is due is leaving
        )
    ):
        waits.setdefault((row.couple_id, _plan_of(row.about)), set()).add(_told(row))
    for one in session.exec(select(QuietTime).where(QuietTime.ends_at > now)):
        stretch = (one.person_id, one.begins_at, one.ends_at)
        waits.setdefault((one.couple_id, _plan_of(one.about)), set()).add(stretch)
    wanted: dict[tuple[UUID, UUID], set[Any]] = {}
    agreements: dict[UUID, Agreement] = {}
    for coming in _coming(session, now):
        if coming.couple_id not in agreements:
            agreements[coming.couple_id] = current_agreement(session, coming.couple_id)
        these = wanted.setdefault((coming.couple_id, coming.plan_id), set())
        these |= {one.told for one in _wanted(coming, agreements[coming.couple_id], outbox, now)}
        if coming.rests:
            these.add((coming.person.id, coming.starts_at, coming.ends_at))
    for couple_id, plan_id in sorted({*waits, *wanted}):
        if waits.get((couple_id, plan_id), set()) != wanted.get((couple_id, plan_id), set()):
            settle(session, couple_id, plan_id, outbox, now)


def settle_all(session: Session, couple_id: UUID, outbox: Outbox, now: datetime) -> None:
    """Somebody chose otherwise: settle every plan that comes soon, or runs."""
    for plan_id in dict.fromkeys(coming.plan_id for coming in _coming(session, now, couple_id)):
        settle(session, couple_id, plan_id, outbox, now)


def settle(session: Session, couple_id: UUID, plan_id: UUID, outbox: Outbox, now: datetime) -> None:
    """Let what waits be what is wanted; the couple's turn is taken only when something changes."""
    if _change(session, couple_id, plan_id, outbox, now).is_none:
        return
    take_turn(session, couple_id)
    # Somebody may have cancelled it, or chosen otherwise, just before it was our turn.
    change = _change(session, couple_id, plan_id, outbox, now)
    for row in change.withdraw:
        withdraw_matching(session, couple_id, now, col(Notification.id) == row.id)
    for wanted in change.tell:
        _tell(session, couple_id, plan_id, wanted, outbox, now)
    if change.quiet is not None:
        keep_quiet(session, couple_id, about_ahead(plan_id), change.quiet, now)


def _coming(
    session: Session, now: datetime, couple_id: UUID | None = None, plan_id: UUID | None = None
) -> Iterator[_Coming]:
    """What is planned, runs or may have to be told of within `AHEAD`, once for each of the two."""
    found = _PLANNED.where(
        col(PlanSlot.starts_at) > now - _LONGEST,
        col(PlanSlot.starts_at) <= now + AHEAD + _EVENING_BEFORE_AT_MOST,
    )
    if couple_id is not None:
        found = found.where(col(Plan.couple_id) == couple_id)
    if plan_id is not None:
        found = found.where(col(Plan.id) == plan_id)
    rows = session.execute(found).all()
    for whose, which, starts_at, minutes, person, for_it, usual, rests, ritual in rows:
        ends_at = starts_at + timedelta(minutes=minutes)
        if ends_at > now:
            frequent = ritual is not None and Terms.of(ritual).rhythm.is_frequent
            usually = frozenset[Lead]() if frequent else leads_of(usual)
            leads = usually if for_it is None else leads_of(for_it)
            yield _Coming(
                whose, which, starts_at, ends_at, person, leads, bool(rests), ritual and ritual.ritual_id
            )


def _wanted(coming: _Coming, agreement: Agreement, outbox: Outbox, now: datetime) -> Iterator[_Wanted]:
    """What is to be told of it within `AHEAD`; never what lies behind."""
    person, words = coming.person, outbox.words_for(coming.person)
    for lead, due in times_of(coming.leads, coming.starts_at, person.time_zone).items():
        if now < due <= now + AHEAD:
            until = min(coming.starts_at + START_IS_NEWS, coming.ends_at)
            yield _Wanted(
                key=_key(coming, lead),
                person=person,
                due_at=due,
                expires_at=until if lead is Lead.START else coming.starts_at,
                message=a_reminder(
                    lead, coming.path, coming.starts_at, phrase_of(agreement, words), person, words, due
                ),
            )


def _change(session: Session, couple_id: UUID, plan_id: UUID, outbox: Outbox, now: datetime) -> _Change:
    agreement = current_agreement(session, couple_id)
    coming = list(_coming(session, now, couple_id, plan_id))
    wanted = {one.key: one for each in coming for one in _wanted(each, agreement, outbox, now)}
    known = session.exec(
        select(Notification)
        .where(Notification.couple_id == couple_id, Notification.about == about_ahead(plan_id))
        .execution_options(populate_existing=True)
    ).all()
    left, right, withdraw = set(), set(), []
    for row in known:
        if row.handed_out_at is not None or (row.withdrawn_at is None and row.due_at <= now):
            left.add(row.dedupe_key)
        elif row.withdrawn_at is None:
            found = wanted.get(row.dedupe_key)
            if found and found.told == _told(row):
                right.add(row.dedupe_key)
            else:
                withdraw.append(row)
    rests = {one.person.id: (one.starts_at, one.ends_at) for one in coming if one.rests}
    return _Change(
        withdraw,
        [one for key, one in wanted.items() if key not in left | right],
        rests if quiet_times_about(session, couple_id, about_ahead(plan_id)) != rests else None,
    )


def _tell(
    session: Session, couple_id: UUID, plan_id: UUID, wanted: _Wanted, outbox: Outbox, now: datetime
) -> None:
    # One that was withdrawn before it left is told anew: at another moment, or after all.
    session.exec(
        delete(Notification).where(
            col(Notification.couple_id) == couple_id,
            col(Notification.dedupe_key) == wanted.key,
            col(Notification.handed_out_at).is_(None),
        )
    )
    outbox.tell(
        session,
        wanted.message,
        couple_id=couple_id,
        recipient=wanted.person,
        about=about_ahead(plan_id),
        dedupe_key=wanted.key,
        replaces=about(plan_id),
        expires_at=wanted.expires_at,
        now=now,
        due_at=wanted.due_at,
    )


def _key(coming: _Coming, lead: Lead) -> str:
    begins = int(coming.starts_at.timestamp())
    return f"{KIND}:{coming.plan_id}:{coming.person.id}:{lead.value}:{begins}"


def _told(row: Notification) -> tuple[str, datetime, datetime, str]:
    return row.dedupe_key, row.due_at, row.expires_at, row.title


def _plan_of(about_it: str) -> UUID:
    return UUID(about_it.rpartition(":")[2])
