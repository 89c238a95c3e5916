"""Two workers who claim in the same moment: each calendar is one's."""

import sqlalchemy as sa

from mend.busy.looks import Look, claim_looks
from mend.database import unit_of_work
from tests.busy.owners import Owner
from tests.signals.partners import THEN
from tests.together import at_once


def test_of_two_workers_one_has_each_calendar(noas: Owner, ilans: Owner, engine: sa.Engine) -> None:
    named = {owner.add("https://example.org/x.ics") for owner in (noas, ilans, noas)}
    claimed: list[Look] = []

    def claim() -> None:
        with unit_of_work(engine) as session:
            claimed.extend(claim_looks(session, THEN, 10))

    assert at_once(claim, claim) == [None, None]
    claim()
    assert sorted(look.calendar_id for look in claimed) == sorted(named)
