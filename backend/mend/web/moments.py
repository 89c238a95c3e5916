"""Times as they are typed and read: by the clock on somebody's wall, which now and then jumps."""

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mend.errors import N_, Invalid

AHEAD_AT_MOST = timedelta(days=366)
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:00(\.0{1,3})?)?", re.ASCII)  # as a browser sends one


def moment_of(
    typed: str, zone: str, now: datetime, *, field: str, offered: Collection[datetime] = ()
) -> datetime:
    """The moment (UTC) at which clocks in `zone` show `typed`, such as 2026-11-20T20:40.

    An hour that a change of clocks shows twice means the one that is `offered` already, else its first: a
    form cannot tell them apart, and what is sent again unchanged must stay. `Invalid`, beside `field`,
    for what is no time, for one that the clocks jump over that day, for the past, and for more than a year
    ahead.
    """
    try:
        local = datetime.fromisoformat(typed[:16]) if _LOCAL.fullmatch(typed) else None
    except ValueError:
        local = None
    if local is None:
        raise Invalid(N_("Please choose a day and a time."), field=field)
    here = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if local > here + AHEAD_AT_MOST:
        raise Invalid(N_("Please choose a time within a year."), field=field)
    # Far from now there is no need to ask the zone, and around the year 1 no answer.
    moment = _moment_shown(local, ZoneInfo(zone), offered) if local > here - AHEAD_AT_MOST else None
    if moment is not None and moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        raise Invalid(
            N_("On that day the clocks jump over %(time)s. Please choose another time."),
            field=field,
            time=f"{local:%H:%M}",
        )
    if moment is None or moment <= now:
        raise Invalid(N_("This time has passed. Please choose one ahead."), field=field)
    return moment


def _moment_shown(local: datetime, zone: ZoneInfo, offered: Collection[datetime]) -> datetime:
    both = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return next((moment for moment in both if moment in offered), both[0])


def local_text(moment: datetime, zone: str) -> str:
    """What a field for day and time holds at this moment in `zone`."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def which_of_two(moment: datetime, zone: str) -> int:
    """Which one it is, 1 or 2, where the clocks of `zone` show this hour twice that day; 0 otherwise."""
    local = moment.astimezone(ZoneInfo(zone))
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return 0
    return local.fold + 1


def same_clock(moment: datetime, zone: str, other: str) -> bool:
    """Whether clocks in both zones show the same at this moment."""
    return moment.astimezone(ZoneInfo(zone)).utcoffset() == moment.astimezone(ZoneInfo(other)).utcoffset()
