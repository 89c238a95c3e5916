"""Two requests in the same moment: one wins, the other gets a sentence, and nothing is half written."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from mend.accounts.models import Person
from mend.clock import now
from mend.couples.codes import code_of
from mend.couples.invitations import accept_invitation, confirm_link, invite
from mend.couples.leaving import close_space
from mend.couples.membership import link, member_of
from mend.couples.models import Couple, Invitation, Membership
from mend.database import unit_of_work
from mend.errors import DomainError, Gone, NotFound, Refused
from tests.people import People, add_person
from tests.together import at_once

SECRET = b"a secret of this installation...."


@pytest.fixture
def alone(engine: sa.Engine) -> list[UUID]:
    """Ada, Ben and Cleo, committed."""
    with unit_of_work(engine) as session:
        return [add_person(session, name).id for name in ("Ada", "Ben", "Cleo")]


def invited(engine: sa.Engine, inviter: UUID) -> tuple[UUID, str]:
    with unit_of_work(engine) as session:
        invitation = invite(session, session.get_one(Person, inviter), secret=SECRET, now=now())
        return invitation.id, code_of(invitation.id, SECRET)


def test_of_two_who_accept_at_once_one_is_told_it_was_used(engine: sa.Engine, alone: list[UUID]) -> None:
    ada, ben, cleo = alone
    invitation_id, code = invited(engine, ada)

    def accept(person_id: UUID) -> None:
        with unit_of_work(engine) as session:
            person = session.get_one(Person, person_id)
            accept_invitation(session, person, code=code, secret=SECRET, now=now())

    refused = [error for error in at_once(lambda: accept(ben), lambda: accept(cleo)) if error]
    assert [type(error) for error in refused] == [Gone]
    with unit_of_work(engine) as session:
        assert session.get_one(Invitation, invitation_id).accepted_by in {ben, cleo}


def test_two_links_at_once_never_put_anybody_into_two_couples(
    engine: sa.Engine, alone: list[UUID], people: People
) -> None:
    ada, ben, cleo = alone

    def linking(first: UUID, second: UUID) -> None:
        with unit_of_work(engine) as session:
            link(session, first, second, now())

    errors = at_once(
        lambda: linking(ada, ben),
        lambda: linking(ben, ada),
        lambda: linking(cleo, ben),
        lambda: linking(ben, cleo),
    )
    assert sorted(type(error).__name__ for error in errors) == ["NoneType", "Refused", "Refused", "Refused"]
    with unit_of_work(engine) as session:
        assert _open_places(session, ben) == 1
        assert session.exec(select(func.count()).select_from(Couple)).one() == 3


def test_confirming_twice_at_once_links_once(engine: sa.Engine, alone: list[UUID]) -> None:
    ada, ben, _ = alone
    invitation_id, code = invited(engine, ada)
    with unit_of_work(engine) as session:
        accept_invitation(session, session.get_one(Person, ben), code=code, secret=SECRET, now=now())

    def confirm() -> None:
        with unit_of_work(engine) as session:
            confirm_link(session, session.get_one(Person, ada), invitation_id, now())

    assert at_once(confirm, confirm) == [None, None]
    with unit_of_work(engine) as session:
        assert _open_places(session, ada) == 1


def test_inviting_twice_at_once_leaves_one_invitation(engine: sa.Engine, alone: list[UUID]) -> None:
    ada = alone[0]
    assert at_once(lambda: invited(engine, ada), lambda: invited(engine, ada)) == [None, None]
    with unit_of_work(engine) as session:
        still_open = select(func.count()).where(
            Invitation.inviter_id == ada, col(Invitation.ended_at).is_(None)
        )
        assert session.exec(still_open).one() == 1


def test_closing_from_both_sides_at_once_closes_once(engine: sa.Engine, people: People) -> None:
    def leave(person_id: UUID) -> None:
        with unit_of_work(engine) as session:
            member = member_of(session, person_id)
            if member is None:
                raise NotFound("There is nothing here.")
            close_space(session, member, now())

    errors: list[DomainError | None] = at_once(lambda: leave(people.noa), lambda: leave(people.ilan))
    assert sorted(type(error).__name__ for error in errors) == ["NoneType", "NotFound"]
    with unit_of_work(engine) as session:
        assert _open_places(session, people.noa) == 0
        assert _open_places(session, people.ilan) == 0


def test_the_index_alone_keeps_a_second_place_from_anybody(engine: sa.Engine, people: People) -> None:
    with unit_of_work(engine) as session, pytest.raises(Refused, match="linked with somebody already"):
        link(session, people.sam, people.noa, now())
    with unit_of_work(engine) as session:
        assert _open_places(session, people.sam) == 0


def _open_places(session: Session, person_id: UUID) -> int:
    return session.exec(
        select(func.count()).where(Membership.person_id == person_id, col(Membership.left_at).is_(None))
    ).one()
