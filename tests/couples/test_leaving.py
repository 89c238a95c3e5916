"""Stepping away, alone and at once."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from mend.couples.leaving import close_space, last_closed_space, spaces_of
from mend.couples.membership import link, member_of, partners
from mend.couples.models import Couple
from mend.errors import NotFound
from tests.people import LONG_AGO, People, Visitor

THEN = LONG_AGO + timedelta(days=3)


def test_either_closes_the_space_alone_and_both_are_free(session: Session, people: People) -> None:
    ilan = member_of(session, people.ilan)
    assert ilan is not None
    close_space(session, ilan, THEN)
    assert member_of(session, people.noa) is None
    assert member_of(session, people.ilan) is None
    couple = session.get_one(Couple, ilan.couple_id)
    assert (couple.closed_at, couple.closed_by) == (THEN, people.ilan)
    link(session, people.noa, people.sam, THEN)


def test_closing_twice_finds_nothing_the_second_time(session: Session, people: People) -> None:
    noa, ilan = member_of(session, people.noa), member_of(session, people.ilan)
    assert noa is not None
    assert ilan is not None
    close_space(session, noa, THEN)
    with pytest.raises(NotFound):
        close_space(session, ilan, THEN)
    assert session.get_one(Couple, noa.couple_id).closed_by == people.noa


def test_another_couple_goes_on(session: Session, people: People) -> None:
    noa = member_of(session, people.noa)
    assert noa is not None
    close_space(session, noa, THEN)
    assert member_of(session, people.mara) is not None


def test_both_still_know_the_closed_space(session: Session, people: People) -> None:
    noa = member_of(session, people.noa)
    assert noa is not None
    assert last_closed_space(session, people.noa) is None
    close_space(session, noa, THEN)
    closed = last_closed_space(session, people.ilan)
    assert closed is not None
    assert (closed.partner_id, closed.closed_at) == (people.noa, THEN)
    assert {person.id for person in partners(session, noa.couple_id)} == {people.noa, people.ilan}
    assert spaces_of(session, people.sam) == []


def test_the_two_who_left_may_link_again_in_a_new_space(session: Session, people: People) -> None:
    noa = member_of(session, people.noa)
    assert noa is not None
    close_space(session, noa, THEN)
    again = link(session, people.ilan, people.noa, THEN + timedelta(days=1))
    assert again.id != noa.couple_id
    assert last_closed_space(session, people.noa) is None
    assert [space.couple_id for space in spaces_of(session, people.noa)] == [again.id, noa.couple_id]


def test_leaving_takes_one_post_and_tells_the_other_on_home_only(noa: Visitor, ilan: Visitor) -> None:
    assert "does not have to agree" in noa.get("/us/leaving").text
    assert noa.post_form("/us/leaving").headers["location"] == "/"
    assert "This space is closed." in ilan.get("/").text
    for gone in ("/us", "/us/agreement", "/us/leaving"):
        assert ilan.get(gone).status_code == 404
        assert noa.get(gone).status_code == 404


def test_an_open_home_moves_on_when_the_other_leaves(noa: Visitor, ilan: Visitor) -> None:
    refresh = {"HX-Request": "true"}
    assert ilan.get("/", headers=refresh).status_code == 200
    noa.post_form("/us/leaving")
    assert ilan.get("/", headers=refresh).headers["HX-Redirect"] == "/"


def test_a_forged_field_closes_nothing(noa: Visitor) -> None:
    assert noa.post_form("/us/leaving", couple_id="other").status_code == 422
    assert noa.get("/us/leaving").status_code == 200
