"""The guard at the network: every address is checked, and the one that was checked is connected to."""

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore
import pytest

from mend.notifications.answers import Failure
from mend.notifications.push import Subscription
from mend.outward import GuardedNetwork, is_global
from mend.settings import PUSH_HOSTS
from tests.fakes.push_service import BrowserSubscription, PushService
from tests.notifications.conftest import Wire

# Addresses


@pytest.mark.parametrize(
    "address",
    ["142.250.74.10", "17.188.0.1", "2a00:1450:4001::200e", "64:ff9b::8efa:4a0a", "2002:8efa:4a0a::1"],
)
def test_addresses_of_the_public_internet_are_global(address: str) -> None:
    assert is_global(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - refused, not bound
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.1.2.3",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001:db8::1",
        "2001::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "4000::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_no_address_of_a_private_network_is_global_in_any_disguise(address: str) -> None:
    assert not is_global(ipaddress.ip_address(address))


# The network


class Answers:
    """A resolver that answers as the test says, each time with the next answer."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.left = list(answers)
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        return self.left.pop(0)


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Where connections went; every one of them is refused, as by a host that is down."""
    places: list[tuple[str, int]] = []

    async def refuse(self: Any, host: str, port: int, *_: Any) -> None:
        places.append((host, port))
        raise httpcore.ConnectError("refused")

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", refuse)
    return places


def to_google(phone: BrowserSubscription) -> Subscription:
    return Subscription("https://fcm.googleapis.com/fcm/send/x", phone.p256dh, phone.auth)


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["169.254.169.254"],
        ["142.250.74.10", "10.0.0.1"],
        ["10.0.0.1", "142.250.74.10"],
        ["142.250.74.10", "2a00:1450:4001::200e", "fd00::1"],
        ["2a00:1450:4001::200e", "::ffff:192.168.0.1"],
        ["142.250.74.10", "fe80::1%eth0"],
        ["142.250.74.10", "no address"],
    ],
)
def test_one_private_address_among_many_forbids_them_all(
    open_wire: Callable[..., Wire],
    phone: BrowserSubscription,
    connected: list[tuple[str, int]],
    addresses: list[str],
) -> None:
    wire = open_wire(hosts=PUSH_HOSTS, resolver=Answers(addresses))
    assert wire.send(to_google(phone)).failure is Failure.FORBIDDEN
    assert connected == []


def test_the_address_that_was_checked_is_the_one_connected_to(
    open_wire: Callable[..., Wire], phone: BrowserSubscription, connected: list[tuple[str, int]]
) -> None:
    """A name that answers differently the second time (DNS rebinding) is never asked a second time."""
    rebinding = Answers(["142.250.74.10"], ["127.0.0.1"])
    wire = open_wire(hosts=PUSH_HOSTS, resolver=rebinding)
    assert wire.send(to_google(phone)).failure is Failure.UNREACHABLE
    assert connected == [("142.250.74.10", 443)]
    assert rebinding.asked == [("fcm.googleapis.com", 443)]


def test_a_new_connection_is_checked_again(
    open_wire: Callable[..., Wire], phone: BrowserSubscription, connected: list[tuple[str, int]]
) -> None:
    wire = open_wire(hosts=PUSH_HOSTS, resolver=Answers(["142.250.74.10"], ["127.0.0.1"]))
    wire.send(to_google(phone))
    assert wire.send(to_google(phone)).failure is Failure.FORBIDDEN
    assert connected == [("142.250.74.10", 443)]


def test_the_certificate_is_checked_against_the_name_when_the_address_is_given(
    open_wire: Callable[..., Wire], push_service: PushService, phone: BrowserSubscription
) -> None:
    """Over the real wire: the resolver's answer is the address, the certificate says "localhost"."""
    resolver = Answers(["127.0.0.1"])
    assert open_wire(resolver=resolver).send(phone).status == 201
    assert resolver.asked == [("localhost", push_service.port)]


@pytest.mark.parametrize(
    "addresses", [["142.250.74.10"], ["127.0.0.1", "142.250.74.10"], ["10.0.0.1"], ["::"]]
)
def test_the_origin_for_tests_is_on_this_machine_or_nowhere(
    open_wire: Callable[..., Wire],
    push_service: PushService,
    phone: BrowserSubscription,
    connected: list[tuple[str, int]],
    addresses: list[str],
) -> None:
    wire = open_wire(resolver=Answers(addresses))
    assert wire.send(phone).failure is Failure.FORBIDDEN
    assert connected == []


def test_an_endpoint_that_is_not_on_the_list_is_never_looked_up(
    open_wire: Callable[..., Wire], phone: BrowserSubscription, connected: list[tuple[str, int]]
) -> None:
    resolver = Answers()
    wire = open_wire(hosts=PUSH_HOSTS, resolver=resolver)
    forged = Subscription("https://push.example/x", phone.p256dh, phone.auth)
    assert wire.send(forged).failure is Failure.FORBIDDEN
    assert (resolver.asked, connected) == ([], [])


@pytest.mark.parametrize(
    ("found", "tried"),
    [
        (["1.1.1.1", "1.0.0.1"], ["1.1.1.1", "1.0.0.1"]),
        (
            ["2606:4700::1", "2606:4700::2", "2606:4700::3", "1.1.1.1"],
            ["2606:4700::1", "1.1.1.1", "2606:4700::2", "2606:4700::3"],
        ),
        (["1.1.1.1", "2606:4700::1", "2606:4700::2"], ["1.1.1.1", "2606:4700::1", "2606:4700::2"]),
        ([], []),
    ],
)
def test_every_address_is_tried_and_a_dead_family_costs_one_wait(
    open_wire: Callable[..., Wire],
    phone: BrowserSubscription,
    connected: list[tuple[str, int]],
    found: list[str],
    tried: list[str],
) -> None:
    wire = open_wire(hosts=PUSH_HOSTS, resolver=Answers(found))
    assert wire.send(to_google(phone)).failure is Failure.UNREACHABLE
    assert [place[0] for place in connected] == tried


def test_a_name_that_does_not_resolve_is_unreachable(
    open_wire: Callable[..., Wire], phone: BrowserSubscription
) -> None:
    async def nothing(host: str, port: int) -> Iterable[str]:
        raise OSError("no such name")

    wire = open_wire(hosts=PUSH_HOSTS, resolver=nothing)
    assert wire.send(to_google(phone)).failure is Failure.UNREACHABLE


def test_the_network_takes_no_port_but_443(wire: Wire, connected: list[tuple[str, int]]) -> None:
    """Even if the look at the text were passed by."""
    network = GuardedNetwork(None, Answers(["142.250.74.10"]))
    with pytest.raises(Exception, match="not public"):
        wire.run(network.connect_tcp("fcm.googleapis.com", 8443))
    assert connected == []
