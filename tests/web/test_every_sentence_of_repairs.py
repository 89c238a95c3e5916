"""Every sentence of repairs goes through gettext, in every state a repair can have."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from mend.clock import now
from mend.signals.repair_models import Repair
from tests.people import Visitor
from tests.signals.partners import MINUTE, Partner, told
from tests.signals.reaching import add, not_yet, offer, reach, yes
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look, outside, untranslated

pytestmark = pytest.mark.any_database

# The people there read in brackets.
bracketed = sentences.bracketed
settings = sentences.settings
noas = sentences.noas
ilans = sentences.ilans


def look_everywhere(visitors: tuple[Visitor, ...], *shown: Repair) -> None:
    for visitor in visitors:
        look(visitor, "/", "/us", "/us/deck", "/repairs/new", *(f"/repairs/{one.id}" for one in shown))


def test_the_pages_of_repairs_hold_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor
) -> None:
    ilans.travel("America/New_York")
    phrase = add(ilans, "Teapot", now())
    offer(noas, "hug", now(), shown=False)
    at = now() - 50 * MINUTE
    hers, his = reach(noas, at), reach(ilans, at, key=str(phrase.id))
    for ask_at in (None, at + 100 * MINUTE, at + 23 * 60 * MINUTE):
        look_everywhere((noa, ilan), hers, his)
        not_yet(ilans, hers, at, ask_at=ask_at)
    look_everywhere((noa, ilan), hers, his)
    for _ in range(3):
        hers = reach(noas, at + MINUTE)
    look_everywhere((noa,), hers)
    yes(ilans, hers, now())
    look_everywhere((noa, ilan), hers, his)
    look_everywhere((noa, ilan), reach(ilans, now() - timedelta(days=3)))


def test_what_is_wrong_is_said_in_the_readers_language(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor
) -> None:
    phrase = add(ilans, "Teapot", now())
    hers, *_ = [reach(noas, now() - MINUTE) for _ in range(3)]
    answers = [
        noa.post_form("/repairs", phrase="hug"),
        ilan.post_form("/repairs", phrase="none"),
        noa.post_form(f"/repairs/{hers.id}/answer", answer="yes"),
        ilan.post_form(f"/repairs/{hers.id}/answer", answer="not_yet", at="soon"),
        noa.post_form("/us/deck/phrases", words="Teapot"),
        noa.post_form(f"/us/deck/phrases/{phrase.id}/removal"),
        noa.post_form("/us/deck/hidden", key="none", do="hide"),
    ]
    assert [answer.status_code for answer in answers] == [429, 410, 409, 422, 409, 409, 410]
    for answer in answers:
        assert untranslated(answer.text) == []


def test_a_repair_is_told_in_its_readers_language(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    repair = reach(noas, now())
    not_yet(ilans, repair, now())
    not_yet(ilans, repair, now(), ask_at=now() + 5 * MINUTE)
    yes(ilans, repair, now())
    kinds = set()
    for row in (message.row for message in told(engine, waiting=True)):
        kinds.add(row.kind)
        assert outside(iter([row.title, row.body, row.ended_title, row.ended_body])) == []
        assert outside(action["title"] for action in row.actions) == []
        assert row.lang == sentences.LANGUAGE
    assert kinds == {"repair", "answer", "answered", "ask"}
