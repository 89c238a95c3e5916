"""An offer of a ritual as it is said to one of the two: on which days, at what time, by whose clock."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from mend.activities.rituals.days import first_day_after, moment_on
from mend.activities.rituals.models import RitualOffer
from mend.activities.rituals.terms import Terms
from mend.couples.membership import Member
from mend.couples.saying import Said, said_to
from mend.rhythms.words import said
from mend.web.moments import same_clock
from mend.web.words import Words


@dataclass(frozen=True)
class Rhythmical:
    """An offer of a ritual in words: when it comes up, by whose clock where that differs, and what else."""

    what: str
    place: str
    note: str
    minutes: int
    rhythm: str
    clock: str
    number: int
    is_mine: bool
    next: Said
    comes: bool  # whether there is a next time


def said_of(offer: RitualOffer, member: Member, words: Words, now: datetime) -> Rhythmical:
    """What `offer` says, for the member."""
    terms = Terms.of(offer)
    day = first_day_after(terms, now)
    moment = moment_on(terms, day or terms.rhythm.starts)
    today = now.astimezone(ZoneInfo(terms.zone)).date()
    again = words.say(
        "%(rhythm)s, %(time)s", rhythm=said(terms.rhythm, words, today), time=f"{terms.at:%H:%M}"
    )
    return Rhythmical(
        what=terms.what,
        place=terms.place,
        note=terms.note,
        minutes=terms.minutes,
        rhythm=again[:1].upper() + again[1:],
        clock=_clock(terms.zone, moment, member, words),
        number=offer.number,
        is_mine=offer.offered_by == member.person.id,
        next=said_to(member, moment, now, words),
        comes=day is not None,
    )


def place_of(zone: str) -> str:
    """The city a zone is named after."""
    return zone.rpartition("/")[2].replace("_", " ")


def _clock(zone: str, moment: datetime, member: Member, words: Words) -> str:
    """Whose clock is meant, where the reader's shows something else."""
    if same_clock(moment, zone, member.person.time_zone):
        return ""
    if same_clock(moment, zone, member.partner.time_zone):
        return words.say("by %(name)s’s clock", name=member.partner.name)
    return words.say("by the clock of %(zone)s", zone=place_of(zone))
