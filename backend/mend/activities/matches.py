"""What both want. Made by the second like (see `leanings`), ended openly by either.

    both want it ──not any more──▶ ended      (either; for who said so it is as if declined, for the other
                                               as if never asked)
    ended        ──undo──────────▶ both want it    (who ended it, within ten minutes)

Ended is not lost: the two see that they wanted it once, and it can be wanted again, by two likes as before.
Whether it can be undone depends on the clock alone and on nothing that somebody said in secret meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mend.activities.ideas import Idea, every_idea
from mend.activities.leanings import forget, open_match_of, say
from mend.activities.match_messages import about
from mend.activities.models import Leaning, Match
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, NotFound, Refused
from mend.live.events import announce
from mend.notifications.withdrawals import withdraw

UNDO_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Wanted:
    """An idea both want, or wanted until `match.ended_at`."""

    match: Match
    idea: Idea

    @property
    def is_open(self) -> bool:
        """Whether both want it now."""
        return self.match.ended_at is None

    def may_undo(self, person_id: UUID, now: datetime) -> bool:
        """Whether this person ended it a moment ago."""
        ended = self.match.ended_at
        return ended is not None and self.match.ended_by == person_id and now - ended < UNDO_FOR


@dataclass(frozen=True)
class Both:
    """What the two want now and what they wanted once, each with the newest first."""

    now: list[Wanted]
    once: list[Wanted]


def wanted_by_both(session: Session, member: Member) -> Both:
    """All they want and wanted, the same for both. Of an idea that was wanted before, the latest time."""
    ideas = every_idea(session, member.couple_id)
    latest: dict[str, Wanted] = {}
    rows = session.exec(
        select(Match)
        .where(Match.couple_id == member.couple_id)
        .order_by(col(Match.matched_at).desc(), col(Match.id).desc())
    )
    for match in rows:
        if match.idea in ideas:
            latest.setdefault(match.idea, Wanted(match, ideas[match.idea]))
    return Both(
        [one for one in latest.values() if one.is_open], [one for one in latest.values() if not one.is_open]
    )


def find_wanted(session: Session, member: Member, match_id: UUID) -> Wanted:
    """One of theirs, also one that was ended; `NotFound` for any other."""
    match = _find(session, member, match_id)
    idea = every_idea(session, member.couple_id).get(match.idea)
    if idea is None:
        raise NotFound(N_("There is nothing here."))
    return Wanted(match, idea)


def want_no_more(session: Session, member: Member, match_id: UUID, now: datetime) -> None:
    """Say "Not any more": for both at once, and openly. Twice, or by both, is once.

    A notification of it that has not left yet is not sent any more.
    """
    hold_open(session, member.couple_id)
    match = _find(session, member, match_id)
    if match.ended_at is not None:
        return
    match.ended_by, match.ended_at = member.person.id, now
    session.add(match)
    session.flush()
    say(session, member, match.idea, Leaning.DECLINE, now)
    withdraw(session, member.couple_id, about=about(match_id), now=now)
    announce(session, member.couple_id, "ideas", now)


def want_after_all(session: Session, member: Member, match_id: UUID, now: datetime) -> UUID:
    """Undo one's own "Not any more"; the id under which both want it now. Twice is once.

    `Refused` when the other ended it, `Gone` after ten minutes: then two likes are needed, as at first.
    """
    hold_open(session, member.couple_id)
    match = _find(session, member, match_id)
    if match.ended_at is None:
        return match.id
    if match.ended_by != member.person.id:
        raise Refused(N_("%(name)s said “not any more”."), name=member.partner.name)
    if now - match.ended_at >= UNDO_FOR:
        raise Gone(N_("That was a while ago. Like it again, and it is up to both of you once more."))
    # Both may have liked it anew within these minutes: then they want it already.
    known = open_match_of(session, member.couple_id, match.idea)
    if known is not None:
        return known
    match.ended_by = match.ended_at = None
    session.add(match)
    session.flush()
    forget(session, member.couple_id, match.idea, member.person.id, member.partner.id)
    announce(session, member.couple_id, "ideas", now)
    return match.id


def _find(session: Session, member: Member, match_id: UUID) -> Match:
    match = session.get(Match, (member.couple_id, match_id), populate_existing=True)
    if match is None:
        raise NotFound(N_("There is nothing here."))
    return match
