"""Every sentence of rituals goes through gettext, in every state there is, and on the lock screen."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from mend.activities.rituals.reading import RitualNow
from mend.activities.rituals.terms import Terms
from mend.clock import now
from mend.rhythms.rhythm import daily
from tests.activities.planners import DAY
from tests.activities.rituals.partners import Ritualist
from tests.people import Visitor
from tests.signals.partners import Partner, told
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look, outside, untranslated

pytestmark = pytest.mark.any_database

bracketed, settings, noas, ilans = sentences.bracketed, sentences.settings, sentences.noas, sentences.ilans
WALK = "A walk"  # words of the couple's that the pages here may show


def said(hour: int = 12, until: date | None = None, since: timedelta = timedelta(0)) -> Terms:
    day = (now() + DAY - since).date()
    return Terms(WALK, WALK, WALK, 60, daily(day, until), time(hour), "Europe/Berlin")


def in_every_state(noa: Ritualist, ilan: Ritualist) -> list[RitualNow]:
    """A ritual of Noa's in every state there is."""
    at, ago = now(), now() - 5 * DAY
    short = said(until=(at - 2 * DAY).date(), since=5 * DAY)
    on, mine, theirs = (ilan.join(noa.begin(said(), at=at), at) for _ in range(3))
    asking = ilan.change(mine, said(13), at=at)
    ended = [who.end_it(ilan.join(noa.begin(said(), at=at), at), at) for who in (noa, ilan)]
    moved = noa.open(on, (at + 20 * DAY).date(), at)
    ilan.take(noa.suggest(moved, at + 21 * DAY, at=at), at=at)
    noa.suggest(noa.open(on, (at + 3 * DAY).date(), at), at + 4 * DAY, at=at)
    noa.cancel(noa.open(on, (at + 2 * DAY).date(), at), at)
    noa.end_it(ilan.join(noa.begin(said(), at=at), at), at)
    return [
        noa.begin(said(), at=at),
        ilan.change(noa.begin(said(), at=at), said(14), at=at),
        on,
        asking,
        theirs,
        *ended,
        ilan.leave_it(noa.begin(said(), at=at), at),
        noa.leave_it(noa.begin(said(), at=at), at),
        noa.begin(short, at=ago),
        ilan.join(noa.begin(short, at=ago), ago),
    ]


def test_the_pages_of_rituals_hold_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor, engine: sa.Engine
) -> None:
    mine, theirs = (Ritualist(one.engine, one.outbox, one.id) for one in (noas, ilans))
    look(noa, "/together/rituals", "/together/rituals/new", "/together/rituals/new?like=out")
    theirs.travel("Asia/Tokyo")
    rituals = in_every_state(mine, theirs)
    look(noa, "/together/plans", f"/together/rituals/{rituals[0].id}/offer")
    look(ilan, "/", "/together", f"/together/rituals/{rituals[2].id}/offer")
    for visitor in (noa, ilan):
        look(visitor, "/together/rituals", *(f"/together/rituals/{ritual.id}" for ritual in rituals))
    diary = mine.diary(now())
    look(
        ilan, *(f"/together/plans/{plan.id}" for plan in (diary.ahead[0], diary.ahead[-1], diary.offered[0]))
    )
    for row in (one.row for one in told(engine)):
        lines = (row.title, row.body, row.ended_title, row.ended_body)
        assert outside(iter(lines)) == []
        assert all("⟦" in line for line in lines)


def test_every_refusal_is_a_sentence_of_the_catalogue(noas: Partner, ilans: Partner, noa: Visitor) -> None:
    mine, theirs = (Ritualist(one.engine, one.outbox, one.id) for one in (noas, ilans))
    ritual = theirs.join(mine.begin(said(), at=now()), now())
    good = {"what": WALK, "when": "daily", "at": "19:00", "zone": "Europe/Berlin", "minutes": "60"}
    for wrong in ({"zone": "Mars"}, {"when": "once"}, {"until": "2020-01-01"}, {"at": ""}):
        answer = noa.post_form("/together/rituals", **good | wrong)
        assert answer.status_code == 422
        assert untranslated(answer.text) == []
    for path, sent in (
        ("yes", {"offer": "2"}),
        ("rest", {}),
        ("taking-back", {"offer": "1"}),
        ("ending", {"offer": "7"}),
        ("occasions", {"day": "2020-01-01"}),
        ("offers", good | {"instead_of": "9"}),
    ):
        answer = noa.post_form(f"/together/rituals/{ritual.id}/{path}", **sent)
        assert answer.status_code in {409, 410, 422}, path
        assert untranslated(answer.text) == []
