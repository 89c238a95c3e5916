"""The guard: our server never POSTs to an address that is not a push service's."""

import pytest

from mend.errors import Invalid
from mend.notifications.endpoints import check_endpoint
from mend.settings import PUSH_HOSTS

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
