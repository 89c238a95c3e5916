"""The guard: our server never POSTs to an address that is not a push service's."""

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore
import pytest

from mend.errors import Invalid
from mend.notifications.answers import Failure
from mend.notifications.endpoints import GuardedNetwork, check_endpoint, is_global
from mend.notifications.push import Subscription
from mend.settings import PUSH_HOSTS
from tests.fakes.push_service import BrowserSubscription, PushService
from tests.notifications.conftest import Wire

TEST_ORIGIN = "https://localhost:41234"

# The text


@pytest.mark.parametrize(
    "url",
    [
        "https://fcm.googleapis.com/fcm/send/dSbTwHYXBxQ:APA91bEWL-v9IwSy_WN8o",
        "https://fcm.googleapis.com:443/fcm/send/x",
        "https://jmt17.google.com/fcm/send/x",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn-pdb_ulnTL==",
        "https://eu.push.services.mozilla.com/wpush/v2/x",
        "https://web.push.apple.com/QF8w7V0M5Z3hbQ",
        "https://eu.web.push.apple.com/x",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2bX",
        "https://fcm.googleapis.com/" + "x" * (1024 - 27),
    ],
)
def test_the_push_services_of_the_browsers_are_known(url: str) -> None:
    endpoint = check_endpoint(url, PUSH_HOSTS)
    assert endpoint.url == url
    assert endpoint.port == 443
    assert endpoint.origin == f"https://{endpoint.host}"


HOSTILE = [
    "",
    "x",
    "/fcm/send/x",
    "//fcm.googleapis.com/x",
    "https:/fcm.googleapis.com/x",
    "https://",
    "https:///x",
    "https://fcm.googleapis.com",  # no path: nobody's subscription
    "https://fcm.googleapis.com?x",
    # another scheme
    "http://fcm.googleapis.com/x",
    "HTTPS://fcm.googleapis.com/x",
    "ftp://fcm.googleapis.com/x",
    "file:///etc/passwd",
    "gopher://fcm.googleapis.com/x",
    "javascript:alert(1)",
    " https://fcm.googleapis.com/x",
    # user information
    "https://fcm.googleapis.com@127.0.0.1/x",
    "https://127.0.0.1@fcm.googleapis.com/x",
    "https://user:password@fcm.googleapis.com/x",
    "https://fcm.googleapis.com:443@127.0.0.1/x",
    "https://@fcm.googleapis.com/x",
    "https://fcm.googleapis.com%40127.0.0.1/x",
    # what parsers read differently
    "https://fcm.googleapis.com\\@127.0.0.1/x",
    "https:\\\\fcm.googleapis.com/x",
    "https://fcm.googleapis.com/x\\y",
    "https://127.0.0.1#@fcm.googleapis.com/x",
    "https://fcm.googleapis.com#@127.0.0.1/x",
    "https://fcm.googleapis.com/x#y",
    "https://127.0.0.1?@fcm.googleapis.com/x",
    "https://fcm.googleapis.com/x y",
    "https://fcm.googleapis.com/x\n",
    "https://fcm.googleapis.com/x\r\nHost: 127.0.0.1",
    "https://fcm.googleapis.com\t/x",
    "https://fcm.goo\tgleapis.com/x",
    "https://fcm.googleapis.com/\x00",
    "https://fcm.googleapis.com/\x7f",
    "https://fcm.googleapis.com/<x>",
    "https://fcm.googleapis.com /x",
    # another port
    "https://fcm.googleapis.com:80/x",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com:0/x",
    "https://fcm.googleapis.com:/x",
    "https://fcm.googleapis.com:443:443/x",
    "https://fcm.googleapis.com:65979/x",  # 443 modulo 65536
    "https://fcm.googleapis.com:-443/x",
    "https://fcm.googleapis.com:４４３/x",
    "https://fcm.googleapis.com:443443443/x",
    # another host that looks like one
    "https://127.0.0.1:8080/x.google.com/",
    "https://evilfcm.googleapis.com/x",
    "https://evil-fcm.googleapis.com/x",
    "https://xfcm.googleapis.com/x",
    "https://a.fcm.googleapis.com/x",  # only hosts with a star have subdomains
    "https://fcm.googleapis.com.evil.example/x",
    "https://fcm.googleapis.com-evil.example/x",
    "https://googleapis.com/x",
    "https://push.apple.com/x",
    "https://notify.windows.com/x",
    "https://evilpush.apple.com/x",
    "https://evilnotify.windows.com/x",
    "https://.push.apple.com/x",
    "https://..push.apple.com/x",
    "https://a..push.apple.com/x",
    "https://-a.push.apple.com/x",
    "https://a-.push.apple.com/x",
    "https://a_b.push.apple.com/x",
    "https://*.push.apple.com/x",
    "https://" + "a" * 64 + ".push.apple.com/x",
    "https://fcm.googleapis.com./x",
    "https://web.push.apple.com../x",
    "https://FCM.googleapis.com/x",
    # other scripts
    "https://fcm.googleapıs.com/x",
    "https://fcm。googleapis。com/x",
    "https://ｆcm.googleapis.com/x",
    "https://xn--fcm-googleapis.push.apple.com/x",
    "https://a.xn--80ak6aa92e.push.apple.com/x",
    "https://fcm.googleapis.com/é",
    # addresses
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f000001/x",
    "https://0177.0.0.1/x",
    "https://0/x",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://[fe80::1%25eth0]/x",
    "https://::1/x",
    "https://localhost/x",
    "https://localhost:41234/x",
    # too long
    "https://fcm.googleapis.com/" + "x" * (1025 - 27),
    "https://fcm.googleapis.com/" + "x" * 1_000_000,
]


