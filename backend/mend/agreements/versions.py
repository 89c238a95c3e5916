"""The agreement: suggested by one, in force when the other accepts, kept in every version.

At most one suggestion waits at a time. Either may change or set it aside without a reason; nobody can accept
their own, so nothing counts that only one of the two wants.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from mend.agreements.models import AgreementVersion, Soothing
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, NotFound, Refused
from mend.ids import new_id
from mend.live.events import announce

DEFAULT_PHRASE = N_("Pause")
DEFAULT_EMOJI = "🌿"
DEFAULT_MINUTES = 20  # a break soothes from about twenty minutes on (PRODUCT: where the practice comes from)


@dataclass(frozen=True)
class Wording:
    """What an agreement says. `minutes` is the usual length of a pause; `soothing` goes by person's id."""

    phrase: str = DEFAULT_PHRASE
    emoji: str = DEFAULT_EMOJI
    hand_sign: str = ""
    minutes: int = DEFAULT_MINUTES
    soothing: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Agreement(Wording):
    """The wording that counts. Number 0 is none yet: Mend's own defaults."""

    number: int = 0
    agreed_at: datetime | None = None


@dataclass(frozen=True)
class Version:
    """One wording in the history, with who and when."""

    id: UUID
    number: int
    wording: Wording
    proposed_by: UUID
    proposed_at: datetime
    accepted_by: UUID | None
    accepted_at: datetime | None
    set_aside_by: UUID | None
    set_aside_at: datetime | None


def propose(
    session: Session, member: Member, wording: Wording, *, instead_of: UUID | None, now: datetime
) -> UUID:
    """Suggest `wording`, in place of the suggestion `instead_of` if there is one; returns the version's id.

    `Refused` when another suggestion waits than the one the proposer has seen, or when both agreed on just
    this already. Saying the same twice is one suggestion.
    """
    hold_open(session, member.couple_id)
    waiting = pending_agreement(session, member.couple_id)
    if waiting and waiting.wording == wording and waiting.proposed_by == member.person.id:
        return waiting.id
    if (waiting.id if waiting else None) != instead_of:
        raise Refused(N_("Something changed in the meantime. Please look first. Your words are still here."))
    current = current_agreement(session, member.couple_id)
    if current.number and wording == _wording_of(current):
        raise Refused(N_("You both agreed on exactly this already."))
    if waiting:
        _set_aside(_row(session, member, waiting.id), member, now)
        session.flush()
    newest = session.exec(
        select(func.max(AgreementVersion.number)).where(AgreementVersion.couple_id == member.couple_id)
    ).one()
    version = AgreementVersion(
        couple_id=member.couple_id,
        id=new_id(),
        number=(newest or 0) + 1,
        phrase=wording.phrase,
        emoji=wording.emoji,
        hand_sign=wording.hand_sign,
        minutes=wording.minutes,
        proposed_by=member.person.id,
        proposed_at=now,
    )
    session.add(version)
    session.flush()
    session.add_all(
        Soothing(couple_id=member.couple_id, version_id=version.id, person_id=person_id, words=words)
        for person_id, words in wording.soothing.items()
    )
    session.flush()
    announce(session, member.couple_id, "agreement", now)
    return version.id


def accept(session: Session, member: Member, version_id: UUID, now: datetime) -> None:
    """The other's suggestion sounds right: it counts from now on. Twice is once.

    `Refused` for one's own, `Gone` for one that was changed or set aside meanwhile.
    """
    hold_open(session, member.couple_id)
    version = _row(session, member, version_id)
    if version.proposed_by == member.person.id:
        raise Refused(
            N_("This is your own suggestion. It counts once %(name)s accepts it."), name=member.partner.name
        )
    if version.set_aside_at is not None:
        raise Gone(N_("This suggestion no longer waits. It was changed or set aside."))
    if version.accepted_at is not None:
        return
    version.accepted_by, version.accepted_at = member.person.id, now
    session.flush()
    announce(session, member.couple_id, "agreement", now)


def set_aside(session: Session, member: Member, version_id: UUID, now: datetime) -> None:
    """Put a suggestion aside, one's own or the other's; what counted before still counts. Twice is once."""
    hold_open(session, member.couple_id)
    version = _row(session, member, version_id)
    if version.accepted_at is not None:
        raise Refused(N_("You both agreed on this meanwhile. You can suggest a change."))
    if version.set_aside_at is None:
        _set_aside(version, member, now)
        session.flush()
        announce(session, member.couple_id, "agreement", now)


def current_agreement(session: Session, couple_id: UUID) -> Agreement:
    """The wording both accepted last; Mend's defaults, number 0, while there is none."""
    found = _versions(session, couple_id, col(AgreementVersion.accepted_at).is_not(None), limit=1)
    if not found:
        return Agreement()
    words = found[0].wording
    return Agreement(
        words.phrase,
        words.emoji,
        words.hand_sign,
        words.minutes,
        words.soothing,
        number=found[0].number,
        agreed_at=found[0].accepted_at,
    )


def pending_agreement(session: Session, couple_id: UUID) -> Version | None:
    """The suggestion that waits for an answer."""
    found = _versions(
        session,
        couple_id,
        col(AgreementVersion.accepted_at).is_(None) & col(AgreementVersion.set_aside_at).is_(None),
        limit=1,
    )
    return found[0] if found else None


def versions(session: Session, couple_id: UUID) -> list[Version]:
    """Every wording there ever was, the newest first."""
    return _versions(session, couple_id, AgreementVersion.couple_id == couple_id)


def _wording_of(agreement: Agreement) -> Wording:
    return Wording(
        agreement.phrase, agreement.emoji, agreement.hand_sign, agreement.minutes, agreement.soothing
    )


def _versions(
    session: Session, couple_id: UUID, which: ColumnElement[bool] | bool, limit: int | None = None
) -> list[Version]:
    rows = session.exec(
        select(AgreementVersion)
        .where(AgreementVersion.couple_id == couple_id, which)
        .order_by(col(AgreementVersion.number).desc())
        .limit(limit)
    ).all()
    soothing = _soothing(session, couple_id, [row.id for row in rows])
    return [
        Version(
            row.id,
            row.number,
            Wording(row.phrase, row.emoji, row.hand_sign, row.minutes, soothing.get(row.id, {})),
            row.proposed_by,
            row.proposed_at,
            row.accepted_by,
            row.accepted_at,
            row.set_aside_by,
            row.set_aside_at,
        )
        for row in rows
    ]


def _soothing(
    session: Session, couple_id: UUID, version_ids: Sequence[UUID]
) -> Mapping[UUID, dict[UUID, str]]:
    found: dict[UUID, dict[UUID, str]] = {}
    if version_ids:
        rows = session.exec(
            select(Soothing.version_id, Soothing.person_id, Soothing.words).where(
                Soothing.couple_id == couple_id, col(Soothing.version_id).in_(version_ids)
            )
        )
        for version_id, person_id, words in rows:
            found.setdefault(version_id, {})[person_id] = words
    return found


def _row(session: Session, member: Member, version_id: UUID) -> AgreementVersion:
    found = session.exec(
        select(AgreementVersion)
        .where(AgreementVersion.couple_id == member.couple_id, AgreementVersion.id == version_id)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound(N_("There is nothing here."))
    return found


def _set_aside(version: AgreementVersion, member: Member, now: datetime) -> None:
    version.set_aside_by, version.set_aside_at = member.person.id, now
