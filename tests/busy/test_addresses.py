"""The address of a calendar as people paste it; and as the database keeps it."""

from uuid import uuid4

import pytest

from mend.busy.addresses import check_address, redirected, shown_host
from mend.busy.sealing import seal, unseal
from mend.busy.trouble import NotRead, Trouble
from mend.errors import Invalid

TEST_ORIGIN = "https://localhost:41234"
GOOGLE = "https://calendar.google.com/calendar/ical/noa%40example.org/private-0123/basic.ics"


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        (GOOGLE, GOOGLE),
        (f"  {GOOGLE}\n", GOOGLE),
        (GOOGLE.replace("https", "webcal"), GOOGLE),
        ("WebCal://P12-Caldav.iCloud.com/published/2/x", "https://p12-caldav.icloud.com/published/2/x"),
        (
            "https://outlook.office365.com:443/owa/a@b/x.ics#top",
            "https://outlook.office365.com/owa/a@b/x.ics",
        ),
        ("https://example.org?a=b&c={d}", "https://example.org/?a=b&c=%7Bd%7D"),
        ("https://example.org/Kalender/über", "https://example.org/Kalender/%C3%BCber"),
        ("https://kalender.müller.example/x", "https://kalender.xn--mller-kva.example/x"),
    ],
)
def test_addresses_as_calendars_hand_them_out_are_taken(typed: str, url: str) -> None:
    address = check_address(typed)
    assert address.url == url
    assert url not in repr(address)  # a secret


def test_a_name_in_another_script_is_shown_in_its_letters() -> None:
    assert shown_host(check_address("https://müller.example/x").host) == "müller.example"
    assert shown_host("xn--\x80") == "xn--\x80"


HOSTILE = [
    "",
    "calendar",
    "calendar.example.org/x.ics",
    "webcal:calendar.example.org/x",
    "https:/calendar.example.org/x",
    "https://",
    "http://calendar.example.org/x.ics",
    "file:///etc/passwd",
    "ftp://calendar.example.org/x",
    "gopher://calendar.example.org/x",
    "https://user:secret@calendar.example.org/x",
    "https://calendar.example.org@127.0.0.1/x",
    "https://calendar.example.org:8443/x",
    "https://calendar.example.org:https/x:443",
    "https://calendar.example.org:443443/x",
    "https://calendar.example.org\\@127.0.0.1/x",
    "https://calendar.example.org/x y",
    "https://calendar.example.org/x\r\nHost: 127.0.0.1",
    "https://calendar.example.org/\x00",
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f000001/x",
    "https://①②⑦.0.0.1/x",
    "https://169.254.169.254/latest/meta-data/",
    "https://8.8.8.8/x",
    "https://[::1]/x",
    "https://[::ffff:10.0.0.1]/x",
    "https://[2a00:1450:4001::200e]/x",
    "https://localhost/x",
    "https://localhost:41235/x",
    "https://intranet/x",
    "https://calendar.example.org./x",
    "https://-a.example.org/x",
    "https://a_b.example.org/x",
    "https://" + "a." * 130 + "org/x",
    "https://example.org/" + "x" * 2048,
]


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: repr(typed[:50]))
def test_any_other_address_is_refused_with_a_sentence_that_repeats_nothing(typed: str) -> None:
    for origin in (None, TEST_ORIGIN):
        with pytest.raises(Invalid) as refusal:
            check_address(typed, origin)
        assert (refusal.value.field, refusal.value.values) == ("address", {})


def test_a_redirect_is_read_from_where_one_stands() -> None:
    here = check_address(GOOGLE)
    assert redirected(here, "/x.ics").url == "https://calendar.google.com/x.ics"
    assert redirected(here, "//example.org/x").url == "https://example.org/x"
    with pytest.raises(Invalid):
        redirected(here, "https://[not-an-address]/x")


def test_the_origin_for_tests_is_exact() -> None:
    assert check_address(f"{TEST_ORIGIN}/x", TEST_ORIGIN).url == f"{TEST_ORIGIN}/x"
    with pytest.raises(Invalid):
        check_address(f"{TEST_ORIGIN}/x")


def test_a_sealed_address_opens_in_its_own_row_with_its_own_secret_alone() -> None:
    couple, person, busy = uuid4(), uuid4(), uuid4()
    sealed = seal(b"secret", GOOGLE, couple, person, busy)
    assert b"google" not in sealed
    assert unseal(b"secret", sealed, couple, person, busy) == GOOGLE
    assert seal(b"secret", GOOGLE, couple, person, busy) != sealed
    for wrong in (
        (b"another", sealed, couple, person, busy),
        (b"secret", sealed, couple, uuid4(), busy),
        (b"secret", sealed, couple, person, uuid4()),
        (b"secret", sealed[:-1], couple, person, busy),
        (b"secret", b"", couple, person, busy),
    ):
        with pytest.raises(NotRead) as refusal:
            unseal(*wrong)
        assert refusal.value.trouble is Trouble.SEALED
