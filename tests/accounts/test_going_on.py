"""Where a person goes after signing in: to a page of ours, never to another site."""

import pytest
from httpx import URL
from hypothesis import given
from hypothesis import strategies as st

from mend.accounts.forms import our_path
from tests.markup import parse, typed
from tests.people import PASSWORD, Visitor

pytestmark = pytest.mark.any_database

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http://mend.test@evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    "/pause\r\nSet-Cookie: a=b",
    "/pause\x00",
    "/ /evil.example",
    "/\u2028/evil.example",
    "/ünterwegs",
    "/" + "x" * 400,
]
OURS = [
    "/",
    "/account",
    "/us/agreement",
    "/pauses/0198?x=1#y",
    "/%2F%2Fevil.example",
    "/%5Cevil.example",
    "/@evil.example",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_another_site_is_dropped_from_the_form(anyone: Visitor, target: str) -> None:
    for path in ("/sign-in", "/sign-up"):
        answer = anyone.get(path, params={"next": target})
        assert answer.status_code == 200
        assert typed(parse(answer.text))["next"] == ""
        assert "evil" not in answer.text


@pytest.mark.parametrize("target", ELSEWHERE[::5])
def test_another_site_is_never_where_one_goes_and_keeps_nobody_out(anyone: Visitor, target: str) -> None:
    answer = anyone.post_form("/sign-in", email="noa@example.org", password=PASSWORD, next=target)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_another_site_is_not_where_a_new_account_goes(anyone: Visitor) -> None:
    answer = anyone.post_form(
        "/sign-up",
        name="Ada",
        email="ada@example.org",
        password="a kettle sings on the blue stove",
        time_zone="UTC",
        next="//evil.example",
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("target", OURS[::2])
def test_a_page_of_ours_is_where_one_goes(anyone: Visitor, target: str) -> None:
    answer = anyone.post_form("/sign-in", email="noa@example.org", password=PASSWORD, next=target)
    went = URL("https://mend.test/sign-in").join(answer.headers["location"])
    assert (went.scheme, went.host) == ("https", "mend.test")
    assert answer.headers["location"] == target


@given(st.text(alphabet=st.sampled_from("/\\:@.%?#\t\n\r evil2F5C"), max_size=12))
def test_whatever_is_let_through_stays_on_this_site(target: str) -> None:
    let_through = our_path(target)
    if let_through:
        # As browsers read it: tabs and line breaks are skipped, backslashes are slashes (URL Standard, 4.4).
        read = let_through.replace("\t", "").replace("\n", "").replace("\r", "").replace("\\", "/")
        assert read.startswith("/")
        assert not read.startswith("//")
