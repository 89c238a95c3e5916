"""Days and times as they are said to one of the two, and what the other's clock shows where it differs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mend.couples.membership import Member
from mend.web.moments import same_clock, which_of_two
from mend.web.words import Words


@dataclass(frozen=True)
class Said:
    """A moment in words: for the reader, for the partner (empty where the clocks agree), and what to note."""

    moment: datetime
    when: str
    theirs: str
    note: str


def said_to(member: Member, moment: datetime, now: datetime, words: Words) -> Said:
    """`moment` as `member` says it."""
    zone, other = member.person.time_zone, member.partner.time_zone
    theirs = ""
    if not same_clock(moment, zone, other):
        time, name = words.time(moment, other), member.partner.name
        if moment.astimezone(ZoneInfo(zone)).date() == moment.astimezone(ZoneInfo(other)).date():
            theirs = words.say("%(time)s for %(name)s", time=time, name=name)
        else:
            day = words.day(moment, other)
            theirs = words.say("%(day)s, %(time)s for %(name)s", day=day, time=time, name=name)
    return Said(moment, day_and_time(moment, zone, now, words), theirs, _note(moment, zone, words))


def day_and_time(moment: datetime, zone: str, now: datetime, words: Words) -> str:
    """Tomorrow, 20:40; or with the name of the day."""
    here, time = ZoneInfo(zone), words.time(moment, zone)
    ahead = moment.astimezone(here).date() - now.astimezone(here).date()
    if ahead == timedelta(0):
        return words.say("Today, %(time)s", time=time)
    if ahead == timedelta(days=1):
        return words.say("Tomorrow, %(time)s", time=time)
    return words.say("%(day)s, %(time)s", day=words.day(moment, zone), time=time)


def _note(moment: datetime, zone: str, words: Words) -> str:
    which = which_of_two(moment, zone)
    if which == 1:
        return words.say("The clocks show this time twice that day. The first one is meant.")
    if which:
        return words.say("The clocks show this time twice that day. The second one is meant.")
    return ""
