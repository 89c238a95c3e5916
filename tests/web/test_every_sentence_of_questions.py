"""Every sentence of the evening question goes through gettext, and so does each question."""

from datetime import timedelta

import pytest

from mend.clock import now
from tests.activities.evening_question.askers import Asked
from tests.people import Visitor
from tests.signals.partners import Partner, told
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look, outside, untranslated

pytestmark = pytest.mark.any_database

# The people there read in brackets.
bracketed = sentences.bracketed
settings = sentences.settings
noas = sentences.noas

DAY = timedelta(days=1)


def test_the_pages_of_questions_hold_no_sentence_outside_the_catalogue(
    noas: Partner, noa: Visitor, ilan: Visitor
) -> None:
    noa_too = Asked(noas.engine, noas.outbox, noas.id)
    today = noa_too.evening(now())
    path = f"/questions/{noa_too.question(today)}"
    yesterdays = f"/questions/{noa_too.question(today - DAY)}"
    everywhere = ("/", "/us", "/us/questions", "/us/questions/kept", path)
    look(noa, *everywhere, f"{path}/answer")
    for wrong in ({"words": "", "seen": "0"}, {"words": "A walk\n" * 30, "seen": "soon"}):
        assert untranslated(noa.post_form(f"{path}/answer", **wrong).text) == []
    noa.post_form(f"{path}/skipping")
    look(noa, *everywhere)
    noa.post_form(f"{path}/answer", words="A walk", seen=1)
    look(noa, *everywhere, f"{path}/answer")
    for refused in (noa.post_form(f"{path}/skipping"), noa.post_form(f"{path}/answer", words="Ilan", seen=0)):
        assert refused.status_code == 409
        assert untranslated(refused.text) == []
    noa.post_form(f"{path}/talking")
    look(noa, *everywhere)
    for visitor in (noa, ilan):
        number = "3" if visitor is noa else "0"
        assert visitor.post_form(f"{path}/answer", words="Teapot", seen=number).status_code == 303
    for visitor in (noa, ilan):
        visitor.post_form(f"{yesterdays}/talking")
        look(visitor, *everywhere)
        look(visitor, yesterdays, f"/us/questions?before={noa_too.question(today)}")
    assert untranslated(noa.post_form(f"{path}/answer", words="Noa", seen=0).text) == []
    for ago in (3, 4):
        noa_too.reply("A walk", now() - ago * DAY, today - ago * DAY)
    over = noa_too.question(today - 4 * DAY)
    look(noa, "/us/questions/kept", f"/us/questions/kept?before={over}", f"/questions/{over}")
    late = noa.post_form(f"/questions/{over}/answer", words="Ilan", seen=1)
    assert late.status_code == 410
    assert untranslated(late.text) == []
    for message in told(noas.engine):
        assert outside(iter([message.row.title, message.row.ended_title])) == []
