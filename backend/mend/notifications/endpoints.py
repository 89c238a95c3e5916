"""Where a message may be sent: push endpoints come from outside, and our server would POST to them.

`check_endpoint` looks at the text, at registration and again at each sending: only known push services, only
https on port 443. What looks at the network is `mend.outward`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mend.errors import N_, Invalid
from mend.outward import HOST, HTTPS, place_for_tests

LONGEST_ENDPOINT = 1024  # characters

# Browsers hand out normalised addresses, so nothing here is repaired: lower case, no user info, no other
# port, no fragment, and in the path only the characters of RFC 3986.
# No label of a push service is in another script ("xn--").
_HOST = re.compile(rf"(?!.*xn--){HOST}")
_ENDPOINT = re.compile(
    r"https://(?P<host>[a-z0-9.-]{1,253})(?::(?P<port>[0-9]{1,5}))?(?P<path>/[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)"
)


@dataclass(frozen=True)
class Endpoint:
    """An endpoint that passed `check_endpoint`. `origin` names the port only when it is not 443."""

    url: str = field(repr=False)
    host: str
    port: int

    @property
    def origin(self) -> str:
        """Scheme, host and port as RFC 6454 writes them: the audience of a VAPID token."""
        return f"https://{self.host}" if self.port == HTTPS else f"https://{self.host}:{self.port}"


def check_endpoint(url: str, hosts: Sequence[str], test_origin: str | None = None) -> Endpoint:
    """Take an endpoint apart, or raise Invalid with a sentence.

    `hosts` holds exact names ("fcm.googleapis.com") and names with any subdomain ("*.push.apple.com").
    `test_origin`, in tests only, is one more origin such as "https://localhost:41234", exact to the port.
    """
    if not url.isascii() or len(url) > LONGEST_ENDPOINT:
        raise Invalid(N_("This is not the address of a push service."), field="endpoint")
    parts = _ENDPOINT.fullmatch(url)
    if parts is None:
        raise Invalid(N_("This is not the address of a push service."), field="endpoint")
    host, port = parts["host"], int(parts["port"] or HTTPS)
    is_for_tests = test_origin is not None and (host, port) == place_for_tests(test_origin)
    if not is_for_tests and (port != HTTPS or not _HOST.fullmatch(host) or not _is_known(host, hosts)):
        raise Invalid(
            N_("Mend does not know the push service %(host)s, so it cannot send to this device."),
            field="endpoint",
            host=host,
        )
    return Endpoint(url=url, host=host, port=port)


def _is_known(host: str, hosts: Sequence[str]) -> bool:
    return any(host.endswith(known[1:]) if known.startswith("*.") else host == known for known in hosts)
