"""What makes a password, and what checking one costs."""

import pytest
from argon2 import extract_parameters
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session

from mend.accounts import passwords
from mend.accounts.passwords import MAX_LENGTH, MIN_LENGTH, check_password, hash_password, verify_password
from mend.accounts.people import new_password_hash, sign_up
from mend.errors import Invalid
from tests.people import LONG_AGO, PASSWORD, add_person

NOBODY = ()


@pytest.mark.parametrize(
    "password",
    [
        "onlysmallletterswithoutgaps",
        "seven quiet teapots at dusk",
        "ein kleiner blauer Kessel",
        "ЧайникПоётНаПлите",
        "湯気が立つ青いやかんの歌をきく",
        "🫖🌿🌊🐢⛵🌙🫖🌊🌿🌊🐢⛵",
        "81 27 39 5 4471 90",
    ],
)
def test_length_is_enough_and_no_kinds_of_characters_are_asked_for(password: str) -> None:
    check_password(password, known=NOBODY)


@pytest.mark.parametrize("length", [1, MIN_LENGTH - 1])
def test_a_short_password_is_refused_with_the_length_it_needs(length: int) -> None:
    with pytest.raises(Invalid) as refused:
        check_password("xk7#Qz9!mP2w"[:length], known=NOBODY)
    assert refused.value.values == {"count": MIN_LENGTH}
    assert refused.value.field == "password"


REAL = (passwords._hasher, passwords._NOBODYS_HASH)  # before they are made quick for the tests


@pytest.fixture
def real_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What production takes, which is slow on purpose."""
    monkeypatch.setattr(passwords, "_hasher", REAL[0])
    monkeypatch.setattr(passwords, "_NOBODYS_HASH", REAL[1])


def test_the_longest_password_fits_and_a_longer_one_does_not() -> None:
    check_password(("seven quiet teapots at dusk " * 8)[:MAX_LENGTH], known=NOBODY)
    with pytest.raises(Invalid):
        check_password("x" * (MAX_LENGTH + 1), known=NOBODY)


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "passwordpassword",
        "123456789012",
        "qwertyuiop[]",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "Password123!",
        "iloveyou1234",
    ],
)
def test_what_many_people_use_is_refused(password: str) -> None:
    with pytest.raises(Invalid, match="Many people"):
        check_password(password, known=NOBODY)


@pytest.mark.parametrize(
    "password",
    [
        "wilhelmina.quist@harbour.example",
        "WilhelminaQuist",
        "quistwilhelmina1",
        "wilhelmina2026",
        "harbour.example",
        "Wilhelmina Quist",
    ],
)
def test_what_is_made_of_ones_own_name_or_email_is_refused(session: Session, password: str) -> None:
    with pytest.raises(Invalid, match="Many people"):
        sign_up(
            session,
            name="Wilhelmina Quist",
            email="wilhelmina.quist@harbour.example",
            password=password,
            time_zone="UTC",
            locale=None,
            now=LONG_AGO,
        )


def test_a_new_password_made_of_ones_own_name_is_refused_beside_its_own_field(session: Session) -> None:
    person = add_person(session, "Wilhelmina Quist")
    with pytest.raises(Invalid) as refused:
        new_password_hash(person, current=PASSWORD, new="wilhelmina-quist")
    assert refused.value.field == "new_password"
    assert verify_password(PASSWORD, person.password_hash) == (True, None)


def test_a_hash_is_argon2id_salted_and_needs_no_renewal(real_hashes: None) -> None:
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first.startswith("$argon2id$")
    assert first != second
    assert verify_password(PASSWORD, first) == (True, None)
    assert verify_password(PASSWORD + " ", first)[0] is False


def test_an_older_weaker_hash_is_renewed_when_it_is_used(real_hashes: None) -> None:
    old = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQxMjM0NTY3OA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    assert verify_password(PASSWORD, old) == (False, None)
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    right, fresh = verify_password(PASSWORD, weak.hash(PASSWORD))
    assert right
    assert fresh is not None
    assert extract_parameters(fresh) == extract_parameters(hash_password(PASSWORD))


def test_an_unknown_person_costs_the_very_same_argon2_as_a_known_one(
    real_hashes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Structure instead of a stopwatch: one real verification, with the parameters a real hash has.
    verified: list[str] = []
    real = passwords._hasher.hashers[0]

    def note(verify: object) -> object:
        def noted(password: str, kept: str) -> bool:
            verified.append(kept)
            return bool(verify(password, kept))  # type: ignore[operator]

        return noted

    monkeypatch.setattr(real, "verify", note(real.verify))
    assert verify_password(PASSWORD, None) == (False, None)
    known = hash_password("another password altogether")
    assert verify_password(PASSWORD, known) == (False, None)
    nobodys, somebodys = verified
    assert extract_parameters(nobodys) == extract_parameters(somebodys)
    assert nobodys.rpartition("$")[2] != ""


def test_two_hashes_at_most_are_made_at_once() -> None:
    taken = [passwords._at_once.acquire(blocking=False) for _ in range(3)]
    try:
        assert taken == [True, True, False]
    finally:
        for held in taken:
            if held:
                passwords._at_once.release()
