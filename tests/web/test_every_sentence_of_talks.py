"""Every sentence of talks goes through gettext; the pages are looked at as `test_every_sentence` does."""

import pytest
import sqlalchemy as sa

from mend.clock import now
from mend.database import unit_of_work
from mend.talks.conversation import Feeling
from mend.talks.models import Talk, Wish
from tests.people import Visitor
from tests.signals.partners import MINUTE, Partner
from tests.talks.partners import DAY, Talker
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look, untranslated

pytestmark = pytest.mark.any_database

bracketed, settings, noas, ilans = sentences.bracketed, sentences.settings, sentences.noas, sentences.ilans


def test_the_pages_of_talks_hold_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor, engine: sa.Engine
) -> None:
    at = now()
    noa_, ilan_ = (Talker(one.engine, one.outbox, one.id) for one in (noas, ilans))
    ilans.travel("America/New_York")
    look(noa, "/talks", "/talks/help", "/talks/new", "/talks/new?from=pause")
    talk = noa_.offer(at + MINUTE, at + 2 * MINUTE, at=at, topic="Teapot", place="A walk")

    def look_both() -> None:
        for visitor in (noa, ilan):
            look(visitor, "/", "/talks", "/talks/new", f"/talks/{talk.id}", f"/talks/{talk.id}/offer")

    look_both()
    for _ in range(2):  # the third booking brings the words about a third person
        ilan_.accept(noa_.offer(at + 3 * DAY, at=at, topic="Teapot", place="A walk"), at=at)
    line = noa_.park(talk, "A walk", at=at)
    talk = noa_.accept(ilan_.suggest(talk, at + MINUTE, at=at, place="A walk"), at=at)
    look_both()
    for deed in (
        lambda: noa_.is_(talk, {Feeling.TIRED}, at=at),
        lambda: noa_.wish_for(talk, Wish.ANOTHER_TIME, at=at),
        lambda: noa_.wish_for(talk, Wish.TALK, at=at),
        lambda: ilan_.is_(talk, at=at),
        lambda: noa_.begin(talk, at - 5 * MINUTE),
        lambda: noa_.tick(talk, line, at=at),
    ):
        deed()
        for visitor in (noa, ilan):
            look(visitor, "/", f"/talks/{talk.id}", "/talks")
    with unit_of_work(engine) as session:
        session.get_one(Talk, (talk.talk.couple_id, talk.id)).began_at = at - 31 * MINUTE
    for visitor in (noa, ilan):
        look(visitor, f"/talks/{talk.id}")
    noa_.finish(talk, at)
    noa_.tick(talk, line, done=False, at=at)
    for visitor in (noa, ilan):
        look(visitor, f"/talks/{talk.id}", "/talks")


def test_the_pages_of_ended_talks_hold_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor
) -> None:
    at = now()
    noa_, ilan_ = (Talker(one.engine, one.outbox, one.id) for one in (noas, ilans))
    endings = []
    for end in (noa_.call_off, noa_.take_back, ilan_.set_aside):
        other = noa_.offer(at + DAY, at=at, topic="Teapot", place="A walk")
        end(ilan_.accept(other, at=at) if end == noa_.call_off else other, at)
        endings.append(other)
    endings.append(noa_.offer(at - DAY, at=at - 2 * DAY, topic="Teapot", place="A walk"))  # stale
    endings.append(ilan_.accept(noa_.offer(at - DAY, at=at - 2 * DAY, place="A walk"), at=at - 2 * DAY))
    for ended in endings:
        for visitor in (noa, ilan):
            look(visitor, f"/talks/{ended.id}", "/talks")
    for fields in ({}, {"slot_1": "2020-01-01T10:00"}, {"zone": "Nowhere"}, {"words": "x" * 200}):
        path = f"/talks/{endings[-2].id}/park" if "words" in fields else "/talks"
        assert untranslated(noa.post_form(path, **fields).text) == []
