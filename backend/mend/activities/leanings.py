"""What each says of an idea in secret, and how it becomes something both know. For each idea and person:

    nothing  ──like──────────▶ liked
    nothing  ──decline───────▶ declined
    liked    ──decline───────▶ declined     (the latest tap counts, from whichever phone)
    declined ──like──────────▶ liked
    liked    ──take back─────▶ nothing
    declined ──take back─────▶ nothing      (it is shown to them again)
    liked    ──the other likes it too──▶ both want it (see `matches`); what each said is used up

Whatever one says here, nothing changes for the other until both like the same: no event is announced and no
number moves, nobody is told, no order or count of theirs depends on it, and it is in nobody's copy but the
speaker's. A decline is never told at all. To like something is the only way to find out whether the other
does, and who finds out is found out in the same moment: both are told, and only openly can it be ended.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from mend.activities.ideas import Idea, find_idea
from mend.activities.match_messages import tell_of_match
from mend.activities.models import Leaning, Match, SaidInSecret
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, Refused
from mend.ids import new_id
from mend.live.events import announce
from mend.notifications.outbox import Outbox

_OPEN_MATCH = sa.select(col(Match.id)).where(
    col(Match.couple_id) == sa.bindparam("couple"),
    col(Match.idea) == sa.bindparam("idea"),
    col(Match.ended_at).is_(None),
)


class WantedByBoth(Refused):
    """Both said yes already: nothing about it is secret any more. `match_id` is where it goes on."""

    def __init__(self, match_id: UUID) -> None:
        super().__init__(N_("You both want this one by now. If you do not any more, you can say so here."))
        self.match_id = match_id


@dataclass(frozen=True)
class Said:
    """What somebody said of one idea, with its key."""

    idea: str
    leaning: Leaning
    at: datetime


def like(session: Session, member: Member, key: str, outbox: Outbox, now: datetime) -> UUID | None:
    """Say "I'd like that". When the other said so before: the id of what both want now, and both know.

    Until then only the member does. Saying it again is saying it once. `Gone` when the idea was put away.
    """
    hold_open(session, member.couple_id)
    idea = find_idea(session, member, key)
    known = open_match_of(session, member.couple_id, key)
    if known is not None:
        return known
    _check_on_offer(idea)
    # Written and read alike whatever the other said: nothing but the answer itself differs.
    say(session, member, key, Leaning.LIKE, now)
    said = select(SaidInSecret.leaning).where(
        SaidInSecret.couple_id == member.couple_id,
        SaidInSecret.person_id == member.partner.id,
        SaidInSecret.idea == key,
    )
    if session.exec(said).first() is not Leaning.LIKE:
        return None
    return _both_want(session, member, key, outbox, now)


def decline(session: Session, member: Member, key: str, now: datetime) -> None:
    """Say "Not for me": it is not shown to the member again, and nobody is ever told. Twice is once.

    `WantedByBoth` when both like it by now, `Gone` when it was put away.
    """
    hold_open(session, member.couple_id)
    _check_on_offer(_find_secret(session, member, key))
    say(session, member, key, Leaning.DECLINE, now)


def take_back(session: Session, member: Member, key: str) -> None:
    """Unsay one's own like or decline, as silently as it was said. Twice is once.

    `WantedByBoth` when the other liked it too meanwhile.
    """
    hold_open(session, member.couple_id)
    _find_secret(session, member, key)
    forget(session, member.couple_id, key, member.person.id)


def leanings_of(session: Session, couple_id: UUID, person_id: UUID) -> list[Said]:
    """All this person said, the latest first: for nobody's eyes but theirs."""
    rows = session.exec(
        select(SaidInSecret.idea, SaidInSecret.leaning, SaidInSecret.said_at)
        .where(SaidInSecret.couple_id == couple_id, SaidInSecret.person_id == person_id)
        .order_by(col(SaidInSecret.said_at).desc(), col(SaidInSecret.idea))
    )
    return [Said(idea, Leaning(leaning), said_at) for idea, leaning, said_at in rows]


def open_match_of(session: Session, couple_id: UUID, key: str) -> UUID | None:
    """The id under which both want this idea now, if they do."""
    found: UUID | None = session.execute(_OPEN_MATCH, {"couple": couple_id, "idea": key}).scalar_one_or_none()
    return found


def forget(session: Session, couple_id: UUID, key: str, *people: UUID) -> None:
    """What these people said of an idea is no more. Wants the couple held."""
    session.exec(
        delete(SaidInSecret).where(
            col(SaidInSecret.couple_id) == couple_id,
            col(SaidInSecret.idea) == key,
            col(SaidInSecret.person_id).in_(people),
        )
    )


def _find_secret(session: Session, member: Member, key: str) -> Idea:
    """An idea that is not wanted by both yet; else `WantedByBoth`."""
    idea = find_idea(session, member, key)
    known = open_match_of(session, member.couple_id, key)
    if known is not None:
        raise WantedByBoth(known)
    return idea


def _check_on_offer(idea: Idea) -> None:
    if idea.is_put_away:
        raise Gone(N_("This idea was put away meanwhile. It is kept among your own ideas."))


def say(session: Session, member: Member, key: str, leaning: Leaning, now: datetime) -> None:
    """Write down what the member says of an idea; the same again changes nothing. Wants the couple held."""
    said = session.get(SaidInSecret, (member.couple_id, member.person.id, key), populate_existing=True)
    if said is None:
        said = SaidInSecret(
            couple_id=member.couple_id, person_id=member.person.id, idea=key, leaning=leaning, said_at=now
        )
    elif said.leaning is not leaning:
        said.leaning, said.said_at = leaning, now
    session.add(said)
    session.flush()


def _both_want(session: Session, member: Member, key: str, outbox: Outbox, now: datetime) -> UUID:
    match = Match(couple_id=member.couple_id, id=new_id(), idea=key, matched_at=now)
    session.add(match)
    session.flush()
    forget(session, member.couple_id, key, member.person.id, member.partner.id)
    announce(session, member.couple_id, "ideas", now)
    tell_of_match(session, member, match.id, outbox, now)
    return match.id
