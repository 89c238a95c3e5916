"""What may be wrong with a calendar that somebody named; each has a sentence (see `sentences`)."""

from enum import StrEnum


class Trouble(StrEnum):
    """Why its times could not be read just now."""

    INWARD = "inward"  # it leads, at once or by a redirect, to where Mend does not ask
    UNREACHABLE = "unreachable"  # no address, refused, reset
    SLOW = "slow"  # not done within the time there is
    CERTIFICATE = "certificate"
    REDIRECTS = "redirects"  # too many, or to nowhere
    LOCKED = "locked"  # 401, 403
    MISSING = "missing"  # 404, 410
    ANSWER = "answer"  # any other status, or a body that Mend did not ask for
    TOO_LARGE = "too large"
    NO_CALENDAR = "no calendar"
    CUT_OFF = "cut off"  # a calendar, but not to its end
    TOO_MUCH = "too much"  # more times than Mend looks through
    SEALED = "sealed"  # the address cannot be opened any more: another secret


class NotRead(Exception):
    """No times. The only thing that fetching and reading a calendar raise for what others do."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
