"""Receipt tokens: derived, bound to one delivery, worth nothing for another."""

import re
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mend.notifications.receipts import receipt_matches, receipt_token

SECRET = b"a secret of thirty-two bytes ..."
DELIVERY = UUID("0193a0c2-7b4e-7000-8000-000000000001")


def test_a_receipt_matches_its_own_delivery_and_no_other() -> None:
    token = receipt_token(SECRET, DELIVERY)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert receipt_matches(SECRET, DELIVERY, token)
    assert receipt_matches(SECRET, str(DELIVERY), token)
    assert not receipt_matches(SECRET, uuid4(), token)
    assert not receipt_matches(SECRET[::-1], DELIVERY, token)


def test_a_token_is_the_same_after_a_restart_because_nothing_is_stored() -> None:
    assert receipt_token(SECRET, DELIVERY) == receipt_token(bytes(SECRET), UUID(str(DELIVERY)))


@given(st.text(max_size=200))
def test_no_other_text_is_a_receipt(text: str) -> None:
    assert not receipt_matches(SECRET, DELIVERY, text)


@pytest.mark.parametrize("text", ["", "\ud800", "é" * 43, "\x00"])
def test_odd_text_is_refused_and_breaks_nothing(text: str) -> None:
    assert not receipt_matches(SECRET, DELIVERY, text)


def test_one_character_more_or_less_is_refused() -> None:
    token = receipt_token(SECRET, DELIVERY)
    assert not receipt_matches(SECRET, DELIVERY, token[:-1])
    assert not receipt_matches(SECRET, DELIVERY, token + "=")


def test_a_secret_anybody_could_guess_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        receipt_token(b"", DELIVERY)
