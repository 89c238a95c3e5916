"""Every sentence of amends goes through gettext: the form, the preview, the letter for both, home."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from mend.clock import now
from mend.commitments.amends_models import Amends, AmendsReply
from mend.commitments.days import today_of
from mend.commitments.entry_models import FollowThrough, Outcome
from mend.commitments.models import Turn
from mend.commitments.wordings import Terms
from mend.database import unit_of_work
from mend.ids import new_id
from mend.rhythms.rhythm import daily, whenever
from tests.commitments.owners import Owner
from tests.people import Visitor
from tests.signals.partners import Partner, told
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look, outside, untranslated

pytestmark = pytest.mark.any_database

# The people there read in brackets.
bracketed, settings, noas, ilans = sentences.bracketed, sentences.settings, sentences.noas, sentences.ilans

WORDS = "A walk"  # words of the couple's that the pages here may show


def look_both(noa: Visitor, ilan: Visitor, *paths: str) -> None:
    for visitor in (noa, ilan):
        look(visitor, *paths)


def test_the_pages_of_amends_hold_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor, engine: sa.Engine
) -> None:
    mine, theirs = (
        Owner(engine, noas.outbox, one.id, other.id) for one, other in ((noas, ilans), (ilans, noas))
    )
    at = now()
    ago = at - timedelta(days=50)
    with unit_of_work(engine) as session:
        today = today_of(mine.member(session), at)
    promise = mine.promise(ago, daily(ago.date()), WORDS)
    plan = Terms(WORDS, "", whenever(today), today + timedelta(days=14))

    def miss(back: int) -> tuple[FollowThrough, str]:
        entry = mine.enter(promise, Outcome.MISSED, at, today - timedelta(days=back), line=WORDS)
        return entry, f"/promises/{promise}/entries/{entry.id}/amends"

    def own(entry: FollowThrough) -> Amends:
        return mine.own(entry, at, did=WORDS, landed=WORDS, plan=plan)

    entry, path = miss(0)
    look(noa, f"/promises/{promise}/days/{today}", path)
    fields = {"id": new_id(), "did": WORDS, "landed": WORDS, "words": WORDS, "when": "daily"}
    for how in ({"step": "preview"}, {"step": "change"}, {"step": "preview", "did": ""}, {}):
        assert untranslated(noa.post_form(path, **fields | how).text) == []
    shared, other = miss(1)
    mine.share(shared, at)
    assert untranslated(noa.post_form(other, **fields | {"step": "preview"}).text) == []

    amends = own(entry)
    look_both(noa, ilan, path, "/", f"/promises/{promise}", f"/promises/{amends.plan_id}")
    look(noa, f"/promises/{promise}/days/{today}")
    assert untranslated(noa.post_form(path, **fields | {"step": "send"}).text) == []
    assert untranslated(noa.post_form(f"{path[:-7]}/withdrawal").text) == []
    assert untranslated(noa.post_form(f"{path}/answers", reply="thanks").text) == []
    for wrong in ({"reply": "need"}, {"reply": "need", "words": "1" * 201}, {"reply": "?"}, {}):
        assert untranslated(ilan.post_form(f"{path}/answers", **wrong).text) == []
    for reply in (AmendsReply.LATER, AmendsReply.NOT_READY, AmendsReply.NEED, AmendsReply.THANKS):
        theirs.reply(entry, reply, WORDS, at)
        look_both(noa, ilan, path, "/")
    assert untranslated(ilan.post_form(f"{path}/answers", reply="later").text) == []

    theirs.accept_plan(amends, at)
    look_both(noa, ilan, path)
    for turn in (Turn.RESTED, Turn.TAKEN_UP, Turn.FINISHED):
        mine.turn(amends.plan_id, turn, at)
        look_both(noa, ilan, path)
    for back, end in enumerate((theirs.decline_plan, mine.take_plan_back, theirs.accept_plan), 2):
        entry, path = miss(back)
        amends = own(entry)
        end(amends, at)
        look_both(noa, ilan, path)
    mine.turn(amends.plan_id, Turn.LET_GO, at)
    look_both(noa, ilan, path)
    old, path = miss(6)
    mine.own(old, at - timedelta(days=15), did=WORDS, landed=WORDS, plan=plan)
    look_both(noa, ilan, path)
    for message in told(engine):
        assert outside(iter([message.row.title, message.row.body, message.row.ended_title])) == []
