"""The jar: what each of the two thanked the other for, the newest first. Nothing in it is counted.

    given ──take back──▶ taken back    (its author alone; then it is gone for both)

There is no thank-you too many, and none that waits for an answer.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.cloth.models import Kind
from mend.cloth.stitches import add_stitch, take_back_stitch
from mend.couples.membership import Member, hold_open
from mend.database import UtcDateTime
from mend.errors import N_, Gone, NotFound, Refused
from mend.live.events import announce
from mend.notifications.outbox import Outbox
from mend.notifications.withdrawals import withdraw
from mend.thanks.messages import about
from mend.thanks.models import Thanks
from mend.thanks.wishes import tell_of

A_PAGE = 20


_THANKED_FOR = sa.select(col(Thanks.entry_id)).where(
    col(Thanks.couple_id) == sa.bindparam("couple"),
    col(Thanks.author_id) == sa.bindparam("author"),
    col(Thanks.entry_id).in_(sa.bindparam("entries", expanding=True)),
    col(Thanks.taken_back_at).is_(None),
)


@dataclass(frozen=True)
class Leaf:
    """A page of the jar; `older` is where the next one goes on, None on the last."""

    thanks: list[Thanks]
    older: UUID | None


def give_thanks(
    session: Session,
    member: Member,
    *,
    thanks_id: UUID,
    words: str,
    entry_id: UUID | None = None,
    outbox: Outbox,
    now: datetime,
) -> Thanks:
    """Thank the partner, who is told as they wish (see `wishes`).

    Giving an id again is giving it once. With other words, or as somebody else, it is `Refused`; `Gone` when
    its author took it back. `entry_id` is what it is for, one of the couple's; a second one for the same is
    the first, with other words it is `Refused`.
    """
    hold_open(session, member.couple_id)
    before = session.get(Thanks, (member.couple_id, thanks_id), populate_existing=True)
    if before is not None:
        if before.author_id == member.person.id and before.taken_back_at is not None:
            raise Gone(N_("You took this one back. You can send it as a new one."))
        if (before.author_id, before.words) != (member.person.id, words):
            raise Refused(N_("This thank-you is in the jar already, in other words. You can send a new one."))
        return before
    for_it = _for_entry(session, member, entry_id) if entry_id else None
    if for_it is not None:
        if for_it.words != words:
            raise Refused(N_("You have said thank you for this already. It is in your jar."))
        return for_it
    thanks = Thanks(
        couple_id=member.couple_id,
        id=thanks_id,
        author_id=member.person.id,
        words=words,
        given_at=now,
        told_with=tell_of(session, member, thanks_id, outbox, now),
        entry_id=entry_id,
    )
    session.add(thanks)
    session.flush()
    add_stitch(session, member.couple_id, Kind.THANKS, thanks_id, now)
    announce(session, member.couple_id, "thanks", now)
    return thanks


def take_back(session: Session, member: Member, thanks_id: UUID, now: datetime) -> None:
    """Take one's own out of the jar; twice is once. What would have told of it alone is not sent any more.

    `Refused` when the partner gave it, `NotFound` when there is none.
    """
    hold_open(session, member.couple_id)
    thanks = session.get(Thanks, (member.couple_id, thanks_id), populate_existing=True)
    if thanks is None:
        raise NotFound(N_("There is nothing here."))
    if thanks.author_id != member.person.id:
        find_thanks(session, member, thanks_id)
        raise Refused(N_("Only %(name)s can take this one back."), name=member.partner.name)
    if thanks.taken_back_at is not None:
        return
    thanks.words, thanks.taken_back_at = "", now
    session.add(thanks)
    session.flush()
    take_back_stitch(session, member.couple_id, thanks_id)
    if not _is_told_with_another(session, thanks):
        withdraw(session, member.couple_id, about=about(thanks.told_with), now=now)
    announce(session, member.couple_id, "thanks", now)


def _for_entry(session: Session, member: Member, entry_id: UUID) -> Thanks | None:
    return session.exec(
        select(Thanks).where(
            Thanks.couple_id == member.couple_id,
            Thanks.author_id == member.person.id,
            Thanks.entry_id == entry_id,
            _is_there(),
        )
    ).first()


def thanked_for(session: Session, member: Member, entry_ids: Collection[UUID]) -> set[UUID]:
    """For which of these the member has said thank you. One query, also for none."""
    rows = session.execute(
        _THANKED_FOR,
        {"couple": member.couple_id, "author": member.person.id, "entries": list(entry_ids)},
    )
    return set(rows.scalars())


def _is_told_with_another(session: Session, thanks: Thanks) -> bool:
    others = select(Thanks.id).where(
        Thanks.couple_id == thanks.couple_id, Thanks.told_with == thanks.told_with, _is_there()
    )
    return session.exec(others.limit(1)).first() is not None


def _is_there() -> sa.ColumnElement[bool]:
    return col(Thanks.taken_back_at).is_(None)


def find_thanks(session: Session, member: Member, thanks_id: UUID) -> Thanks:
    """One of the couple's; `NotFound` for any other, and for what was taken back."""
    thanks = session.get(Thanks, (member.couple_id, thanks_id))
    if thanks is None or thanks.taken_back_at is not None:
        raise NotFound(N_("There is nothing here."))
    return thanks


def jar(session: Session, member: Member, before: UUID | None = None) -> Leaf:
    """What both gave, the newest first: the page after `before`. `NotFound` for one that never was theirs."""
    found = select(Thanks).where(Thanks.couple_id == member.couple_id, _is_there())
    if before is not None:
        # Also one that was taken back meanwhile still says where the page begins.
        mark = session.get(Thanks, (member.couple_id, before))
        if mark is None:
            raise NotFound(N_("There is nothing here."))
        place = sa.tuple_(sa.literal(mark.given_at, UtcDateTime), sa.literal(mark.id, sa.Uuid()))
        found = found.where(sa.tuple_(col(Thanks.given_at), col(Thanks.id)) < place)
    rows = session.exec(
        found.order_by(col(Thanks.given_at).desc(), col(Thanks.id).desc()).limit(A_PAGE + 1)
    ).all()
    leaf = list(rows[:A_PAGE])
    return Leaf(leaf, leaf[-1].id if len(rows) > A_PAGE else None)


def latest_thanks_for(session: Session, member: Member, now: datetime) -> Thanks | None:
    """The latest the partner gave, of the reader's today and yesterday: what home shows.

    It stands there at once, also for who wants their phone told once a day: what is opened by oneself is not
    a disturbance.
    """
    there = ZoneInfo(member.person.time_zone)
    yesterday = now.astimezone(there).date() - timedelta(days=1)
    return session.exec(
        select(Thanks)
        .where(
            Thanks.couple_id == member.couple_id,
            Thanks.author_id == member.partner.id,
            col(Thanks.given_at) >= datetime.combine(yesterday, time(), there),
            _is_there(),
        )
        .order_by(col(Thanks.given_at).desc(), col(Thanks.id).desc())
        .limit(1)
    ).first()