@pytest.mark.parametrize("url", HOSTILE, ids=lambda url: repr(url[:60]))
def test_a_hostile_endpoint_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_endpoint(url, PUSH_HOSTS)
    assert refusal.value.field == "endpoint"
    assert refusal.value.status == 422


@pytest.mark.parametrize("url", HOSTILE, ids=lambda url: repr(url[:60]))
def test_the_origin_for_tests_loosens_nothing_else(url: str) -> None:
    if url.startswith(TEST_ORIGIN + "/"):
        assert check_endpoint(url, PUSH_HOSTS, TEST_ORIGIN).origin == TEST_ORIGIN
        return
    with pytest.raises(Invalid):
        check_endpoint(url, PUSH_HOSTS, TEST_ORIGIN)


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/x",
        "https://localhost:443/x",
        "https://localhost:41235/x",
        "https://localhost:4123/x",
        "https://localhost:41234@evil.example/x",
        "https://localhost:41234.evil.example/x",
        "https://evil-localhost:41234/x",
        "https://127.0.0.1:41234/x",
        "https://fcm.googleapis.com:41234/x",
        "http://localhost:41234/x",
    ],
)
def test_the_origin_for_tests_is_exact(url: str) -> None:
    with pytest.raises(Invalid):
        check_endpoint(url, PUSH_HOSTS, TEST_ORIGIN)


@pytest.mark.parametrize(
    "origin", ["", "localhost:41234", "http://localhost:41234", "https://localhost:41234/", "*"]
)
def test_an_origin_for_tests_that_is_none_is_a_mistake(origin: str) -> None:
    with pytest.raises(ValueError, match="origin for tests"):
        check_endpoint("https://fcm.googleapis.com/x", PUSH_HOSTS, origin)


def test_an_unknown_push_service_is_named_and_nothing_else_of_the_endpoint_is() -> None:
    with pytest.raises(Invalid) as refusal:
        check_endpoint("https://push.example/secret", PUSH_HOSTS)
    assert refusal.value.values == {"host": "push.example"}
    assert "secret" not in str(refusal.value)
    assert "secret" not in repr(check_endpoint("https://fcm.googleapis.com/secret", PUSH_HOSTS))


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
