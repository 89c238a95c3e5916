"""The address of a calendar as somebody pastes it: taken apart, or refused with a sentence.

Only names are asked, over https on its usual port; no numbers, no other port, no name and password before it.
What looks at where a name leads is `mend.outward`. An address is a secret: whoever has it reads the calendar.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin

import idna

from mend.errors import N_, Invalid
from mend.outward import HOST, HTTPS, place_for_tests

LONGEST_ADDRESS = 2048  # characters
LONGEST_HOST = 253
_ADDRESS = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<place>[^/?#]*)(?P<rest>[^#]*)(?:#.*)?", re.IGNORECASE | re.ASCII
)
_SCHEMES = {"https", "webcal", "webcals"}
_HOST = re.compile(HOST)
_KEPT = "/?&=%:@!$'()*+,;~-._[]"  # of a path and a query; whatever else is written as percent signs


@dataclass(frozen=True)
class CalendarAddress:
    """An address that passed `check_address`. Shown is its host, never the rest."""

    url: str = field(repr=False)
    host: str


def check_address(typed: str, test_origin: str | None = None) -> CalendarAddress:
    """Take an address apart, or raise Invalid with a sentence that repeats nothing of it.

    `test_origin`, in tests only, is one more origin such as "https://localhost:41234", exact to the port.
    """
    found = _ADDRESS.fullmatch(typed.strip())
    if found is None or re.search(r"[\s\\\x00-\x1f\x7f]", typed.strip()):
        raise _refused(N_("Please paste the whole address. It begins with https:// or webcal://."))
    if len(typed) > LONGEST_ADDRESS:
        raise _refused(N_("This is too long for the address of a calendar."))
    if found["scheme"].lower() not in _SCHEMES:
        raise _refused(N_("Mend reads calendars whose address begins with https:// or webcal:// only."))
    if "@" in found["place"]:
        raise _refused(
            N_("This address holds a name or a password. Please use one that works without, if there is one.")
        )
    name, _, port = found["place"].partition(":")
    host, number = _ascii(name), port or str(HTTPS)
    is_for_tests = test_origin is not None and f"{host}:{number}" == "{}:{}".format(
        *place_for_tests(test_origin)
    )
    if not is_for_tests and (number != str(HTTPS) or not _is_public(host)):
        raise _refused(
            N_("Mend asks at public names only, such as calendar.example.org, without a port behind them.")
        )
    place = f"{host}:{number}" if is_for_tests else host
    return CalendarAddress(f"https://{place}{_written(found['rest'])}", host)


def redirected(address: CalendarAddress, location: str, test_origin: str | None = None) -> CalendarAddress:
    """Where a redirect leads, looked at like any other address. Raises Invalid."""
    if len(location) > LONGEST_ADDRESS:
        raise _refused(N_("This is too long for the address of a calendar."))
    try:
        return check_address(urljoin(address.url, location), test_origin)
    except ValueError:  # brackets that hold no address
        raise _refused(N_("Please paste the whole address. It begins with https:// or webcal://.")) from None


def shown_host(host: str) -> str:
    """The host in the letters of its language."""
    try:
        return idna.decode(host)
    except UnicodeError:
        return host


def _ascii(host: str) -> str:
    """The host as it is looked up; as it was, where it is none."""
    try:
        return idna.encode(host, uts46=True).decode().lower()
    except UnicodeError:
        return host.lower()


def _is_public(host: str) -> bool:
    return len(host) <= LONGEST_HOST and _HOST.fullmatch(host) is not None


def _written(rest: str) -> str:
    written = quote(rest, safe=_KEPT)
    return written if written.startswith("/") else f"/{written}"


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, field="address")
