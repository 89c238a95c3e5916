"""The moments at which one is told of a plan ahead, by the clock where one is."""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from mend.activities.reminder_models import Lead
from mend.web.hours import moment_of

USUALLY = frozenset({Lead.TWO_HOURS})  # for who has chosen nothing
SIX, NINE = time(18, 0), time(9, 0)
_ONE_DAY, _HALF_HOUR = timedelta(days=1), timedelta(minutes=30)
_BEFORE = {Lead.TWO_HOURS: timedelta(hours=2), Lead.HALF_HOUR: _HALF_HOUR, Lead.START: timedelta(0)}


def leads_of(kept: Iterable[str] | None) -> frozenset[Lead]:
    """What is kept of a choice; None for who has not chosen."""
    return USUALLY if kept is None else frozenset(Lead(one) for one in kept)


def due_at(lead: Lead, starts_at: datetime, zone: str) -> datetime:
    """When `lead` falls due for who is in `zone`.

    Nine in the morning would come too late for what begins before half past nine: of that, one is told on the
    evening before.
    """
    if lead in _BEFORE:
        return starts_at - _BEFORE[lead]
    day = starts_at.astimezone(ZoneInfo(zone)).date()
    nine = moment_of(day, NINE, zone)
    if lead is Lead.MORNING and nine <= starts_at - _HALF_HOUR:
        return nine
    return moment_of(day - _ONE_DAY, SIX, zone)


def times_of(leads: Collection[Lead], starts_at: datetime, zone: str) -> dict[Lead, datetime]:
    """When each of these falls due; of two that fall due together, the first."""
    found: dict[datetime, Lead] = {}
    for lead in Lead:
        if lead in leads:
            found.setdefault(due_at(lead, starts_at, zone), lead)
    return {lead: due for due, lead in sorted(found.items())}
