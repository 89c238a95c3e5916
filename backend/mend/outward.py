"""The way out: where Mend's server may connect to when somebody from outside named the place.

Push services and calendars are named by people, and a server that asks whatever it is told can be made to ask
its own neighbours (server-side request forgery). Who takes an address first looks at its text; this is the
second guard, at the network. `GuardedTransport` resolves the name itself, refuses unless every address is
global, and connects to the very address it has checked, with the certificate checked against the name.
"""

import asyncio
import ipaddress
import re
import socket
import ssl
import typing
from collections.abc import Awaitable, Callable, Iterable, Sequence

import httpcore
import httpx

HTTPS = 443
CONNECT_LIMIT = 3.0  # seconds for one address, so that a dead one leaves time for the next

# A name with a dot in it, in lower case and in ASCII; its last label begins with a letter: it is no number.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])"
_ORIGIN = re.compile(r"https://(?P<host>[a-z0-9.-]{1,253}):(?P<port>[0-9]{1,5})")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Of IPv6, one eighth is given out as global unicast; the rest has meanings of its own, some of them local.
_IN_USE = {4: ipaddress.ip_network("0.0.0.0/0"), 6: ipaddress.ip_network("2000::/3")}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]


class ForbiddenAddress(Exception):
    """The name leads to an address that is not on the public internet. Says the host, never more."""


def place_for_tests(test_origin: str) -> tuple[str, int]:
    """Host and port of an origin such as "https://localhost:41234"; ValueError for anything else."""
    parts = _ORIGIN.fullmatch(test_origin)
    if parts is None:
        raise ValueError('An origin for tests must look like "https://localhost:41234".')
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
        self._test_place = place_for_tests(test_origin) if test_origin else None
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
