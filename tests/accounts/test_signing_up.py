"""A new account over HTTP, and everything that can be wrong with what is typed."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import col, func, select

from mend.accounts.models import Person, SignedInBrowser, Throttle
from mend.accounts.passwords import MAX_LENGTH
from mend.accounts.routes import TRIES_FROM_ONE_NETWORK
from mend.database import unit_of_work
from tests.markup import parse, typed
from tests.people import Visitor
from tests.together import at_once

GOOD = {
    "name": "Ada",
    "email": "ada@example.org",
    "password": "a kettle sings on the blue stove",
    "time_zone": "Europe/Berlin",
    "next": "",
}


def people_named(app: FastAPI, name: str) -> list[Person]:
    with unit_of_work(app.state.engine, writes=False) as session:
        return list(session.exec(select(Person).where(Person.name == name)))


def rows(app: FastAPI) -> tuple[int, int]:
    """How many people and signed-in browsers there are."""
    with unit_of_work(app.state.engine, writes=False) as session:
        counts = [
            session.exec(select(func.count()).select_from(table)).one() for table in (Person, SignedInBrowser)
        ]
    return counts[0], counts[1]


def test_signing_up_makes_an_account_and_signs_this_browser_in(anyone: Visitor, app: FastAPI) -> None:
    answer = anyone.post_form("/sign-up", **GOOD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert parse(anyone.get("/").text).one("h1").text.endswith("Ada")
    (ada,) = people_named(app, "Ada")
    assert (ada.email, ada.time_zone, ada.locale) == ("ada@example.org", "Europe/Berlin", "en")
    assert ada.password_hash.startswith("$argon2id$")


def test_an_email_is_kept_folded_and_taken_in_any_spelling(
    anyone: Visitor, visit: Callable[[], Visitor]
) -> None:
    spelled = GOOD | {"email": " ÄDA@Straße.example ", "name": "Ada"}
    assert anyone.post_form("/sign-up", **spelled).status_code == 303
    for again in (
        "äda@straße.example",
        "A\u0308DA@STRASSE.EXAMPLE",
        "ÄDA@STRASSE.example",
        "ａ\u0308da@strasse.example",
    ):
        answer = visit().post_form("/sign-up", **GOOD | {"email": again})
        assert answer.status_code == 409, again
        page = parse(answer.text)
        assert page.one(id="field-email-error").text == (
            "There is an account with this email already. You can sign in instead."
        )
        assert typed(page)["name"] == "Ada"
        assert page.one("input", name="email").attrs["aria-invalid"] == "true"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Please fill this in."),
        ("name", "   ", "Please fill this in."),
        ("name", "x" * 61, "This is too long. At most 60 characters fit."),
        ("name", "Ada\u202e", "This holds characters that cannot be shown."),
        ("name", "A\x00da", "This holds characters that cannot be shown."),
        ("email", "", "Please fill this in."),
        ("email", "ada", "Please enter an email address, such as noa@example.org."),
        ("email", "a da@example.org", "Please enter an email address, such as noa@example.org."),
        ("email", "ada@example", "Please enter an email address, such as noa@example.org."),
        ("email", "ada@@example.org", "Please enter an email address, such as noa@example.org."),
        ("email", "no´a@example.org", "Please enter an email address, such as noa@example.org."),
        ("email", "x" * 260 + "@example.org", "This is too long. At most 254 characters fit."),
        # Folded, each of these is two letters.
        ("email", "ß" * 200 + "@example.org", "Please enter an email address, such as noa@example.org."),
        ("email", "ada\x00@example.org", "This holds characters that cannot be shown."),
        ("password", "", "Please fill this in."),
        ("password", "elevenchars", "Please use at least 12 characters. A few words in a row work well."),
        ("password", "x" * (MAX_LENGTH + 1), f"That is too long. At most {MAX_LENGTH} characters fit."),
        ("password", "password1234", "Many people use a password like this one."),
        ("time_zone", "", "Please fill this in."),
        ("time_zone", "Mars/Olympus", "Mend does not know that time zone."),
        ("time_zone", "../../etc/passwd", "Mend does not know that time zone."),
    ],
)
def test_each_wrong_field_gets_its_sentence_and_nothing_is_half_written(
    anyone: Visitor, app: FastAPI, field: str, value: str, sentence: str
) -> None:
    before = rows(app)
    answer = anyone.post_form("/sign-up", **GOOD | {field: value})
    assert answer.status_code == 422
    page = parse(answer.text)
    assert sentence in page.one(id=f"field-{field}-error").text
    assert page.one(role="alert").one("a", href=f"#field-{field}").text
    assert page.one(id=f"field-{field}").attrs["aria-describedby"].endswith(f"field-{field}-error")
    kept = typed(page)
    for name in ("name", "email", "time_zone"):
        wanted = value if name == field else GOOD[name]
        assert kept[name].strip() == wanted.replace("\x00", "\ufffd").strip() or "\x00" in wanted
    assert kept["password"] == ""
    assert GOOD["password"] not in answer.text
    assert rows(app) == before
    assert "set-cookie" not in answer.headers


def test_a_zone_that_is_not_known_here_can_be_chosen_from_a_list(anyone: Visitor) -> None:
    page = parse(anyone.post_form("/sign-up", **GOOD | {"time_zone": "Mars/Olympus"}).text)
    zones = [option.attrs["value"] for option in page.one("select", name="time_zone").all("option")]
    assert "Europe/Berlin" in zones
    assert anyone.post_form("/sign-up", **GOOD).status_code == 303


def test_a_missing_field_is_asked_for_and_an_unknown_one_refused(anyone: Visitor) -> None:
    page = parse(anyone.post_form("/sign-up", name="Ada").text)
    assert page.one(id="field-email-error").text == "Please fill this in."
    assert "Please fill this in." in page.one(id="field-password-error").text
    more = anyone.post_form("/sign-up", **GOOD | {"is_admin": "yes"})
    assert more.status_code == 422
    assert "a field that does not belong here" in parse(more.text).one(role="alert").text


def test_a_repeated_field_is_refused(anyone: Visitor, app: FastAPI) -> None:
    answer = anyone.post(
        "/sign-up",
        content="name=Ada&name=Bea&email=ada@example.org",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 400
    assert people_named(app, "Ada") == []


def test_a_long_plain_password_needs_no_signs_or_digits(anyone: Visitor) -> None:
    assert (
        anyone.post_form("/sign-up", **GOOD | {"password": "onlysmallletterswithoutgaps"}).status_code == 303
    )


def test_two_sign_ups_with_one_email_at_once_make_one_account_and_one_sentence(
    visit: Callable[[], Visitor], app: FastAPI
) -> None:
    answers: list[tuple[int, str]] = []

    def sign_up(browser: Visitor, email: str) -> None:
        answer = browser.post_form("/sign-up", **GOOD | {"email": email})
        answers.append((answer.status_code, answer.text))

    first, second = visit(), visit()
    at_once(lambda: sign_up(first, "ada@example.org"), lambda: sign_up(second, "ADA@example.org"))
    (won, _), (lost, page) = sorted(answers)
    assert (won, lost) == (303, 409)
    assert "There is an account with this email already." in parse(page).one(id="field-email-error").text
    assert len(people_named(app, "Ada")) == 1


def test_accounts_from_one_network_are_slowed_down_after_a_household_of_them(
    anyone: Visitor, app: FastAPI
) -> None:
    assert anyone.post_form("/sign-up", **GOOD).status_code == 303
    anyone.cookies.clear()
    with unit_of_work(app.state.engine) as session:
        session.exec(sa.update(Throttle).values(tries=TRIES_FROM_ONE_NETWORK + 10))
    assert anyone.post_form("/sign-up", **GOOD | {"email": "bea@example.org"}).status_code == 303
    anyone.cookies.clear()
    refused = anyone.post_form("/sign-up", **GOOD | {"email": "cleo@example.org"})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert typed(parse(refused.text))["email"] == "cleo@example.org"


def test_a_new_account_speaks_the_browsers_language_or_english(anyone: Visitor, app: FastAPI) -> None:
    anyone.headers["Accept-Language"] = "tlh;q=0.9, xx"
    assert anyone.post_form("/sign-up", **GOOD).status_code == 303
    assert people_named(app, "Ada")[0].locale == "en"


def test_the_new_persons_password_stands_nowhere_in_the_database(anyone: Visitor, app: FastAPI) -> None:
    anyone.post_form("/sign-up", **GOOD)
    token = anyone.cookies["__Host-mend"]
    with app.state.engine.connect() as connection:
        for table in sa.inspect(connection).get_table_names():
            for row in connection.execute(sa.text(f"SELECT * FROM {table}")):
                assert GOOD["password"] not in repr(tuple(row))
                assert token not in repr(tuple(row))


def test_who_is_signed_in_is_not_asked_to_sign_up(noa: Visitor) -> None:
    assert noa.get("/sign-up").headers["location"] == "/"


def test_a_second_account_in_the_same_browser_signs_the_first_out_there(noa: Visitor, app: FastAPI) -> None:
    before = noa.cookies["__Host-mend"]
    assert noa.post_form("/sign-up", **GOOD).status_code == 303
    assert parse(noa.get("/").text).one("h1").text.endswith("Ada")
    noa.cookies.clear()
    noa.cookies.set("__Host-mend", before)
    assert noa.get("/account").status_code == 303
    with unit_of_work(app.state.engine, writes=False) as session:
        noas = session.exec(select(SignedInBrowser).join(Person).where(col(Person.name) == "Noa")).all()
    assert noas == []
