"""The return after a pause: both say that they are ready, and both say how it ends. See `states`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, Malformed, NotFound, Refused
from mend.live.events import announce
from mend.notifications.outbox import Outbox
from mend.signals import messages
from mend.signals.models import Pause
from mend.signals.names import REPLACES, about_pause, ready_key
from mend.signals.return_models import Return, ReturnEnding, ReturnReady, ReturnWish
from mend.signals.states import UNFINISHED, ReturnMove, check_return, return_state

READY_IS_NEWS_FOR = timedelta(minutes=30)
BOTH = 2


@dataclass(frozen=True)
class Standing:
    """What each of the two has said about a return, by person: when they were ready, what they wish."""

    ready: Mapping[UUID, datetime]
    wishes: Mapping[UUID, ReturnEnding]


NOTHING_SAID = Standing({}, {})


def begin_return(session: Session, pause: Pause, now: datetime) -> Return:
    """The caller of `pause` is back, and so the first to be ready."""
    begun = Return(couple_id=pause.couple_id, pause_id=pause.id, began_at=now)
    session.add(begun)
    session.flush()
    session.add(
        ReturnReady(couple_id=pause.couple_id, pause_id=pause.id, person_id=pause.caller_id, ready_at=now)
    )
    session.flush()
    return begun


def lapse_return(session: Session, couple_id: UUID, now: datetime) -> None:
    """A new pause begins: the return that nobody had finished is over."""
    found = _open_row(session, couple_id)
    if found is not None:
        check_return(found, ReturnMove.LAPSE, now)
        _end(session, found, ReturnEnding.LAPSED, now)


def say_ready(session: Session, member: Member, pause_id: UUID, *, outbox: Outbox, now: datetime) -> Return:
    """Ready. Once both are, the return is open and the other is told. Twice is once."""
    hold_open(session, member.couple_id)
    found = find_return(session, member, pause_id)
    if member.person.id in standing(session, found).ready:
        return found
    check_return(found, ReturnMove.READY, now)
    session.add(
        ReturnReady(couple_id=member.couple_id, pause_id=pause_id, person_id=member.person.id, ready_at=now)
    )
    session.flush()
    if len(standing(session, found).ready) == BOTH:
        found.opened_at = now
        session.add(found)
        session.flush()
        pause = session.get_one(Pause, (member.couple_id, pause_id))
        outbox.tell(
            session,
            messages.both_ready(pause, outbox.words_for(member.partner)),
            couple_id=member.couple_id,
            recipient=member.partner,
            about=about_pause(pause_id),
            dedupe_key=ready_key(pause_id),
            replaces=REPLACES,
            expires_at=now + READY_IS_NEWS_FOR,
            now=now,
        )
    announce(session, member.couple_id, "return", now)
    return found


def wish_ending(
    session: Session, member: Member, pause_id: UUID, wish: ReturnEnding, *, now: datetime
) -> Return:
    """How one of the two would like it to end; it can be changed until both have said so.

    Alike, it ends like that. Unlike, with a talk if either wants one: what is open for one is open for both;
    else it is let go. Saying the same again is once, also after the end; `Gone` for another wish by then.
    """
    if wish is ReturnEnding.LAPSED:
        raise Malformed(N_("Please choose one of the options."))
    hold_open(session, member.couple_id)
    found = find_return(session, member, pause_id)
    before = session.get(ReturnWish, (member.couple_id, pause_id, member.person.id))
    if before is not None and before.wish is wish:
        return found
    check_return(found, ReturnMove.WISH, now)
    if before is None:
        before = ReturnWish(
            couple_id=member.couple_id,
            pause_id=pause_id,
            person_id=member.person.id,
            wish=wish,
            wished_at=now,
        )
    before.wish, before.wished_at = wish, now
    session.add(before)
    session.flush()
    wishes = standing(session, found).wishes
    if len(wishes) == BOTH:
        _end(session, found, _together(*wishes.values()), now)
    announce(session, member.couple_id, "return", now)
    return found


def find_return(session: Session, member: Member, pause_id: UUID) -> Return:
    """The return after a pause of the member's couple; `NotFound` for any other pause.

    Where there is none, because the caller has not come back: `Refused`, or `Gone` once the pause is over.
    """
    found = return_after(session, member.couple_id, pause_id)
    if found is None:
        pause = session.get(Pause, (member.couple_id, pause_id))
        if pause is None:
            raise NotFound(N_("There is nothing here."))
        if pause.ended_at is not None:
            raise Gone(N_("This pause is over."))
        raise Refused(N_("There is no return to this pause yet. It begins when its caller is back."))
    return found


def return_after(session: Session, couple_id: UUID, pause_id: UUID) -> Return | None:
    """The return after this pause, if its caller came back."""
    return session.exec(
        select(Return)
        .where(Return.couple_id == couple_id, Return.pause_id == pause_id)
        .execution_options(populate_existing=True)
    ).first()


def unfinished_return(session: Session, couple_id: UUID, now: datetime) -> Return | None:
    """The return the two have not finished; None once it has faded."""
    found = _open_row(session, couple_id)
    return found if found is not None and return_state(found, now) in UNFINISHED else None


def standing(session: Session, found: Return) -> Standing:
    """What each has said so far."""
    ready = session.exec(
        select(ReturnReady.person_id, ReturnReady.ready_at).where(
            ReturnReady.couple_id == found.couple_id, ReturnReady.pause_id == found.pause_id
        )
    )
    wishes = session.exec(
        select(ReturnWish.person_id, ReturnWish.wish).where(
            ReturnWish.couple_id == found.couple_id, ReturnWish.pause_id == found.pause_id
        )
    )
    return Standing(dict(ready.all()), {who: ReturnEnding(wish) for who, wish in wishes})


def _together(one: ReturnEnding, other: ReturnEnding) -> ReturnEnding:
    if one is other:
        return one
    return ReturnEnding.TALK if ReturnEnding.TALK in (one, other) else ReturnEnding.LET_GO


def _open_row(session: Session, couple_id: UUID) -> Return | None:
    return session.exec(
        select(Return)
        .where(Return.couple_id == couple_id, col(Return.ended_at).is_(None))
        .execution_options(populate_existing=True)
    ).first()


def _end(session: Session, found: Return, ending: ReturnEnding, now: datetime) -> None:
    found.ended_at, found.ended_as = now, ending
    session.add(found)
    session.flush()
