"""What to do after a try to hand a message over: the answer or the failure in, a named outcome out.

Pure: the moment and the chance come in as arguments. Failures are temporary or permanent, and what nobody
foresaw is permanent and loud, because a message repeated for a reason we do not understand helps nobody.
"""

import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus

import httpcore
import httpx

from mend.outward import ForbiddenAddress

TRIES = 8
FIRST_WAIT = 1.0  # seconds, doubled at each try
LONGEST_WAIT = 60.0  # seconds
JITTER = 0.25  # of the wait, to either side: devices that failed together do not come back together

_TOO_MANY_DIGITS = 10  # thirty years and more: past every deadline

_ACCEPTED = frozenset({200, 201, 202})
_GONE = frozenset({404, 410})
_ASKED_TO_WAIT = frozenset({406, 429, 503})
_TEMPORARY = frozenset({408, 425})
_REFUSED = frozenset({400, 401, 403, 413})
# How push services say that a subscription was made with another VAPID key: Google (403, in two wordings),
# Apple (400, sometimes 403) and Mozilla (401).
_OTHER_KEY = re.compile(
    rb"not correspond to the (?:credentials used|sender)|VapidPkHashMismatch|VAPID public key mismatch",
    re.IGNORECASE,
)


class Failure(StrEnum):
    """Why there was no answer at all."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"  # no address, refused, reset, or ended in the middle
    CERTIFICATE = "certificate"  # nobody we may talk to: the name or its signer is wrong
    FORBIDDEN = "forbidden"  # the endpoint guard said no
    UNUSABLE_KEYS = "unusable keys"  # the device's keys cannot encrypt anything
    UNEXPECTED = "unexpected"


# What a try may raise on the way; anything else is a mistake of ours and is not caught.
WENT_WRONG = (
    OSError,  # TimeoutError and ssl.SSLError are among them
    ForbiddenAddress,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    httpx.HTTPError,
)


def failure_of(error: BaseException) -> Failure:
    """Name what went wrong on the way."""
    match error:
        case TimeoutError() | httpcore.TimeoutException():
            return Failure.TIMEOUT
        case ForbiddenAddress():
            return Failure.FORBIDDEN
        case OSError() | httpcore.ConnectError() if _is_distrust(error):
            return Failure.CERTIFICATE
        case OSError() | httpcore.NetworkError() | httpcore.RemoteProtocolError():
            return Failure.UNREACHABLE
        case _:
            return Failure.UNEXPECTED


def _is_distrust(error: BaseException) -> bool:
    # httpcore wraps the error of TLS and lets go of it as the cause.
    return any(
        isinstance(one, ssl.SSLCertVerificationError)
        for one in (error, error.__cause__, error.__context__, *error.args)
    )


@dataclass(frozen=True)
class Answer:
    """What came of one try: a status with what belongs to it, or the failure that stood in its place."""

    status: int | None
    retry_after: str | None = None
    # At most 2 KB. A push service may quote the endpoint in it: kept out of reprs, and never to be logged.
    body: bytes = field(default=b"", repr=False)
    failure: Failure | None = None


@dataclass(frozen=True)
class Accepted:
    """The push service has taken the message over. It is not on the phone yet."""


@dataclass(frozen=True)
class DeviceGone:
    """The subscription no longer exists: delete the device, unless it was registered again since."""


@dataclass(frozen=True)
class Wait:
    """The push service asked for a pause: try again in `seconds`. Bounded by the deadline alone."""

    seconds: float
    reason: str


@dataclass(frozen=True)
class Retry:
    """A passing failure: try again in `seconds`, eight tries in all."""

    seconds: float
    reason: str


@dataclass(frozen=True)
class GaveUp:
    """A passing failure that outlasted the tries or the meaning of the message."""

    reason: str


@dataclass(frozen=True)
class NeverAgain:
    """The same request would fail for ever. Keep the device, tell the operator loudly.

    `must_resubscribe`: the device's subscription cannot be used as it is; the page has to make a new one.
    """

    reason: str
    must_resubscribe: bool = False


# Every `reason` is in our own words: it may be logged and stored.
Outcome = Accepted | DeviceGone | Wait | Retry | GaveUp | NeverAgain


def judge(
    answer: Answer, *, tries: int, now: datetime, deadline: datetime, chance: Callable[[], float]
) -> Outcome:
    """Decide what follows from `answer`.

    `tries` counts the tries made for this delivery, this one included. `chance` gives numbers from 0 up to 1
    (`random.random`). The next try never begins at or after `deadline`. A `Retry-After` makes any failure a
    wait, but for a device that is gone and for redirects, which are never followed (RFC 9110, section 10.2.3,
    gives it another meaning there).
    """
    status = answer.status
    if status is None:
        return _without_answer(answer.failure, tries, now, deadline, chance)
    if status in _ACCEPTED:
        return Accepted()
    if status in _GONE:
        return DeviceGone()
    if not HTTPStatus.BAD_REQUEST <= status <= 599:  # noqa: PLR2004 - the last of the server's errors
        return NeverAgain(f"unexpected answer {status}")

    asked = _seconds_asked(answer.retry_after, now)
    if status in _ASKED_TO_WAIT or asked is not None:
        seconds = max(asked or 0.0, backoff(tries, chance))
        if _is_too_late(seconds, now, deadline):
            return GaveUp(f"answer {status} asked to wait past the deadline")
        return Wait(seconds, f"answer {status}")
    if status in _TEMPORARY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _again(f"answer {status}", tries, now, deadline, chance)
    if status in _REFUSED:
        if status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE and _OTHER_KEY.search(answer.body):
            return NeverAgain(f"answer {status}: made with another VAPID key", must_resubscribe=True)
        return NeverAgain(f"answer {status}")
    return NeverAgain(f"unexpected answer {status}")


def backoff(tries: int, chance: Callable[[], float]) -> float:
    """Seconds to wait after `tries` tries: 1, 2, 4 … 60, a quarter more or less."""
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(tries - 1, TRIES))
    return wait * (1.0 - JITTER + 2.0 * JITTER * chance())


def _without_answer(
    failure: Failure | None, tries: int, now: datetime, deadline: datetime, chance: Callable[[], float]
) -> Outcome:
    match failure:
        case Failure.TIMEOUT | Failure.UNREACHABLE:
            return _again(f"no answer: {failure}", tries, now, deadline, chance)
        case Failure.UNUSABLE_KEYS:
            return NeverAgain(f"not sent: {failure}", must_resubscribe=True)
        case Failure.FORBIDDEN:
            return NeverAgain("not sent: the endpoint is not one we may send to")
        case _:
            return NeverAgain(f"no answer: {failure or Failure.UNEXPECTED}")


def _again(
    reason: str, tries: int, now: datetime, deadline: datetime, chance: Callable[[], float]
) -> Retry | GaveUp:
    if tries >= TRIES:
        return GaveUp(f"{reason}, {tries} tries")
    seconds = backoff(tries, chance)
    if _is_too_late(seconds, now, deadline):
        return GaveUp(f"{reason}, no time left")
    return Retry(seconds, reason)


def _is_too_late(seconds: float, now: datetime, deadline: datetime) -> bool:
    return seconds >= (deadline - now).total_seconds()


def _seconds_asked(retry_after: str | None, now: datetime) -> float | None:
    """`Retry-After` as seconds from now, not below 0; None when it is missing or makes no sense.

    Whole seconds or an HTTP date, RFC 9110 section 10.2.3.
    """
    text = (retry_after or "").strip()
    if re.fullmatch(r"[0-9]+", text):
        digits = text.lstrip("0") or "0"
        return float(digits) if len(digits) < _TOO_MANY_DIGITS else float("inf")
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)  # RFC 5322's "-0000"; HTTP dates are always UTC
    return max(0.0, (moment - now).total_seconds())
