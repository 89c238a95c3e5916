"""The agreement: nothing counts that only one of the two wants, and nothing is forgotten."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.agreements.models import AgreementVersion
from mend.agreements.versions import (
    Wording,
    accept,
    current_agreement,
    pending_agreement,
    propose,
    set_aside,
    versions,
)
from mend.couples.leaving import close_space
from mend.couples.membership import Member, member_of
from mend.couples.models import Couple
from mend.database import unit_of_work
from mend.errors import Gone, NotFound, Refused
from tests.people import LONG_AGO as THEN
from tests.people import People
from tests.together import at_once

TEAPOT = Wording("Teapot", "🫖", "A hand on the heart", 20)
UMBRELLA = Wording("Umbrella", "☂️", "", 45)
LATER = THEN + timedelta(hours=2)


def member(session: Session, person_id: object) -> Member:
    found = member_of(session, person_id)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.fixture
def noa(session: Session, people: People) -> Member:
    return member(session, people.noa)


@pytest.fixture
def ilan(session: Session, people: People) -> Member:
    return member(session, people.ilan)


@pytest.fixture
def mara(session: Session, people: People) -> Member:
    return member(session, people.mara)


def test_before_any_agreement_the_defaults_count(session: Session, noa: Member) -> None:
    agreement = current_agreement(session, noa.couple_id)
    assert (agreement.number, agreement.phrase, agreement.minutes) == (0, "Pause", 20)
    assert agreement.agreed_at is None
    assert pending_agreement(session, noa.couple_id) is None


def test_a_change_counts_only_when_both_want_it(session: Session, noa: Member, ilan: Member) -> None:
    wording = Wording("Teapot", "🫖", "", 30, {noa.person.id: "A walk", ilan.person.id: "Music\nin the dark"})
    suggested = propose(session, noa, wording, instead_of=None, now=THEN)
    assert current_agreement(session, noa.couple_id).number == 0
    accept(session, ilan, suggested, LATER)
    agreement = current_agreement(session, noa.couple_id)
    assert (agreement.number, agreement.phrase, agreement.emoji, agreement.minutes) == (1, "Teapot", "🫖", 30)
    assert agreement.soothing == wording.soothing
    assert agreement.agreed_at == LATER
    assert pending_agreement(session, noa.couple_id) is None


def test_nobody_accepts_their_own_suggestion(session: Session, noa: Member) -> None:
    suggested = propose(session, noa, TEAPOT, instead_of=None, now=THEN)
    with pytest.raises(Refused, match="your own suggestion"):
        accept(session, noa, suggested, LATER)
    assert current_agreement(session, noa.couple_id).number == 0


def test_accepting_twice_is_once(session: Session, noa: Member, ilan: Member) -> None:
    suggested = propose(session, noa, TEAPOT, instead_of=None, now=THEN)
    accept(session, ilan, suggested, LATER)
    accept(session, ilan, suggested, LATER + timedelta(hours=1))
    assert current_agreement(session, noa.couple_id).agreed_at == LATER


def test_a_change_of_the_others_suggestion_replaces_it(session: Session, noa: Member, ilan: Member) -> None:
    first = propose(session, noa, TEAPOT, instead_of=None, now=THEN)
    second = propose(session, ilan, UMBRELLA, instead_of=first, now=LATER)
    waiting = pending_agreement(session, noa.couple_id)
    assert waiting is not None
    assert (waiting.id, waiting.number, waiting.proposed_by) == (second, 2, ilan.person.id)
    with pytest.raises(Gone, match="changed or set aside"):
        accept(session, ilan, first, LATER)
    accept(session, noa, second, LATER)
    assert current_agreement(session, noa.couple_id).phrase == "Umbrella"


def test_a_suggestion_made_meanwhile_is_never_replaced_unseen(
    session: Session, noa: Member, ilan: Member
) -> None:
    propose(session, noa, TEAPOT, instead_of=None, now=THEN)
    with pytest.raises(Refused, match="changed in the meantime"):
        propose(session, ilan, UMBRELLA, instead_of=None, now=LATER)
    waiting = pending_agreement(session, noa.couple_id)
    assert waiting is not None
    assert waiting.wording.phrase == "Teapot"


def test_a_suggestion_accepted_meanwhile_is_never_replaced_unseen(
    session: Session, noa: Member, ilan: Member
) -> None:
    first = propose(session, noa, TEAPOT, instead_of=None, now=THEN)
    accept(session, ilan, first, LATER)
    with pytest.raises(Refused, match="changed in the meantime"):
        propose(session, noa, UMBRELLA, instead_of=first, now=LATER)


def test_suggesting_the_same_twice_is_one_suggestion(session: Session, noa: Member) -> None:
    first = propose(session, noa, TEAPOT, instead_of=None, now=THEN)
    assert propose(session, noa, TEAPOT, instead_of=None, now=LATER) == first
    assert len(versions(session, noa.couple_id)) == 1


def test_what_counts_already_is_not_suggested_again(session: Session, noa: Member, ilan: Member) -> None:
    accept(session, ilan, propose(session, noa, TEAPOT, instead_of=None, now=THEN), LATER)
    with pytest.raises(Refused, match="exactly this already"):
        propose(session, ilan, TEAPOT, instead_of=None, now=LATER)


def test_either_sets_a_suggestion_aside_and_what_counted_still_counts(
    session: Session, noa: Member, ilan: Member
) -> None:
    accept(session, ilan, propose(session, noa, TEAPOT, instead_of=None, now=THEN), THEN)
    for actor in (noa, ilan):
        suggested = propose(session, noa, UMBRELLA, instead_of=None, now=THEN)
        set_aside(session, actor, suggested, LATER)
        set_aside(session, actor, suggested, LATER)
        with pytest.raises(Gone):
            accept(session, ilan, suggested, LATER)
    assert current_agreement(session, noa.couple_id).phrase == "Teapot"


def test_what_both_agreed_on_is_not_set_aside(session: Session, noa: Member, ilan: Member) -> None:
    suggested = propose(session, noa, TEAPOT, instead_of=None, now=THEN)
    accept(session, ilan, suggested, LATER)
    with pytest.raises(Refused, match="agreed on this meanwhile"):
        set_aside(session, noa, suggested, LATER)


def test_every_wording_stays_with_who_and_when(session: Session, noa: Member, ilan: Member) -> None:
    first = propose(session, noa, TEAPOT, instead_of=None, now=THEN)
    second = propose(session, ilan, UMBRELLA, instead_of=first, now=LATER)
    accept(session, noa, second, LATER)
    newest, oldest = versions(session, noa.couple_id)
    assert (oldest.proposed_by, oldest.set_aside_by, oldest.set_aside_at) == (
        noa.person.id,
        ilan.person.id,
        LATER,
    )
    assert (newest.proposed_by, newest.accepted_by, newest.accepted_at) == (
        ilan.person.id,
        noa.person.id,
        LATER,
    )


def test_another_couple_finds_nothing(session: Session, noa: Member, mara: Member) -> None:
    suggested = propose(session, noa, TEAPOT, instead_of=None, now=THEN)
    for verb in (accept, set_aside):
        with pytest.raises(NotFound):
            verb(session, mara, suggested, LATER)
    assert versions(session, mara.couple_id) == []


def test_every_change_is_announced_to_open_pages(session: Session, noa: Member, ilan: Member) -> None:
    def latest() -> int:
        return session.exec(select(col(Couple.last_event)).where(Couple.id == noa.couple_id)).one()

    before = latest()
    first = propose(session, noa, TEAPOT, instead_of=None, now=THEN)
    set_aside(session, ilan, first, LATER)
    accept(session, ilan, propose(session, noa, UMBRELLA, instead_of=None, now=LATER), LATER)
    assert latest() == before + 4


def test_a_closed_space_takes_no_more_suggestions(session: Session, noa: Member, ilan: Member) -> None:
    suggested = propose(session, noa, TEAPOT, instead_of=None, now=THEN)
    close_space(session, ilan, LATER)
    with pytest.raises(NotFound, match="closed"):
        propose(session, noa, UMBRELLA, instead_of=suggested, now=LATER)
    with pytest.raises(NotFound, match="closed"):
        accept(session, ilan, suggested, LATER)


def test_two_suggestions_at_once_leave_one_that_waits(engine: sa.Engine, people: People) -> None:
    def suggest(person_id: object, wording: Wording) -> None:
        with unit_of_work(engine) as session:
            propose(session, member(session, person_id), wording, instead_of=None, now=THEN)

    errors = at_once(lambda: suggest(people.noa, TEAPOT), lambda: suggest(people.ilan, UMBRELLA))
    assert sorted(type(error).__name__ for error in errors) == ["NoneType", "Refused"]


def test_accepting_and_setting_aside_at_once_is_one_of_the_two(engine: sa.Engine, people: People) -> None:
    with unit_of_work(engine) as session:
        suggested = propose(session, member(session, people.noa), TEAPOT, instead_of=None, now=THEN)

    def say_yes() -> None:
        with unit_of_work(engine) as session:
            accept(session, member(session, people.ilan), suggested, LATER)

    def take_back() -> None:
        with unit_of_work(engine) as session:
            set_aside(session, member(session, people.noa), suggested, LATER)

    errors = at_once(say_yes, take_back)
    assert errors.count(None) == 1
    with unit_of_work(engine) as session:
        row = session.exec(select(AgreementVersion).where(AgreementVersion.id == suggested)).one()
        assert (row.accepted_at is None) != (row.set_aside_at is None)


def test_the_database_itself_refuses_a_suggestion_accepted_by_its_proposer(
    session: Session, noa: Member
) -> None:
    suggested = propose(session, noa, TEAPOT, instead_of=None, now=THEN)
    row = session.exec(select(AgreementVersion).where(AgreementVersion.id == suggested)).one()
    row.accepted_by, row.accepted_at = noa.person.id, LATER
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()


def test_the_database_itself_refuses_a_proposer_from_outside(
    session: Session, noa: Member, mara: Member
) -> None:
    suggested = propose(session, noa, TEAPOT, instead_of=None, now=THEN)
    row = session.exec(select(AgreementVersion).where(AgreementVersion.id == suggested)).one()
    row.accepted_by, row.accepted_at = mara.person.id, LATER
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()
