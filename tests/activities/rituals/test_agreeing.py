"""From an offer of a ritual to its end: who may do what, what goes on meanwhile, and who is told."""

from datetime import date, time

import pytest
import sqlalchemy as sa

from mend.activities.rituals.models import Ritual, RitualOffer, RitualState
from mend.activities.rituals.reading import RitualNow
from mend.errors import DomainError, Gone, NotFound, Refused
from mend.rhythms.rhythm import NoRhythm, daily
from tests.activities.planners import DAY, rows
from tests.activities.rituals.partners import FRIDAYS, SUNDAYS, TODAY, Ritualist, friday, terms
from tests.people import People
from tests.signals.partners import MINUTE, THEN, told

OTHER = terms(SUNDAYS, time(10), minutes=60)


def sentences(engine: sa.Engine) -> list[tuple[str, str]]:
    return [(one.row.title, one.row.body) for one in told(engine, waiting=True)]


def test_one_offers_the_other_joins_and_both_know_at_once(
    noas: Ritualist, ilans: Ritualist, engine: sa.Engine
) -> None:
    offered = noas.begin()
    assert (
        [one.id for one in ilans.shelf().waiting] == [one.id for one in noas.shelf().offered] == [offered.id]
    )
    with pytest.raises(Refused, match="your own offer"):
        noas.join(offered)
    joined = ilans.join(offered, THEN + MINUTE)
    assert ilans.join(offered, THEN + 2 * MINUTE).newest.joined_at == THEN + MINUTE
    assert joined.state(THEN) is RitualState.ON
    assert [one.id for one in ilans.shelf().on] == [one.id for one in noas.shelf().on] == [offered.id]
    assert sentences(engine) == [
        ("Pause · again and again, from Friday, 27 November, 19:00?", "Open Mend to see."),
        ("Pause · yes to your ritual, next: Friday, 27 November, 19:00", "Open Mend to see."),
    ]


def test_the_same_twice_is_one_and_another_under_its_id_is_refused(noas: Ritualist, ilans: Ritualist) -> None:
    offered = noas.begin()
    assert noas.begin(ritual_id=offered.id).newest.number == 1
    for who, said in ((noas, OTHER), (ilans, terms())):
        with pytest.raises(Refused, match="offered before"):
            who.begin(said, ritual_id=offered.id)
    changed = ilans.change(offered, OTHER)
    assert ilans.change(offered, OTHER).newest.number == changed.newest.number == 2


def test_an_offer_is_answered_with_another_let_rest_or_taken_back(noas: Ritualist, ilans: Ritualist) -> None:
    offered = noas.begin()
    otherwise = ilans.change(offered, OTHER)
    with pytest.raises(Refused, match="changed in the meantime"):
        ilans.join(offered)
    assert noas.join(otherwise).terms == OTHER
    resting = ilans.leave_it(noas.begin())
    assert resting.state(THEN) is RitualState.RESTING
    assert ilans.join(noas.change(resting, OTHER)).state(THEN) is RitualState.ON
    back = noas.leave_it(noas.begin())
    assert back.state(THEN) is RitualState.TAKEN_BACK
    for deed in (ilans.join, ilans.leave_it, ilans.end_it):
        with pytest.raises(DomainError):
            deed(back)
    with pytest.raises(Gone):
        noas.change(back, OTHER)


def test_a_change_waits_while_the_old_one_goes_on(
    noas: Ritualist, ilans: Ritualist, ritual: RitualNow, engine: sa.Engine
) -> None:
    asking = ilans.change(ritual, OTHER)
    assert (asking.state(THEN), asking.terms) == (RitualState.ON, terms())
    assert [one.id for one in noas.shelf().waiting] == [ritual.id]
    left = noas.leave_it(asking)
    assert (left.state(THEN), left.terms, left.waiting) == (RitualState.ON, terms(), None)
    with pytest.raises(Refused, match="like this already"):
        noas.change(left, terms())
    back = noas.leave_it(noas.change(left, OTHER))
    assert (back.terms, back.waiting) == (terms(), None)
    with pytest.raises(Gone):
        ilans.join(back)
    assert ilans.join(noas.change(back, OTHER)).terms == OTHER
    assert ("Pause · a change to a ritual", "Open Mend to see.") in sentences(engine)


def test_either_ends_it_once_and_the_other_is_told_at_once(
    noas: Ritualist, ilans: Ritualist, ritual: RitualNow, engine: sa.Engine
) -> None:
    asking = noas.change(ritual, OTHER)
    ended = ilans.end_it(asking, THEN + MINUTE)
    assert noas.end_it(asking, THEN + 2 * MINUTE).ritual.ended_by == ilans.id
    assert (ended.state(THEN), ended.waiting) == (RitualState.ENDED, None)
    assert sentences(engine)[-1] == ("Pause · a ritual has ended", "What you did together stays.")
    again = noas.change(ended, terms())
    assert again.state(THEN) is RitualState.OFFERED
    assert ilans.join(again).state(THEN) is RitualState.ON


def test_who_ends_what_they_have_not_seen_is_shown_it_instead(
    noas: Ritualist, ilans: Ritualist, ritual: RitualNow
) -> None:
    ilans.join(noas.change(ritual, OTHER))
    with pytest.raises(Refused, match="changed in the meantime"):
        noas.end_it(ritual)


def test_the_clock_fades_an_offer_and_brings_a_ritual_to_its_last_day(
    noas: Ritualist, ilans: Ritualist
) -> None:
    short = terms(daily(TODAY, date(2026, 11, 21)), time(12))
    offered, joined = noas.begin(short), ilans.join(noas.begin(short))
    later = THEN + DAY
    assert noas.shelf(THEN).is_empty is False
    assert ilans.ritual(offered).state(later) is RitualState.FADED
    assert ilans.ritual(joined).state(later) is RitualState.OVER
    with pytest.raises(Gone):
        ilans.join(offered, later)
    with pytest.raises(Gone):
        ilans.end_it(joined, later)
    with pytest.raises(NoRhythm):
        noas.begin(short, at=later)
    assert noas.change(joined, terms(), at=later).state(later) is RitualState.OFFERED


def test_strangers_find_nothing_and_every_offer_is_kept(
    noas: Ritualist, ilans: Ritualist, ritual: RitualNow, people: People, engine: sa.Engine
) -> None:
    mara = Ritualist(engine, noas.outbox, people.mara)
    for deed in (mara.join, mara.leave_it, mara.end_it, mara.ritual):
        with pytest.raises(NotFound):
            deed(ritual)
    ilans.change(ritual, OTHER)
    assert len(rows(engine, Ritual)) == 1
    assert [(one.number, one.starts) for one in rows(engine, RitualOffer)] == [
        (1, FRIDAYS.starts),
        (2, SUNDAYS.starts),
    ]
    assert friday(0) > THEN
