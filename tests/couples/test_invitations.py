"""Coming together: who may link with whom, and when an invitation is over."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mend.accounts.models import Person
from mend.couples.codes import code_of, grouped
from mend.couples.invitations import (
    VALID_FOR,
    accept_invitation,
    acceptance_of,
    confirm_link,
    decline_link,
    invitation_of,
    invite,
    read_invitation,
    take_back_acceptance,
    was_turned_down,
    withdraw_invitation,
)
from mend.couples.membership import link, member_of
from mend.couples.models import Ending, Invitation
from mend.errors import Gone, Invalid, NotFound, Refused
from tests.people import LONG_AGO as THEN
from tests.people import People, add_person

SECRET = b"a secret of this installation...."
LATER = THEN + timedelta(hours=1)


@pytest.fixture
def ada(session: Session) -> Person:
    return add_person(session, "Ada")


@pytest.fixture
def ben(session: Session) -> Person:
    return add_person(session, "Ben")


@pytest.fixture
def cleo(session: Session) -> Person:
    return add_person(session, "Cleo")


def invited(session: Session, person: Person) -> tuple[Invitation, str]:
    invitation = invite(session, person, secret=SECRET, now=THEN)
    return invitation, grouped(code_of(invitation.id, SECRET))


def accepted(session: Session, inviter: Person, other: Person) -> Invitation:
    _, code = invited(session, inviter)
    return accept_invitation(session, other, code=code, secret=SECRET, now=LATER)


def test_two_are_linked_once_both_said_yes(session: Session, ada: Person, ben: Person) -> None:
    invitation = accepted(session, ada, ben)
    assert member_of(session, ada.id) is None
    confirm_link(session, ada, invitation.id, LATER)
    of_ada, of_ben = member_of(session, ada.id), member_of(session, ben.id)
    assert of_ada is not None
    assert of_ben is not None
    assert (of_ada.partner.id, of_ben.partner.id) == (ben.id, ada.id)
    assert of_ada.couple_id == of_ben.couple_id


def test_reading_an_invitation_writes_nothing(session: Session, ada: Person, ben: Person) -> None:
    invitation, code = invited(session, ada)
    before = invitation.model_dump()
    found, inviter = read_invitation(session, ben, code=code, secret=SECRET, now=LATER)
    assert (found.id, inviter.id) == (invitation.id, ada.id)
    assert not session.dirty
    session.refresh(invitation)
    assert invitation.model_dump() == before
    assert acceptance_of(session, ben, LATER) is None


def test_the_database_never_holds_a_code(session: Session, ada: Person) -> None:
    invitation, code = invited(session, ada)
    kept = session.exec(select(Invitation).where(Invitation.id == invitation.id)).one()
    assert code.replace("-", "").encode() not in kept.code_hash
    assert all(code not in str(value) for value in kept.model_dump().values())


def test_ones_own_invitation_is_refused(session: Session, ada: Person) -> None:
    _, code = invited(session, ada)
    with pytest.raises(Refused, match="your own invitation"):
        accept_invitation(session, ada, code=code, secret=SECRET, now=LATER)


def test_a_forged_code_is_not_found(session: Session, ada: Person, ben: Person) -> None:
    invited(session, ada)
    with pytest.raises(NotFound, match="No invitation has this code"):
        accept_invitation(session, ben, code="ZZZZZ-ZZZZZ", secret=SECRET, now=LATER)


def test_what_is_no_code_says_what_one_looks_like(session: Session, ben: Person) -> None:
    with pytest.raises(Invalid, match="ten letters and digits") as refused:
        read_invitation(session, ben, code="teapot", secret=SECRET, now=LATER)
    assert refused.value.field == "code"


def test_an_invitation_lasts_a_day_and_not_a_moment_longer(
    session: Session, ada: Person, ben: Person
) -> None:
    _, code = invited(session, ada)
    read_invitation(session, ben, code=code, secret=SECRET, now=THEN + VALID_FOR - timedelta(seconds=1))
    with pytest.raises(Gone, match="has run out"):
        read_invitation(session, ben, code=code, secret=SECRET, now=THEN + VALID_FOR)
    assert invitation_of(session, ada, THEN + VALID_FOR) is None


def test_an_expired_acceptance_cannot_be_confirmed(session: Session, ada: Person, ben: Person) -> None:
    invitation = accepted(session, ada, ben)
    with pytest.raises(Gone, match="has run out"):
        confirm_link(session, ada, invitation.id, THEN + VALID_FOR)
    assert acceptance_of(session, ben, THEN + VALID_FOR) is None


def test_an_invitation_works_once(session: Session, ada: Person, ben: Person, cleo: Person) -> None:
    invitation, code = invited(session, ada)
    accept_invitation(session, ben, code=code, secret=SECRET, now=LATER)
    with pytest.raises(Gone, match="used already"):
        accept_invitation(session, cleo, code=code, secret=SECRET, now=LATER)
    confirm_link(session, ada, invitation.id, LATER)
    with pytest.raises(Gone, match="used already"):
        accept_invitation(session, cleo, code=code, secret=SECRET, now=LATER)


def test_a_new_invitation_replaces_the_old(session: Session, ada: Person, ben: Person) -> None:
    _, old = invited(session, ada)
    fresh, new = invited(session, ada)
    with pytest.raises(Gone, match="no longer counts"):
        read_invitation(session, ben, code=old, secret=SECRET, now=LATER)
    assert read_invitation(session, ben, code=new, secret=SECRET, now=LATER)[0].id == fresh.id


def test_a_withdrawn_invitation_no_longer_counts(session: Session, ada: Person, ben: Person) -> None:
    invitation, code = invited(session, ada)
    withdraw_invitation(session, ada, invitation.id, LATER)
    withdraw_invitation(session, ada, invitation.id, LATER)
    with pytest.raises(Gone, match="no longer counts"):
        accept_invitation(session, ben, code=code, secret=SECRET, now=LATER)


def test_a_declined_link_shares_nothing_and_says_so(session: Session, ada: Person, ben: Person) -> None:
    invitation = accepted(session, ada, ben)
    decline_link(session, ada, invitation.id, LATER)
    assert member_of(session, ben.id) is None
    assert was_turned_down(session, ben, LATER)
    with pytest.raises(Gone):
        confirm_link(session, ada, invitation.id, LATER)


def test_an_acceptance_can_be_taken_back_until_it_is_confirmed(
    session: Session, ada: Person, ben: Person
) -> None:
    invitation = accepted(session, ada, ben)
    take_back_acceptance(session, ben, LATER)
    with pytest.raises(Gone, match="used already"):
        confirm_link(session, ada, invitation.id, LATER)
    assert not was_turned_down(session, ben, LATER)


def test_who_accepts_elsewhere_no_longer_waits_here(
    session: Session, ada: Person, ben: Person, cleo: Person
) -> None:
    first, second = accepted(session, ada, ben), accepted(session, cleo, ben)
    waiting = acceptance_of(session, ben, LATER)
    assert waiting is not None
    assert waiting.id == second.id
    session.refresh(first)
    assert first.ended_as is Ending.TAKEN_BACK


def test_nobody_confirms_for_somebody_else(session: Session, ada: Person, ben: Person, cleo: Person) -> None:
    invitation = accepted(session, ada, ben)
    for stranger in (ben, cleo):
        with pytest.raises(NotFound):
            confirm_link(session, stranger, invitation.id, LATER)
        with pytest.raises(NotFound):
            withdraw_invitation(session, stranger, invitation.id, LATER)
    assert member_of(session, ada.id) is None


def test_nothing_is_confirmed_that_nobody_accepted(session: Session, ada: Person) -> None:
    invitation, _ = invited(session, ada)
    with pytest.raises(Refused, match="Nobody has accepted"):
        confirm_link(session, ada, invitation.id, LATER)


def test_confirming_twice_is_once(session: Session, ada: Person, ben: Person) -> None:
    invitation = accepted(session, ada, ben)
    confirm_link(session, ada, invitation.id, LATER)
    before = member_of(session, ada.id)
    confirm_link(session, ada, invitation.id, LATER)
    assert member_of(session, ada.id) == before


def test_who_is_linked_neither_invites_nor_accepts(session: Session, people: People, ada: Person) -> None:
    noa = session.get_one(Person, people.noa)
    with pytest.raises(Refused, match="linked with %\\(name\\)s already") as refused:
        invite(session, noa, secret=SECRET, now=THEN)
    assert refused.value.values == {"name": "Ilan"}
    _, code = invited(session, ada)
    with pytest.raises(Refused, match="linked with"):
        accept_invitation(session, noa, code=code, secret=SECRET, now=LATER)


def test_who_linked_elsewhere_meanwhile_is_refused_with_a_sentence(
    session: Session, people: People, ada: Person, ben: Person
) -> None:
    invitation = accepted(session, ada, ben)
    link(session, ben.id, people.sam, LATER)
    with pytest.raises(Refused, match="One of you is linked"):
        confirm_link(session, ada, invitation.id, LATER)
    assert member_of(session, ada.id) is None


def test_linking_ends_every_other_invitation_of_both(
    session: Session, ada: Person, ben: Person, cleo: Person
) -> None:
    _, of_ben = invited(session, ben)
    invitation = accepted(session, ada, ben)
    confirm_link(session, ada, invitation.id, LATER)
    with pytest.raises(Gone, match="no longer counts"):
        accept_invitation(session, cleo, code=of_ben, secret=SECRET, now=LATER)
