"""The code of an invitation, as it is shown and as people type it."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mend.couples.codes import ALPHABET, LENGTH, code_of, grouped, hash_code, read_code
from mend.ids import new_id

SECRET = b"a secret of this installation...."


@pytest.mark.parametrize(
    "typed",
    [
        "7KX1M-0QPRT",
        "7kx1m-0qprt",
        " 7KX1M 0QPRT ",
        "7KXIM-OQPRT",
        "7kxlm-oqprt",
        "7KX1M\u20130QPRT",
        "7\u00a0K X1M0 QPR T",
        "https://mend.test/invitation#7KX1M-0QPRT",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "7KX1M0QPRT"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7KX1M",
        "7KX1M-0QPRTT",
        "7KX1M-0QPRU",
        "7KX1M.0QPRT",
        "٧KX1M-0QPRT",
        "7KX1M-0QPR\x00",
    ],
)
def test_what_is_no_code_is_not_taken_for_one(typed: str) -> None:
    assert read_code(typed) is None


@given(st.uuids())
def test_every_code_made_can_be_read_as_shown(invitation_id: UUID) -> None:
    code = code_of(invitation_id, SECRET)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert read_code(grouped(code)) == code


@given(st.text(max_size=40))
def test_anything_may_be_typed(typed: str) -> None:
    code = read_code(typed)
    assert code is None or set(code) <= set(ALPHABET)


def test_neither_code_nor_hash_can_be_told_without_the_secret() -> None:
    invitation_id = new_id()
    assert code_of(invitation_id, SECRET) != code_of(invitation_id, b"another secret of another place..")
    assert hash_code("7KX1M0QPRT", SECRET) != hash_code("7KX1M0QPRT", b"another secret of another place..")
