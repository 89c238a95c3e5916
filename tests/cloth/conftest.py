"""Those who sew in these tests."""

import pytest
from sqlmodel import Session

from mend.couples.membership import Member, member_of
from tests.people import People
from tests.thanks import conftest as thanks

outbox = thanks.outbox
noas = thanks.noas
ilans = thanks.ilans
maras = thanks.maras


@pytest.fixture
def member(session: Session, people: People) -> Member:
    """Noa, as the verbs know her."""
    found = member_of(session, people.noa)
    assert found is not None
    return found


@pytest.fixture
def stranger(session: Session, people: People) -> Member:
    """Mara of the other couple."""
    found = member_of(session, people.mara)
    assert found is not None
    return found
