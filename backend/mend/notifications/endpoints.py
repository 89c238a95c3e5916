"""Where a message may be sent: push endpoints come from outside, and our server would POST to them.

Two guards against forged ones (server-side request forgery). `check_endpoint` looks at the text, at
registration and again at each sending: only known push services, only https on port 443. `GuardedTransport`
looks at the network: it resolves the name itself, refuses unless every address is global, and connects to
the very address it has checked, with the certificate checked against the name.
"""

import asyncio
import ipaddress
import re
import socket
import ssl
import typing
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

import httpcore
import httpx

from mend.errors import N_, Invalid

LONGEST_ENDPOINT = 1024  # characters
HTTPS = 443
CONNECT_LIMIT = 3.0  # seconds for one address, so that a dead one leaves time for the next

# Browsers hand out normalised addresses, so nothing here is repaired: lower case, no user info, no other
# port, no fragment, and in the path only the characters of RFC 3986.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# No label of a push service is in another script ("xn--").
_HOST = re.compile(rf"(?!.*xn--)(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])")
_ENDPOINT = re.compile(
    r"https://(?P<host>[a-z0-9.-]{1,253})(?::(?P<port>[0-9]{1,5}))?(?P<path>/[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)"
)
_ORIGIN = re.compile(r"https://(?P<host>[a-z0-9.-]{1,253}):(?P<port>[0-9]{1,5})")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Of IPv6, one eighth is given out as global unicast; the rest has meanings of its own, some of them local.
_IN_USE = {4: ipaddress.ip_network("0.0.0.0/0"), 6: ipaddress.ip_network("2000::/3")}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]


class ForbiddenAddress(Exception):
    """The name leads to an address that no push service has. Says the host, never the endpoint."""


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
    is_for_tests = test_origin is not None and (host, port) == _test_place(test_origin)
    if not is_for_tests and (port != HTTPS or not _HOST.fullmatch(host) or not _is_known(host, hosts)):
        raise Invalid(
            N_("Mend does not know the push service %(host)s, so it cannot send to this device."),
            field="endpoint",
            host=host,
        )
    return Endpoint(url=url, host=host, port=port)


def _is_known(host: str, hosts: Sequence[str]) -> bool:
    return any(host.endswith(known[1:]) if known.startswith("*.") else host == known for known in hosts)


def _test_place(test_origin: str) -> tuple[str, int]:
    parts = _ORIGIN.fullmatch(test_origin)
    if parts is None:
        raise ValueError('The push origin for tests must look like "https://localhost:41234".')
    return parts["host"], int(parts["port"])


def is_global(address: Address) -> bool:
    """Whether `address` is on the public internet, and so is any IPv4 address folded into it."""
    folded = _folded(address)
    if folded is not None:
        return is_global(folded)
    if address not in _IN_USE[address.version]:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _folded(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a translator or tunnel would really go to."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


async def resolve(host: str, port: int) -> Sequence[str]:
    """Every address of `host`, in the system's order of preference. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Opens connections only to addresses it has checked itself, so no second look-up can change them."""

    def __init__(self, test_origin: str | None, resolver: Resolver) -> None:
        self._test_place = _test_place(test_origin) if test_origin else None
        self._resolver = resolver
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of `host` that answers; ForbiddenAddress when one is not allowed."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in await self._addresses(host, port):
            limit = CONNECT_LIMIT if timeout is None else min(CONNECT_LIMIT, timeout)
            try:
                return await self._network.connect_tcp(
                    str(address), port, limit, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            addresses = [ipaddress.ip_address(text) for text in await self._resolver(host, port)]
        except OSError as error:
            raise httpcore.ConnectError(f"{host} was not found") from error
        except ValueError as error:  # "fe80::1%eth0" and the like
            raise ForbiddenAddress(f"{host} leads to something that is no address") from error
        if (host, port) == self._test_place:
            allowed = all(address.is_loopback for address in addresses)
        else:
            allowed = port == HTTPS and all(is_global(address) for address in addresses)
        if not allowed:
            raise ForbiddenAddress(f"{host} leads to an address that is not public")
        return _alternating(addresses)


def _alternating(addresses: Sequence[Address]) -> list[Address]:
    """IPv4 and IPv6 in turns, as given first: a dead family costs one wait (RFC 8305, section 4)."""
    first = [address for address in addresses if address.version == addresses[0].version]
    second = [address for address in addresses if address.version != addresses[0].version]
    turns = [address for turn in zip(first, second, strict=False) for address in turn]
    return turns + first[len(second) :] + second[len(first) :]


class GuardedTransport(httpx.AsyncBaseTransport):
    """The way out for httpx: no proxy, no second name look-up, no other address than a checked one.

    Raises httpcore's exceptions, not httpx's, and ForbiddenAddress. Connections are reused per host; how
    many are open at once is the caller's affair, so that a slow endpoint never keeps another waiting.
    """

    def __init__(
        self, trust: ssl.SSLContext, *, test_origin: str | None = None, resolver: Resolver = resolve
    ) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trust,
            max_connections=None,
            max_keepalive_connections=20,
            keepalive_expiry=30.0,
            network_backend=GuardedNetwork(test_origin, resolver),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body of the answer is read by the caller."""
        assert isinstance(request.stream, httpx.AsyncByteStream)  # noqa: S101 - an AsyncClient gives nothing else
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    """httpcore's body in the shape httpx wants."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> typing.AsyncIterator[bytes]:
        async for piece in self._answer.aiter_stream():
            yield piece

    async def aclose(self) -> None:
        await self._answer.aclose()
