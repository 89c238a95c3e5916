"""What is found from outside: certificate, server, push services, and the clocks of others."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from statistics import median
from urllib.parse import urlsplit

import httpx

from mend.clock import now
from mend.doctor.finding import Finding, Heard, Mark
from mend.notifications.answers import WENT_WRONG, failure_of
from mend.outward import GuardedTransport, Resolver
from mend.settings import Settings

ANSWER_LIMIT = 5.0  # seconds for one answer from the network
RENEW_BEFORE = timedelta(days=14)  # Caddy renews a certificate a month before its end
FASTEST_CLOCK = timedelta(seconds=30)  # further off, a pause ends at another minute on each phone
PUSH_HOSTS_ASKED = 4


def certificate(host: str, port: int, trust: ssl.SSLContext, at: datetime) -> Finding:
    """Whether browsers believe `host`, and for how long."""
    where = f"{host}:{port}"
    try:
        with (
            socket.create_connection((host, port), ANSWER_LIMIT) as plain,
            trust.wrap_socket(plain, server_hostname=host) as secured,
        ):
            given = secured.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return Finding(Mark.WRONG, f"No browser believes the certificate of {where}: {error.verify_message}.")
    except OSError as error:
        return Finding(Mark.WRONG, f"Nobody speaks TLS at {where} ({type(error).__name__}).")
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(given["notAfter"])), UTC)
    days = (ends - at).days
    if ends - at < RENEW_BEFORE:
        return Finding(
            Mark.WARN, f"The certificate of {where} ends in {days} days. It should have been renewed by now."
        )
    return Finding(Mark.OK, f"The certificate of {where} is valid for {days} more days.")


def answers_at(settings: Settings, trust: ssl.SSLContext) -> list[Finding]:
    """Whether the server answers where people reach it, else at its port; and what it says of itself."""
    here = f"http://127.0.0.1:{settings.port}"
    with httpx.Client(verify=trust, trust_env=False, timeout=ANSWER_LIMIT) as client:
        alive = _get(client, f"{settings.origin}/livez")
        if alive is not None and _says(alive, "alive"):
            found = [Finding(Mark.OK, f"The server answers at {settings.origin}.")]
            ready = _get(client, f"{settings.origin}/readyz")
        else:
            local = _get(client, f"{here}/livez")
            if local is None or not _says(local, "alive"):
                return [
                    Finding(Mark.WRONG, f"No Mend answers at {settings.origin} nor at {here}: mend serve")
                ]
            found = [
                Finding(
                    Mark.WRONG,
                    f"The server answers at {here}, but not at {settings.origin}:"
                    " look at the name, HTTPS and the proxy.",
                )
            ]
            ready = _get(client, f"{here}/readyz")
    if ready is not None and _says(ready, "ready"):
        found.append(Finding(Mark.OK, "The server says that it is ready."))
    else:
        found.append(Finding(Mark.WRONG, "The server says that it is not ready; what follows says why."))
    return found


def _get(client: httpx.Client, url: str) -> httpx.Response | None:
    try:
        return client.get(url)
    except httpx.HTTPError:
        return None


def _says(answer: httpx.Response, what: str) -> bool:
    try:
        return answer.is_success and answer.json().get(what) is True
    except (ValueError, AttributeError):
        return False


def _heard(answer: httpx.Response) -> list[Heard]:
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return []
    return [Heard(theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC), now())]


async def push_services(
    settings: Settings, trust: ssl.SSLContext, resolver: Resolver
) -> tuple[Finding, list[Heard]]:
    """Whether push services answer, on the way messages take; and what time it is there."""
    named = [host for host in settings.push_hosts if not host.startswith("*.")]
    places = [f"https://{host}" for host in named[:PUSH_HOSTS_ASKED]]
    if settings.push_test_origin:
        places = [settings.push_test_origin]
    transport = GuardedTransport(trust, test_origin=settings.push_test_origin, resolver=resolver)
    async with httpx.AsyncClient(transport=transport, trust_env=False, timeout=None) as client:  # noqa: S113
        results = await asyncio.gather(*(_reach(client, place) for place in places))
    names = [urlsplit(place).hostname or "" for place in places]
    heard = [one for result in results if isinstance(result, list) for one in result]
    failed = {name: result for name, result in zip(names, results, strict=True) if isinstance(result, str)}
    mark = Mark.WARN if settings.is_development else Mark.WRONG
    if not failed:
        return Finding(Mark.OK, f"Push services answer: {', '.join(names)}."), heard
    if len(failed) == len(names):
        reasons = ", ".join(sorted(set(failed.values())))
        return Finding(mark, f"No push service can be reached from here ({reasons}): nothing arrives."), heard
    told = ", ".join(f"{name} ({reason})" for name, reason in failed.items())
    return Finding(mark, f"Some push services cannot be reached from here: {told}."), heard


async def _reach(client: httpx.AsyncClient, place: str) -> list[Heard] | str:
    """What an answer from `place` says of the time, or why there is none. Any answer will do."""
    try:
        async with asyncio.timeout(ANSWER_LIMIT), client.stream("GET", place) as answer:
            return _heard(answer)
    except WENT_WRONG as error:
        return str(failure_of(error).value)


def clock(heard: Sequence[Heard]) -> Finding:
    """Whether our clock agrees with others'. Half of what was heard may be wrong.

    The others are push services: what answers at our own address has our own clock.
    """
    if not heard:
        return Finding(Mark.WARN, "Nobody answered whose clock ours could be compared with.")
    off = median((one.ours - one.theirs).total_seconds() for one in heard)
    if abs(off) > FASTEST_CLOCK.total_seconds():
        way = "ahead" if off > 0 else "behind"
        return Finding(
            Mark.WRONG,
            f"This machine's clock is {abs(off):.0f} seconds {way}: let it be set by the network (NTP).",
        )
    return Finding(Mark.OK, "The clock is right.")
