"""The rehearsal: a practice signal to both phones while calm, and the truth about what each showed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mend.accounts.models import Person
from mend.accounts.throttle import note_try
from mend.agreements.phrase import phrase_of
from mend.agreements.versions import current_agreement
from mend.couples.membership import Member, hold_open
from mend.errors import N_, NotFound
from mend.ids import new_id
from mend.live.events import announce
from mend.notifications.models import Notification
from mend.notifications.outbox import Outbox
from mend.notifications.reports import Report, device_reports
from mend.signals import messages
from mend.signals.models import Rehearsal
from mend.signals.names import about_rehearsal, practice_key

LASTS = timedelta(minutes=3)
ONE_AT_A_TIME = timedelta(seconds=5)  # both tap at once: one practice, not two
FREE_IN_A_ROW = 10  # enough to mend two phones; then the loud practice has to wait a little


@dataclass(frozen=True)
class Showing:
    """How the practice went for one partner, device by device; empty when no device is registered."""

    person: Person
    devices: list[Report]

    @property
    def was_shown(self) -> bool:
        """Whether any device of theirs really showed it."""
        return any(device.state == "shown" for device in self.devices)


def start_rehearsal(session: Session, member: Member, *, outbox: Outbox, now: datetime) -> Rehearsal:
    """Send a practice signal to every device of both. `TooMany` after many in a row."""
    hold_open(session, member.couple_id)
    latest = latest_rehearsal(session, member.couple_id)
    if latest is not None and now - latest.started_at < ONE_AT_A_TIME:
        return latest
    note_try(session, "rehearse", str(member.couple_id), now, free=FREE_IN_A_ROW)
    agreement = current_agreement(session, member.couple_id)
    rehearsal = Rehearsal(
        couple_id=member.couple_id,
        id=new_id(),
        started_by=member.person.id,
        phrase=phrase_of(agreement, outbox.words_for(member.partner)),
        started_at=now,
    )
    session.add(rehearsal)
    session.flush()
    for person in (member.person, member.partner):
        outbox.tell(
            session,
            messages.practice(rehearsal, outbox.words_for(person)),
            couple_id=member.couple_id,
            recipient=person,
            about=about_rehearsal(rehearsal.id),
            dedupe_key=practice_key(rehearsal.id, person.id),
            replaces="practice",
            expires_at=now + LASTS,
            now=now,
        )
    announce(session, member.couple_id, "rehearsal", now)
    return rehearsal


def latest_rehearsal(session: Session, couple_id: UUID) -> Rehearsal | None:
    """The last practice of the two."""
    return session.exec(
        select(Rehearsal)
        .where(Rehearsal.couple_id == couple_id)
        .order_by(col(Rehearsal.started_at).desc())
        .limit(1)
    ).first()


def find_rehearsal(session: Session, member: Member, rehearsal_id: UUID) -> Rehearsal:
    """A rehearsal of the member's couple; `NotFound` for any other."""
    rehearsal = session.get(Rehearsal, (member.couple_id, rehearsal_id))
    if rehearsal is None:
        raise NotFound(N_("There is nothing here."))
    return rehearsal


def showings(session: Session, member: Member, rehearsal: Rehearsal) -> list[Showing]:
    """How it went: the asker first, then the partner."""
    told = dict(
        session.exec(
            select(Notification.recipient_id, Notification.id).where(
                Notification.couple_id == member.couple_id,
                Notification.about == about_rehearsal(rehearsal.id),
            )
        ).all()
    )
    return [
        Showing(
            person, device_reports(session, member.couple_id, told[person.id]) if person.id in told else []
        )
        for person in (member.person, member.partner)
    ]
