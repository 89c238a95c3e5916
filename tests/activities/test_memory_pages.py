"""Memories to leaf through: the newest first, month by month, at the same cost however many there are."""

from datetime import datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import Session

from mend.activities.memories import A_LEAF
from mend.activities.plans_models import Plan, PlanLine, PlanOffer, PlanPhoto, PlanSlot, PlanState
from mend.database import unit_of_work
from mend.ids import new_id
from tests.activities import plan_fixtures
from tests.activities.planners import DAY, LATER, Planner
from tests.markup import Node, parse
from tests.people import Visitor
from tests.queries import recorded
from tests.signals.partners import THEN

pytestmark = pytest.mark.any_database
noas, ilans, clock = plan_fixtures.noas, plan_fixtures.ilans, plan_fixtures.clock
offered, planned = plan_fixtures.offered, plan_fixtures.planned
MEMORIES = "/together/memories"


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN."""


def happened(session: Session, planner: Planner, what: str, at: datetime, *, photos: int = 0) -> UUID:
    """Something they did, written at once: a hundred offers would only take time."""
    couple_id, plan_id, person = planner.member(session).couple_id, new_id(), planner.id
    session.add(
        Plan(
            couple_id=couple_id, id=plan_id, what=what, state=PlanState.HAPPENED, offer_number=1,
            opened_by=person, opened_at=THEN - 4000 * DAY,
            ended_by=person, ended_at=at + DAY,
        )
    )  # fmt: skip
    session.flush()
    session.add(
        PlanOffer(
            couple_id=couple_id, plan_id=plan_id, number=1, offered_by=person, offered_at=at - DAY,
            minutes=60, place="", note="", bring="",
        )
    )  # fmt: skip
    session.flush()
    session.add(
        PlanSlot(
            couple_id=couple_id, id=new_id(), plan_id=plan_id, offer_number=1, starts_at=at,
            chosen_by=person, chosen_at=at - DAY,
        )
    )  # fmt: skip
    session.add(
        PlanLine(couple_id=couple_id, plan_id=plan_id, person_id=person, words=f"{what}!", written_at=at)
    )
    for _ in range(photos):
        session.add(
            PlanPhoto(
                couple_id=couple_id, id=new_id(), plan_id=plan_id, added_by=person, added_at=at,
                width=4, height=3,
            )
        )  # fmt: skip
    session.flush()
    return plan_id


def leaf(visitor: Visitor, path: str = MEMORIES) -> Node:
    return parse(visitor.get(path).text).one(id="memories")


def whats(part: Node) -> list[str]:
    return [node.one(class_="note-words").text for node in part.all("a", class_="memory-words")]


def test_what_they_did_stands_there_with_lines_and_photographs_of_both(
    ilan: Visitor, noas: Planner, engine: sa.Engine
) -> None:
    with unit_of_work(engine) as session:
        happened(session, noas, "The lake", THEN - 60 * DAY)
        plan_id = happened(session, noas, "The museum", THEN - 2 * DAY, photos=2)
    part = leaf(ilan)
    assert [node.text for node in part.all("h2")] == ["November 2026", "September 2026"]
    assert whats(part) == ["The museum", "The lake"]
    assert "Noa wrote The museum!" in part.text
    photos = part.all("img")
    assert {photo.attrs["alt"] for photo in photos} == {
        "A photograph of “The museum”, Wednesday, 18 November"
    }
    assert all(photo.attrs["src"].endswith("/small") for photo in photos)
    newest, _ = part.all("a", class_="memory-words")
    assert newest.attrs["href"] == f"/together/plans/{plan_id}"
    assert parse(ilan.get("/together").text).one("a", href=MEMORIES).text == "Leaf through what you did"


def test_nothing_but_what_happened_is_in_it(
    noa: Visitor, ilan: Visitor, noas: Planner, ilans: Planner, clock: time_machine.Traveller
) -> None:
    assert "What you do will be here" in leaf(noa).text
    ilans.take(noas.offer(what="Ahead"))
    noas.did_not(ilans.take(noas.offer(what="Fell through")))
    noas.offer(what="A secret", surprise=True)
    assert whats(leaf(ilan)) == []
    clock.move_to(LATER)
    noas.did(ilans.take(noas.offer(what="The lantern boats", surprise=True)))
    assert whats(leaf(ilan)) == ["The lantern boats"]


def test_leafing_ends_at_the_oldest_and_misses_nothing(
    noa: Visitor, mara: Visitor, noas: Planner, engine: sa.Engine
) -> None:
    # Three on each day: those of one moment are cut in two by the end of a leaf.
    expected = [f"Day {number // 3} {number % 3}" for number in range(2 * A_LEAF + 1)]
    with unit_of_work(engine) as session:
        for number, what in enumerate(expected):
            happened(session, noas, what, THEN - (1 + number // 3) * DAY, photos=number % 2)
    found: list[str] = []
    path, leaves, costs = MEMORIES, 0, set()
    while path:
        with recorded(engine) as statements:
            part = leaf(noa, path)
        costs.add(len(statements) - (leaves > 0))  # a later leaf asks where it begins
        found += whats(part)
        older = [node.attrs["href"] for node in part.all("a") if node.text == "Earlier ones"]
        path, leaves = (older[0] if older else ""), leaves + 1
    assert (leaves, len(costs)) == (3, 1)
    assert sorted(found) == sorted(expected)
    assert [what.rsplit(" ", 1)[0] for what in found] == [what.rsplit(" ", 1)[0] for what in expected]
    assert mara.get(f"{MEMORIES}?before={older_of(noa)}").status_code == 404
    assert noa.get(f"{MEMORIES}?before=0").status_code == 422


def older_of(visitor: Visitor) -> str:
    [older] = [node.attrs["href"] for node in leaf(visitor).all("a") if node.text == "Earlier ones"]
    return older.partition("=")[2]
