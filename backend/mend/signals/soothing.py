"""What helps each of the two to calm down: their own list, of which the other sees what is shared."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mend.couples.membership import Member, hold_open
from mend.errors import N_, NotFound, Refused
from mend.ids import new_id
from mend.live.events import announce
from mend.signals.models import SoothingItem

MOST = 12  # more is no list to look at in a pause


def add_item(session: Session, member: Member, words: str, *, share: bool, now: datetime) -> SoothingItem:
    """Put something on one's own list. What is on it already stays one thing, and is shared when asked to.

    `Refused` past twelve.
    """
    hold_open(session, member.couple_id)
    mine = items_of(session, member.couple_id, member.person.id)
    same = next((item for item in mine if item.words.casefold() == words.casefold()), None)
    if same is not None:
        if share:
            share_item(session, member, same.id, share=True, now=now)
        return same
    if len(mine) >= MOST:
        raise Refused(N_("Twelve things are on your list. Please take one off first."), field="words")
    item = SoothingItem(
        couple_id=member.couple_id,
        id=new_id(),
        person_id=member.person.id,
        words=words,
        added_at=now,
        shared_at=now if share else None,
    )
    session.add(item)
    session.flush()
    if share:
        announce(session, member.couple_id, "soothing", now)
    return item


def share_item(session: Session, member: Member, item_id: UUID, *, share: bool, now: datetime) -> None:
    """Let the other see one's own item in a pause, or no longer. `NotFound` for anybody else's."""
    hold_open(session, member.couple_id)
    item = _own(session, member, item_id)
    if (item.shared_at is not None) is not share:
        item.shared_at = now if share else None
        session.add(item)
        session.flush()
        announce(session, member.couple_id, "soothing", now)


def take_off(session: Session, member: Member, item_id: UUID, now: datetime) -> None:
    """Take one's own item off the list. `NotFound` for anybody else's."""
    hold_open(session, member.couple_id)
    item = _own(session, member, item_id)
    was_shared = item.shared_at is not None
    session.delete(item)
    session.flush()
    if was_shared:
        announce(session, member.couple_id, "soothing", now)


def items_of(
    session: Session, couple_id: UUID, person_id: UUID, *, only_shared: bool = False
) -> list[SoothingItem]:
    """A person's list, in the order it grew."""
    wanted = select(SoothingItem).where(
        SoothingItem.couple_id == couple_id, SoothingItem.person_id == person_id
    )
    if only_shared:
        wanted = wanted.where(col(SoothingItem.shared_at).is_not(None))
    return list(session.exec(wanted.order_by(col(SoothingItem.added_at), col(SoothingItem.id))))


def _own(session: Session, member: Member, item_id: UUID) -> SoothingItem:
    item = session.get(SoothingItem, (member.couple_id, item_id))
    if item is None or item.person_id != member.person.id:
        raise NotFound(N_("There is nothing here."))
    return item
