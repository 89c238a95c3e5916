"""Every sentence of time for oneself and of the calendar's pages goes through gettext."""

import pytest
import sqlalchemy as sa

from mend.activities.plan_terms import Details
from mend.clock import now
from mend.owntime import kept
from mend.rhythms.rhythm import daily, once
from tests.activities.planners import DAY, Planner
from tests.markup import parse, typed
from tests.owntime.keepers import Keeper, stretch
from tests.people import Visitor
from tests.signals.partners import Partner
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look, untranslated

pytestmark = pytest.mark.any_database

bracketed, settings, noas, ilans = sentences.bracketed, sentences.settings, sentences.noas, sentences.ilans


def test_the_pages_of_time_for_oneself_hold_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = (Keeper(one.engine, one.outbox, one.id) for one in (noas, ilans))
    for page in ("/own-time", "/own-time/new", "/calendar", "/calendar/month"):
        look(noa, page)
    today = now().date()
    again, single = (
        mine.keep_time(stretch(daily(today), zone="UTC"), now()),
        mine.keep_time(stretch(once(today + DAY)), now()),
    )
    mine.keep_time(stretch(once(today + DAY), minutes=240), now())
    theirs.keep_time(stretch(daily(today), minutes=1440), now())
    mine.skip(again.id, today + DAY, now())
    one = f"/own-time/{again.id}"
    for page in ("/own-time", one, f"{one}/change", f"/own-time/{single.id}", "/calendar", "/together"):
        look(noa, page)
    look(noa, f"/calendar/month?month={today:%Y-%m}&day={today}")
    look(ilan, one, "/own-time")
    form = typed(parse(noa.get("/own-time/new").text).one("form", id="own-time"))
    for changed in (
        {"zone": ""},
        {"minutes": "1"},
        {"on": "2020-01-01"},
        {"when": "whenever"},
        {"id": again.id},
    ):
        assert untranslated(noa.post_form("/own-time", **form | changed).text) == []
    for deed, day in (("left-out", ""), ("left-out", "2020-01-01"), ("taken", "2020-01-01")):
        assert untranslated(noa.post_form(f"{one}/{deed}", day=day).text) == []
    assert untranslated(ilan.post_form(f"{one}/giving-back").text) == []
    monkeypatch.setattr(kept, "MOST_AHEAD", 1)
    assert untranslated(noa.post_form("/own-time", **form).text) == []
    mine.give_back(again.id, now())
    look(noa, one)
    assert untranslated(noa.post_form(f"{one}/left-out", day=str(today)).text) == []
    assert untranslated(noa.post_form(f"{one}/changes", **form).text) == []


def test_what_is_in_the_way_is_said_in_the_readers_language(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor, engine: sa.Engine
) -> None:
    mine, theirs = (Keeper(one.engine, one.outbox, one.id) for one in (noas, ilans))
    for keeper in (mine, theirs):
        keeper.keep_time(stretch(daily(now().date()), minutes=1440), now())
    plan = Planner(engine, noas.outbox, noas.id).offer(
        now() + DAY, at=now(), what="A walk", details=Details()
    )
    for visitor in (noa, ilan):
        look(visitor, f"/together/plans/{plan.id}")
        assert "⟦That is time for" in visitor.get(f"/together/plans/{plan.id}").text
