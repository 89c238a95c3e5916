"""Personal tokens: made, shown once, kept as a hash, good for one thing, revoked."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import Session, select

from mend.accounts.models import Person, PersonalToken, Scope
from mend.accounts.tokens import (
    MOST_TOKENS,
    NOTED_EVERY,
    PREFIX,
    check_scope,
    is_use_worth_noting,
    make_token,
    note_token_use,
    revoke_token,
    tokens_of,
    whose_token,
)
from mend.database import unit_of_work
from mend.errors import NotFound, OutOfScope, Refused, WrongToken
from mend.ids import new_id
from tests.markup import Node, parse, typed
from tests.people import PASSWORD, People, Visitor
from tests.together import at_once

THEN = datetime(2026, 11, 20, 19, 20, tzinfo=UTC)


def make(session: Session, person_id: UUID, name: str = "Kitchen", scope: Scope = Scope.SEND) -> str:
    return make_token(session, session.get_one(Person, person_id), name=name, scope=scope, now=THEN)


def names(app: FastAPI, person_id: UUID) -> list[str]:
    with unit_of_work(app.state.engine, writes=False) as session:
        return [token.name for token in tokens_of(session, session.get_one(Person, person_id))]


def rows(visitor: Visitor) -> list[Node]:
    page = parse(visitor.get("/account/tokens").text)
    return [row for rows in page.all("ul", class_="rows") for row in rows.all("li")]


# The verbs


def test_a_token_is_recognised_and_says_whose_it_is(session: Session, people: People) -> None:
    text = make(session, people.noa)
    person, token = whose_token(session, text)
    assert (person.id, token.name, token.scope, token.last_used_at) == (
        people.noa,
        "Kitchen",
        Scope.SEND,
        None,
    )
    assert text.startswith(PREFIX)
    assert len(text) == len(PREFIX) + 43  # 256 bits in base64url


def test_no_two_tokens_are_alike(session: Session, people: People) -> None:
    texts = {make(session, people.noa, str(number)) for number in range(MOST_TOKENS)}
    assert len(texts) == MOST_TOKENS


def test_the_token_stands_nowhere_in_the_database(session: Session, people: People) -> None:
    text = make(session, people.noa)
    (row,) = session.execute(sa.text("SELECT * FROM personal_tokens")).mappings()
    values = {name: bytes(value) if name == "token_hash" else str(value) for name, value in row.items()}
    assert values["token_hash"] == hashlib.sha256(text.encode()).digest()
    assert not any(text in str(value) or text[len(PREFIX) :] in str(value) for value in values.values())


@pytest.mark.parametrize("spoil", ["", "x", PREFIX, "{}x", "x{}", " {}", "{} "])
def test_what_is_nearly_a_token_is_none(session: Session, people: People, spoil: str) -> None:
    text = make(session, people.noa)
    with pytest.raises(WrongToken):
        whose_token(session, spoil.format(text))


@pytest.mark.parametrize("scope", Scope)
def test_a_token_is_good_for_one_thing(session: Session, people: People, scope: Scope) -> None:
    _, token = whose_token(session, make(session, people.noa, scope=scope))
    check_scope(token, scope)
    for other in set(Scope) - {scope}:
        with pytest.raises(OutOfScope, match="This token may not"):
            check_scope(token, other)


def test_a_name_is_given_once_by_a_person(session: Session, people: People) -> None:
    make(session, people.noa)
    with pytest.raises(Refused) as refused:
        make(session, people.noa, scope=Scope.READ)
    assert refused.value.field == "name"
    make(session, people.ilan)
    assert len(tokens_of(session, session.get_one(Person, people.noa))) == 1


def test_ten_are_enough(session: Session, people: People) -> None:
    for number in range(MOST_TOKENS):
        make(session, people.noa, str(number))
    with pytest.raises(Refused, match="tokens already"):
        make(session, people.noa)
    make(session, people.ilan)
    noa = session.get_one(Person, people.noa)
    revoke_token(session, noa, tokens_of(session, noa)[0].id)
    make(session, people.noa)


def test_ten_stay_ten_when_two_are_made_at_once(app: FastAPI, engine: sa.Engine, people: People) -> None:
    def making(name: str) -> None:
        with unit_of_work(engine) as session:
            make(session, people.noa, name)

    for number in range(MOST_TOKENS - 1):
        making(str(number))
    refused = at_once(lambda: making("one"), lambda: making("other"))
    assert [type(error) for error in refused if error] == [Refused]
    assert len(names(app, people.noa)) == MOST_TOKENS


def test_the_same_made_twice_at_once_is_one(app: FastAPI, engine: sa.Engine, people: People) -> None:
    def making() -> None:
        with unit_of_work(engine) as session:
            make(session, people.noa)

    refused = at_once(making, making)
    assert [error.field for error in refused if error] == ["name"]
    assert names(app, people.noa) == ["Kitchen"]


def test_a_revoked_token_is_none_and_the_others_stay(session: Session, people: People) -> None:
    noa, ilan = session.get_one(Person, people.noa), session.get_one(Person, people.ilan)
    gone, kept = make(session, noa.id, "Gone"), make(session, noa.id, "Kept")
    _, token = whose_token(session, gone)
    with pytest.raises(NotFound):
        revoke_token(session, ilan, token.id)
    assert whose_token(session, gone)
    revoke_token(session, noa, token.id)
    with pytest.raises(WrongToken):
        whose_token(session, gone)
    assert whose_token(session, kept)[0].id == noa.id
    with pytest.raises(NotFound):
        revoke_token(session, noa, token.id)


def test_its_use_is_noted_at_most_once_an_hour(session: Session, people: People) -> None:
    _, token = whose_token(session, make(session, people.noa))
    assert is_use_worth_noting(token, THEN)
    note_token_use(session, token.id, THEN)
    session.refresh(token)
    assert token.last_used_at == THEN
    assert not is_use_worth_noting(token, THEN + NOTED_EVERY - timedelta(seconds=1))
    assert is_use_worth_noting(token, THEN + NOTED_EVERY)


def test_noting_the_use_of_a_token_revoked_meanwhile_brings_nothing_back(
    session: Session, people: People
) -> None:
    note_token_use(session, new_id(), THEN)
    assert session.exec(select(PersonalToken)).all() == []


def test_with_the_person_their_tokens_go(engine: sa.Engine, people: People) -> None:
    with unit_of_work(engine) as session:
        make(session, people.sam)
    with unit_of_work(engine) as session:
        session.delete(session.get_one(Person, people.sam))
    with unit_of_work(engine) as session:
        assert session.exec(select(PersonalToken)).all() == []


# The pages


def test_without_tokens_the_page_says_what_one_is_for(noa: Visitor) -> None:
    page = parse(noa.get("/account/tokens").text)
    assert page.one("section", class_="empty").one("h2").text == "A pause without opening Mend"
    assert rows(noa) == []


def test_the_account_leads_there(noa: Visitor) -> None:
    assert parse(noa.get("/account").text).one("a", href="/account/tokens").text == "Make such a button"


def test_a_token_is_shown_once_on_a_page_nothing_keeps(noa: Visitor, app: FastAPI, people: People) -> None:
    answer = noa.post_form("/account/tokens", name=" Kitchen speaker ", scope="signals:send")
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    page = parse(answer.text)
    text = page.one("p", class_="code").text
    assert page.one("button", class_="act").attrs["data-copy"] == text
    assert page.one("p", class_="lead").text == "Copy it now. Mend shows it only this once."
    with unit_of_work(app.state.engine, writes=False) as session:
        assert whose_token(session, text)[0].id == people.noa
    for path in ("/account/tokens", "/account", "/account/tokens/how"):
        assert text not in noa.get(path).text
    (row,) = rows(noa)
    assert row.one("p", class_="row-title").text == "Kitchen speaker"
    assert [words.text for words in row.all("p", class_="row-state")] == [
        "May send a pause or a repair.",
        "Not used yet",
    ]


def test_the_list_says_on_which_day_one_was_last_used(noa: Visitor, app: FastAPI, people: People) -> None:
    with unit_of_work(app.state.engine) as session:
        _, token = whose_token(session, make(session, people.noa, scope=Scope.READ))
        note_token_use(session, token.id, THEN)
    (row,) = rows(noa)
    assert [words.text for words in row.all("p", class_="row-state")] == [
        "May see how a signal is.",
        "Last used Friday, 20 November",
    ]


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"name": "", "scope": "signals:send"}, "name", "Please fill this in."),
        ({"name": "x" * 61, "scope": "signals:send"}, "name", "This is too long. At most 60 characters fit."),
        (
            {"name": "Kitchen\u202e", "scope": "signals:send"},
            "name",
            "This holds characters that cannot be shown.",
        ),
        ({"name": "Kitchen", "scope": "everything"}, "scope", "Please choose one of the options."),
        ({"name": "Kitchen"}, "scope", "Please fill this in."),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_makes_nothing(
    noa: Visitor, app: FastAPI, people: People, fields: dict[str, str], field: str, sentence: str
) -> None:
    answer = noa.post_form("/account/tokens", **fields)
    assert answer.status_code == 422
    page = parse(answer.text)
    assert page.one(id=f"field-{field}-error").text == sentence
    assert typed(page)["name"] == fields["name"]
    assert names(app, people.noa) == []


def test_the_same_form_again_makes_no_second_one_and_shows_no_token(
    noa: Visitor, app: FastAPI, people: People
) -> None:
    text = (
        parse(noa.post_form("/account/tokens", name="Kitchen", scope="signals:send").text)
        .one("p", class_="code")
        .text
    )
    again = noa.post_form("/account/tokens", name="Kitchen", scope="signals:send")
    assert again.status_code == 409
    assert parse(again.text).one(id="field-name-error").text.startswith("You have a token with this name.")
    assert text not in again.text
    assert names(app, people.noa) == ["Kitchen"]


def test_one_is_revoked_with_its_own_button(
    noa: Visitor, ilan: Visitor, app: FastAPI, people: People
) -> None:
    for name in ("One", "Two"):
        noa.post_form("/account/tokens", name=name, scope="signals:send")
    two, one = (row.one("form", method="post").attrs["action"] for row in rows(noa))
    assert ilan.post_form(one).status_code == 404
    assert noa.post_form(one).headers["location"] == "/account/tokens"
    assert names(app, people.noa) == ["Two"]
    assert noa.post_form(one).status_code == 404
    assert two != one


def test_a_new_password_revokes_them_all_and_signing_out_elsewhere_none(
    noa: Visitor, app: FastAPI, people: People
) -> None:
    noa.post_form("/account/tokens", name="Kitchen", scope="signals:send")
    with unit_of_work(app.state.engine) as session:
        make(session, people.ilan)
    wrong = {"current_password": "wrong", "new_password": "a kettle sings on the blue stove"}
    assert noa.post_form("/account/password", **wrong).status_code == 422
    noa.post_form("/sign-out")
    assert names(app, people.noa) == ["Kitchen"]
    noa.as_(people.noa)
    assert noa.post_form("/account/password", **wrong | {"current_password": PASSWORD}).status_code == 303
    assert "your tokens are revoked" in noa.get("/account?saved=password").text
    assert (names(app, people.noa), names(app, people.ilan)) == ([], ["Kitchen"])


def test_how_to_make_a_button_names_this_very_address(noa: Visitor) -> None:
    page = parse(noa.get("/account/tokens/how").text)
    assert "https://mend.test/api/signals" in page.one("dl", class_="facts").text
    assert page.one("button", class_="plain").attrs["data-copy"] == "https://mend.test/api/signals"
    assert [card.one("summary").text for card in page.all("details")] == [
        "iPhone",
        "Android",
        "A voice assistant at home",
    ]
