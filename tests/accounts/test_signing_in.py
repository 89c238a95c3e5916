"""Signing in and out over HTTP."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from fastapi import FastAPI
from sqlmodel import col, select, update

from mend.accounts.models import SignedInBrowser
from mend.accounts.passwords import hash_password
from mend.accounts.people import person_by_email
from mend.accounts.routes import TRIES_FROM_ONE_NETWORK
from mend.accounts.throttle import FREE_TRIES, note_try
from mend.clock import now
from mend.database import unit_of_work
from tests.markup import parse, typed
from tests.people import PASSWORD, People, Visitor

Visit = Callable[[], Visitor]
WRONG = "This email and password do not belong together."


def from_address(visitor: Visitor, host: str) -> Visitor:
    vars(visitor._transport)["client"] = (host, 50000)
    return visitor


def try_wrong(visitor: Visitor, email: str = "noa@example.org") -> int:
    return int(visitor.post_form("/sign-in", email=email, password="not her words at all").status_code)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 20, 19, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def test_signing_in_lets_a_person_in(anyone: Visitor) -> None:
    answer = anyone.post_form("/sign-in", email=" NOA@example.org ", password=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert anyone.get("/account").status_code == 200


@pytest.mark.parametrize("email", ["noa@example.org", "Noa@Example.ORG", "ｎｏａ@example.org"])
def test_an_email_is_known_in_any_spelling(anyone: Visitor, email: str) -> None:
    assert anyone.post_form("/sign-in", email=email, password=PASSWORD).status_code == 303


def test_a_password_is_the_same_however_the_keyboard_composes_its_letters(visit: Visit, app: FastAPI) -> None:
    with unit_of_work(app.state.engine) as session:
        noa = person_by_email(session, "noa@example.org")
        assert noa is not None
        noa.password_hash = hash_password("caf\u00e9 by the r\u00edver")
    for spelled in ("caf\u00e9 by the r\u00edver", "cafe\u0301 by the ri\u0301ver"):
        assert visit().post_form("/sign-in", email="noa@example.org", password=spelled).status_code == 303


def test_a_wrong_password_and_an_unknown_email_get_the_same_answer(visit: Visit) -> None:
    pages = []
    for email in ("noa@example.org", "nobody@example.org"):
        answer = visit().post_form("/sign-in", email=email, password="not her words at all")
        assert answer.status_code == 422
        assert "set-cookie" not in answer.headers
        page = parse(answer.text)
        assert page.one(id="field-password-error").text == WRONG
        assert typed(page) == {"email": email, "password": "", "next": ""}
        pages.append(answer.text.replace(email, ""))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "", "Please fill this in."),
        ("email", "noa\x00@example.org", "This holds characters that cannot be shown."),
        ("email", "x" * 300, "This is too long. At most 254 characters fit."),
        ("password", "", "Please fill this in."),
        ("password", "x" * 1001, "This is too long. At most 1000 characters fit."),
    ],
)
def test_each_wrong_field_gets_its_sentence(anyone: Visitor, field: str, value: str, sentence: str) -> None:
    answer = anyone.post_form(
        "/sign-in", **{"email": "noa@example.org", "password": PASSWORD} | {field: value}
    )
    assert answer.status_code == 422
    assert parse(answer.text).one(id=f"field-{field}-error").text == sentence


def test_guesses_wait_and_the_page_says_how_long(anyone: Visitor, clock: time_machine.Traveller) -> None:
    assert [try_wrong(anyone) for _ in range(FREE_TRIES + 1)] == [422] * FREE_TRIES + [429]
    refused = anyone.post_form("/sign-in", email="noa@example.org", password=PASSWORD)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "1"
    assert "Please wait 1 seconds" in parse(refused.text).one(role="alert").text
    clock.shift(1.01)
    assert anyone.post_form("/sign-in", email="noa@example.org", password=PASSWORD).status_code == 303


def test_a_storm_from_elsewhere_never_keeps_the_owner_out(
    visit: Visit, clock: time_machine.Traveller
) -> None:
    storm = from_address(visit(), "203.0.113.9")
    for _ in range(60):
        try_wrong(storm)
    assert try_wrong(storm) == 429
    owner = from_address(visit(), "198.51.100.4")
    assert owner.post_form("/sign-in", email="noa@example.org", password=PASSWORD).status_code == 303


def test_an_owner_who_mistypes_for_hours_waits_a_minute_at_most(
    anyone: Visitor, clock: time_machine.Traveller
) -> None:
    for _ in range(FREE_TRIES + 4):
        answer = anyone.post_form("/sign-in", email="noa@example.org", password="not her words at all")
        if answer.status_code == 429:
            wait = int(answer.headers["retry-after"])
            assert wait <= 60
            clock.shift(wait)
    clock.shift(60)
    assert anyone.post_form("/sign-in", email="noa@example.org", password=PASSWORD).status_code == 303


def test_success_makes_the_next_tries_free_again(visit: Visit, clock: time_machine.Traveller) -> None:
    browser = visit()
    for _ in range(FREE_TRIES - 1):
        try_wrong(browser)
    assert browser.post_form("/sign-in", email="noa@example.org", password=PASSWORD).status_code == 303
    again = visit()
    assert [try_wrong(again) for _ in range(2)] == [422, 422]


def test_guesses_at_many_accounts_from_one_network_wait_too(
    visit: Visit, app: FastAPI, clock: time_machine.Traveller
) -> None:
    guesser = from_address(visit(), "203.0.113.9")
    with unit_of_work(app.state.engine) as session:
        for _ in range(TRIES_FROM_ONE_NETWORK - 1):
            note_try(session, "sign in from", "203.0.113.9", now(), free=TRIES_FROM_ONE_NETWORK)
    assert [try_wrong(guesser, f"{name}@example.org") for name in ("ilan", "mara", "teo")] == [422, 429, 429]
    elsewhere = from_address(visit(), "198.51.100.4")
    assert elsewhere.post_form("/sign-in", email="noa@example.org", password=PASSWORD).status_code == 303


def test_signing_in_again_where_somebody_is_signed_in_replaces_them_there(noa: Visitor, app: FastAPI) -> None:
    before = noa.cookies["__Host-mend"]
    assert noa.post_form("/sign-in", email="ilan@example.org", password=PASSWORD).status_code == 303
    assert parse(noa.get("/account").text).one("input", name="name").attrs["value"] == "Ilan"
    noa.cookies.clear()
    noa.cookies.set("__Host-mend", before)
    assert noa.get("/account").status_code == 303


def test_signing_out_ends_the_session_on_the_server_too(anyone: Visitor) -> None:
    anyone.post_form("/sign-in", email="noa@example.org", password=PASSWORD)
    token = anyone.cookies["__Host-mend"]
    answer = anyone.post_form("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/goodbye")
    assert "__Host-mend" not in anyone.cookies
    anyone.cookies.set("__Host-mend", token)
    assert anyone.get("/account").headers["location"] == "/sign-in?next=/account"


def test_after_signing_out_the_page_lets_the_phone_forget(noa: Visitor) -> None:
    noa.post_form("/sign-out")
    body = parse(noa.get("/goodbye").text).one("body")
    assert body.has(data_signed_out=True, data_person=False, data_partner=False)


def test_signing_out_twice_is_as_good_as_once(anyone: Visitor) -> None:
    assert anyone.post_form("/sign-out").headers["location"] == "/goodbye"


def test_the_cookie_can_be_read_by_this_host_over_https_only_and_by_no_script(anyone: Visitor) -> None:
    answer = anyone.post_form("/sign-in", email="noa@example.org", password=PASSWORD)
    name_and_token, *attributes = answer.headers["set-cookie"].split("; ")
    name, _, token = name_and_token.partition("=")
    assert name == "__Host-mend"
    assert re.fullmatch(r"[\w-]{43}", token)
    kept = {part.partition("=")[0].lower(): part.partition("=")[2] for part in attributes}
    assert kept.keys() == {"httponly", "max-age", "path", "samesite", "secure"}  # and no domain
    assert kept["path"] == "/"
    assert kept["samesite"] == "lax"


def test_signing_out_takes_the_same_cookie_back(noa: Visitor) -> None:
    given = noa.post_form("/sign-out").headers["set-cookie"].lower()
    assert given.startswith('__host-mend="";')
    for part in ("max-age=0", "path=/", "secure", "httponly", "samesite=lax"):
        assert part in given


def test_every_sign_in_gets_a_token_of_its_own_kept_as_a_hash(
    visit: Visit, app: FastAPI, people: People
) -> None:
    tokens = set()
    for _ in range(2):
        browser = visit()
        browser.post_form("/sign-in", email="noa@example.org", password=PASSWORD)
        tokens.add(browser.cookies["__Host-mend"])
    assert len(tokens) == 2
    with unit_of_work(app.state.engine, writes=False) as session:
        rows = session.exec(select(SignedInBrowser).where(SignedInBrowser.person_id == people.noa)).all()
    assert len({row.token_hash for row in rows}) == 2
    for row in rows:
        assert len(row.token_hash) == 32
        assert not any(token.encode() in row.token_hash or token in repr(row) for token in tokens)


def test_no_token_and_no_password_stands_in_a_page_or_in_what_is_logged(
    anyone: Visitor, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    anyone.post_form("/sign-in", email="noa@example.org", password=PASSWORD)
    token = anyone.cookies["__Host-mend"]
    seen = [anyone.get(path).text for path in ("/", "/account", "/us", "/devices", "/pauses/x", "/nowhere")]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("mend.accounts.routes.browsers_of", None)  # a mistake of ours is logged without words
        seen.append(anyone.get("/account").text)
    logged = capsys.readouterr()
    assert "unforeseen" in logged.out + logged.err + caplog.text
    for text in (*seen, logged.out, logged.err, caplog.text):
        assert token not in text
        assert PASSWORD not in text


@pytest.mark.parametrize("token", [b"", b"x", b"x" * 43, b"\xe9\xff", b"a" * 5000])
def test_a_forged_cookie_is_nobodys(anyone: Visitor, token: bytes) -> None:
    answer = anyone.get("/account", headers=[(b"Cookie", b"__Host-mend=" + token)])
    assert answer.status_code == 303


def test_a_cookie_without_the_host_prefix_is_not_read_over_https(noa: Visitor) -> None:
    token = noa.cookies["__Host-mend"]
    noa.cookies.clear()
    noa.cookies.set("mend", token)
    assert noa.get("/account").status_code == 303


def test_a_browser_that_was_not_used_for_half_a_year_is_signed_out(
    noa: Visitor, app: FastAPI, people: People
) -> None:
    with unit_of_work(app.state.engine) as session:
        session.exec(
            update(SignedInBrowser)
            .where(col(SignedInBrowser.person_id) == people.noa)
            .values(expires_at=datetime.now(UTC) - timedelta(seconds=1))
        )
    assert noa.get("/account").headers["location"] == "/sign-in?next=/account"
    assert noa.post_form("/account/profile", name="Noa", time_zone="UTC").headers["location"] == "/sign-in"


def test_use_keeps_a_browser_signed_in(clock: time_machine.Traveller, visit: Visit, people: People) -> None:
    noa = visit().as_(people.noa)
    for _ in range(3):
        clock.shift(timedelta(days=150))
        assert noa.post_form("/account/time-zone", time_zone="Europe/Berlin").status_code == 204
    clock.shift(timedelta(days=181))
    assert noa.post_form("/account/time-zone", time_zone="Europe/Berlin").status_code == 303


def test_who_is_signed_in_is_not_asked_to_sign_in(noa: Visitor) -> None:
    assert noa.get("/sign-in").headers["location"] == "/"


def test_a_page_for_people_leads_to_signing_in_and_back(anyone: Visitor) -> None:
    wanted = anyone.get("/us/agreement").headers["location"]
    assert wanted == "/sign-in?next=/us/agreement"
    form = typed(parse(anyone.get(wanted).text))
    answer = anyone.post_form("/sign-in", email="noa@example.org", password=PASSWORD, next=form["next"])
    assert answer.headers["location"] == "/us/agreement"
