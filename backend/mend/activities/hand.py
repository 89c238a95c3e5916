"""Three ideas at a time, for one of the two.

Which come first is shuffled anew each day, for each of them by themselves: the order is made from the couple,
the person, the day where they are, and the idea, and from nothing that anybody said. What the reader answered
is left out, and what both want; nothing else is. So the other's answers cannot be read from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from mend.activities.filters import Filter
from mend.activities.ideas import Idea, every_idea
from mend.activities.models import Match, SaidInSecret
from mend.couples.membership import Member

AT_ONCE = 3


@dataclass(frozen=True)
class Hand:
    """What is laid out. `after` is where the next three go on, "" when there is nothing more behind these.

    Without `ideas`: `looser` are the fields of the filter each of which is enough to leave out, and `is_over`
    says that the reader has answered everything there is.
    """

    ideas: Sequence[Idea]
    after: str = ""
    looser: Sequence[str] = ()
    is_over: bool = False


def deal(session: Session, member: Member, wanted: Filter, now: datetime, after: str = "") -> Hand:
    """The first three the member has not answered, of those `wanted`, behind the idea `after`.

    Behind the last one it begins again. Three queries, whatever was said.
    """
    left = unanswered(session, member)
    fitting = _in_order(member, [idea for idea in left if wanted.lets(idea)], now)
    if not fitting:
        looser = [name for name in wanted.fields() if any(wanted.without(name).lets(idea) for idea in left)]
        return Hand((), looser=looser, is_over=not left)
    place = _place(member, after, now)
    behind = [idea for idea in fitting if _place(member, idea.key, now) > place] if after else fitting
    laid = (behind or fitting)[:AT_ONCE]
    return Hand(laid, laid[-1].key if len(fitting) > AT_ONCE else "")


def unanswered(session: Session, member: Member) -> list[Idea]:
    """What the member can still be asked."""
    said = select(SaidInSecret.idea).where(
        SaidInSecret.couple_id == member.couple_id, SaidInSecret.person_id == member.person.id
    )
    both = select(Match.idea).where(Match.couple_id == member.couple_id, col(Match.ended_at).is_(None))
    answered = set(session.exec(said)) | set(session.exec(both))
    ideas = every_idea(session, member.couple_id)
    return [idea for key, idea in ideas.items() if key not in answered and not idea.is_put_away]


def _in_order(member: Member, ideas: Sequence[Idea], now: datetime) -> list[Idea]:
    return sorted(ideas, key=lambda idea: _place(member, idea.key, now))


def _place(member: Member, key: str, now: datetime) -> bytes:
    day = now.astimezone(ZoneInfo(member.person.time_zone)).date()
    return _shuffled(member.couple_id, member.person.id, day, key)


def _shuffled(couple_id: UUID, person_id: UUID, day: date, key: str) -> bytes:
    seed = couple_id.bytes + person_id.bytes + day.isoformat().encode()
    return blake2b(key.encode(), key=seed[:64], digest_size=8).digest()
