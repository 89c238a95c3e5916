"""Every sentence about what became of a promise, and about being reminded of it, goes through gettext."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from mend.clock import now
from mend.commitments.days import today_of
from mend.commitments.entry_models import Outcome
from mend.database import unit_of_work
from mend.ids import new_id
from mend.rhythms.rhythm import daily, whenever
from tests.commitments.keepers import Keeper, reminders
from tests.people import Visitor
from tests.signals.partners import Partner
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look, outside, untranslated

pytestmark = pytest.mark.any_database

# The people there read in brackets.
bracketed = sentences.bracketed
settings = sentences.settings
noas = sentences.noas
ilans = sentences.ilans


def test_the_pages_of_follow_through_hold_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor, engine: sa.Engine
) -> None:
    mine, theirs = (
        Keeper(engine, noas.outbox, one.id, other.id) for one, other in ((noas, ilans), (ilans, noas))
    )
    at = now()
    ago = at - timedelta(days=50)
    with unit_of_work(engine) as session:
        today = today_of(mine.member(session), at)

    def promise(keeper: Keeper, **how: bool) -> UUID:
        return keeper.promise(ago, daily(ago.date()), "A walk", **how)

    mine_alone, both, his = promise(mine), promise(mine, ours=True), promise(theirs)
    mine.promise(ago, whenever(ago.date()), "A walk")
    for number, outcome in enumerate(Outcome):
        when = today - timedelta(days=number)
        new_day = today + timedelta(days=1) if outcome is Outcome.MOVED else None
        mine.enter(mine_alone, outcome, at, when, line="A walk", moved_to=new_day)
        look(noa, f"/promises/{mine_alone}/days/{when}")
        entry = theirs.enter(his, outcome, at, when, line="A walk", moved_to=new_day)
        if number < 2:
            look(noa, f"/promises/{his}/entries/{entry.id}/thanks")
        theirs.share(entry, at)
    for day in (today, today + timedelta(days=1), today - timedelta(days=40)):
        look(noa, f"/promises/{both}/days/{day}")
    look(noa, "/", f"/promises/{both}/reminder", f"/promises/{both}/reminder?saved=hour")
    mine.remind(both, (at - timedelta(hours=1)).time().replace(microsecond=0, second=0), at)
    noa.post_form("/us/quiet", begins="00:00", ends="23:59", signals="ring")
    look(noa, f"/promises/{both}/reminder?saved=hour")
    for wrong in (
        {"on": today + timedelta(days=3)},
        {"outcome": "moved"},
        {"outcome": "moved", "moved_to": "x"},
    ):
        fields = {"id": new_id(), "on": today, "outcome": "kept"} | wrong
        assert untranslated(noa.post_form(f"/promises/{both}/entries", **fields).text) == []
    missed = mine.enter(both, Outcome.MISSED, at, today)
    for way in ("smaller", "let_go"):
        noa.post_form(f"/promises/{both}/entries/{missed.id}/way-on", way=way)
        look(noa, f"/promises/{both}/days/{today}")
    assert untranslated(ilan.post_form(f"/promises/{mine_alone}/reminder", remind_at="21:00").text) == []
    assert (
        untranslated(
            ilan.post_form(f"/promises/{mine_alone}/entries", id=new_id(), on=today, outcome="kept").text
        )
        == []
    )
    look(noa, "/")
    look(ilan, "/")


def test_a_reminder_is_told_in_its_readers_language(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    keeper, at = Keeper(engine, noas.outbox, noas.id, ilans.id), now()
    promise = keeper.promise(at, daily(at.date()), "A walk")
    keeper.remind(promise, (at + timedelta(hours=2)).time().replace(microsecond=0, second=0), at)
    [row] = reminders(engine)
    words = [row.title, row.ended_title, *(action["title"] for action in row.actions)]
    assert outside(iter(words)) == []
