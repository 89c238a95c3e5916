"""What home costs after ten years of promises: exactly as many questions as on the second day."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.commitments import fixtures
from tests.commitments.keepers import EVENING, Keeper
from tests.commitments.long_life import evening, old, young
from tests.people import People, Visitor
from tests.queries import recorded

clock, noas, ilans = fixtures.clock, fixtures.noas, fixtures.ilans
pytestmark = pytest.mark.usefixtures("clock")

MOST = 25


def test_home_asks_just_as_often_after_ten_years(
    noas: Keeper, ilans: Keeper, visit: Callable[[], Visitor], people: People, engine: sa.Engine
) -> None:
    noa = visit().as_(people.noa)
    with recorded(engine) as bare:
        assert noa.get("/").status_code == 200
    promises = young(noas, ilans, EVENING)
    evening(noas, ilans, promises, EVENING)
    with recorded(engine) as new:
        first = noa.get("/")
    old(engine, noas, promises, EVENING)
    with recorded(engine) as aged:
        page = noa.get("/")
    for shown in (first, page):
        assert "Only you see this." in shown.text
        assert "With honey" in shown.text
    assert len(aged) == len(new) == len(bare) <= MOST, "\n\n".join(aged)


def test_home_reads_the_few_entries_of_these_days_by_an_index(
    noas: Keeper, ilans: Keeper, visit: Callable[[], Visitor], people: People, engine: sa.Engine
) -> None:
    promises = young(noas, ilans, EVENING)
    old(engine, noas, promises, EVENING)
    noa = visit().as_(people.noa)
    with recorded(engine) as asked:
        noa.get("/")
    [entries] = [one for one in asked if "FROM follow_throughs" in one]
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            plan = connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {entries}", ("",) * entries.count("?")
            ).all()
        scans = [row[-1] for row in plan if "SCAN follow_throughs" in row[-1]]
        assert scans == []
        assert any("ix_follow_throughs_days" in row[-1] for row in plan), plan
