"""What a person reads of a calendar of theirs: how it is, and the way on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from mend.busy.addresses import shown_host
from mend.busy.models import BusyCalendar
from mend.busy.trouble import Trouble
from mend.couples.saying import day_and_time
from mend.errors import N_
from mend.web.words import Words

_JUST_NOW = timedelta(minutes=10)

_WRONG: Mapping[Trouble, str] = {
    Trouble.INWARD: N_(
        "This address leads to a place Mend does not ask: a private network, another port, or no https."
    ),
    Trouble.UNREACHABLE: N_("Nobody answers at this address. Mend tries again by itself."),
    Trouble.SLOW: N_("The calendar took too long to answer. Mend tries again by itself."),
    Trouble.CERTIFICATE: N_("The calendar's server could not prove who it is, so Mend did not read on."),
    Trouble.REDIRECTS: N_(
        "This address leads on and on to others. Please copy it anew, from the settings of your calendar."
    ),
    Trouble.LOCKED: N_(
        "The calendar asks for a password. Please use its secret or public address in the iCal format."
    ),
    Trouble.MISSING: N_("There is no calendar at this address any more. Please copy its address anew."),
    Trouble.ANSWER: N_("The calendar's server had trouble of its own. Mend tries again by itself."),
    Trouble.TOO_LARGE: N_("This calendar has more than 5 MB. Mend reads smaller ones only."),
    Trouble.NO_CALENDAR: N_(
        "What is at this address is no calendar. Please use the address in the iCal format (.ics)."
    ),
    Trouble.CUT_OFF: N_("The calendar came only in part. Mend tries again by itself."),
    Trouble.TOO_MUCH: N_("There is more in this calendar than Mend can look through."),
    Trouble.SEALED: N_("Mend can no longer open the address it kept. Please remove it and add it once more."),
}


@dataclass(frozen=True)
class Shown:
    """A calendar of the reader's, as the page shows it; of its address the host alone."""

    id: UUID
    label: str
    host: str
    state: str
    trouble: str
    unread: str
    waits: bool
    may_look_again: bool


def shown(found: BusyCalendar, zone: str, now: datetime, words: Words) -> Shown:
    """How it is, in words."""
    waits = found.looked_at is None or found.next_look_at <= now
    unread = ""
    if found.unread and found.read_at:
        unread = words.say_count(
            "One entry in it Mend could not read.",
            "%(number)d entries in it Mend could not read.",
            found.unread,
        )
    return Shown(
        id=found.id,
        label=found.label,
        host=shown_host(found.host),
        state=_state(found, zone, now, words, waits=waits),
        trouble=words.say(_WRONG[found.trouble]) if found.trouble and not waits else "",
        unread=unread,
        waits=waits,
        may_look_again=not waits,
    )


def _state(found: BusyCalendar, zone: str, now: datetime, words: Words, *, waits: bool) -> str:
    if waits:
        return words.say("Mend is looking at it.")
    if found.read_at is None or found.read_until is None:
        return words.say("Not read yet.")
    until = words.day(found.read_until, zone)
    if now - found.read_at < _JUST_NOW:
        return words.say("Read just now. Busy times until %(day)s.", day=until)
    read = day_and_time(found.read_at, zone, now, words)
    return words.say("Read: %(when)s. Busy times until %(day)s.", when=read, day=until)
