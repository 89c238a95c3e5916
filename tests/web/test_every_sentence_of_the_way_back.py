"""Every sentence of the way back goes through gettext: delays, the return and its card, what there was."""

import pytest
import sqlalchemy as sa

from mend.clock import now
from mend.ids import new_id
from mend.signals.models import Pause
from mend.signals.return_models import ReturnEnding, Step
from tests.people import People, Visitor
from tests.signals.partners import MINUTE, Partner, told
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look, outside, untranslated

pytestmark = pytest.mark.any_database

# The people there read in brackets.
bracketed = sentences.bracketed
settings = sentences.settings
noas = sentences.noas
ilans = sentences.ilans


STEPS = ("start", "kindness", "my_part", "feeling", "turns", "end")


def look_at_the_card(pause: Pause, *visitors: Visitor) -> None:
    for visitor in visitors:
        look(visitor, *(f"/pauses/{pause.id}/return?step={step}" for step in STEPS))


def test_the_pages_of_a_delay_and_of_what_waits_hold_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor
) -> None:
    ilans.travel("America/New_York")
    pause = noas.call(now()).pause
    look(noa, f"/pauses/{pause.id}/delay", f"/pauses/{pause.id}/later")
    wrong = [
        noa.post_form(f"/pauses/{pause.id}/delays", at="soon"),
        noa.post_form(f"/pauses/{pause.id}/delays", until=pause.returns_at.isoformat()),
        noa.post_form(f"/pauses/{pause.id}/delays", until=(now() - MINUTE).isoformat()),
        noa.post_form(f"/pauses/{pause.id}/delays", until=(now() + 30 * 60 * MINUTE).isoformat()),
        ilan.post_form(f"/pauses/{pause.id}/delays", until=(now() + 60 * MINUTE).isoformat()),
        ilan.post_form(f"/pauses/{pause.id}/later", id="x", words=""),
    ]
    for answer in wrong:
        assert answer.status_code >= 400
        assert untranslated(answer.text) == []
    for minutes in (40, 23 * 60):  # today, and on another day
        until = (now() + minutes * MINUTE).isoformat()
        assert noa.post_form(f"/pauses/{pause.id}/delays", until=until).status_code == 303
        ilan.post_form(f"/pauses/{pause.id}/later", id=new_id(), words="Teapot")
        for visitor in (noa, ilan):
            look(visitor, "/", f"/pauses/{pause.id}", f"/pauses/{pause.id}/later")


def test_a_pause_nobody_returned_from_holds_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor
) -> None:
    due = noas.call(now() - 22 * MINUTE).pause
    for visitor in (noa, ilan):
        look(visitor, "/", f"/pauses/{due.id}")
    pause = noas.call(now() - 21 * MINUTE, minutes=1).pause  # nobody has heard of its caller since
    for visitor in (noa, ilan):
        look(visitor, "/", f"/pauses/{pause.id}")
    gone = noas.call(now() - 26 * 60 * MINUTE, minutes=20, waited=0).pause
    for visitor in (noa, ilan):
        look(visitor, "/", f"/pauses/{gone.id}")
    for visitor in (noa, ilan):
        look(visitor, f"/pauses/{pause.id}", "/us/history")


def test_the_card_holds_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor, engine: sa.Engine, people: People
) -> None:
    pause = noas.call(now() - 5 * MINUTE).pause
    ilan.post_form(f"/pauses/{pause.id}/later", id=new_id(), words="Teapot")
    noas.come_back(pause, now())
    card = f"/pauses/{pause.id}/return"
    for visitor in (noa, ilan):
        look(visitor, "/", f"/pauses/{pause.id}", f"{card}?step=end")
    assert ilan.post_form(f"/pauses/{pause.id}/readiness").status_code == 303
    look_at_the_card(pause, noa, ilan)
    for step in Step:
        noa.post_form(f"{card}/words", step=step.value, words="Teapot")
    look_at_the_card(pause, noa, ilan)
    noa.post_form(f"{card}/words", step="feeling", words="Teapot", occasion="Teapot")
    look_at_the_card(pause, ilan)
    noa.post_form(f"{card}/words", step="feeling", words="Teapot", occasion="Teapot", need="Teapot")
    noa.post_form(f"{card}/turns", speaker_id=people.noa)
    too_early = [
        ilan.post_form(f"{card}/turns", speaker_id=people.ilan),
        noa.post_form(f"{card}/turns/{people.noa}/hearing", words="Teapot"),
        ilan.post_form(f"{card}/turns/{people.noa}/word", move="understood"),
        ilan.post_form(f"{card}/words", step="feeling", words=""),
    ]
    for answer in too_early:
        assert answer.status_code >= 400
        assert untranslated(answer.text) == []
    look_at_the_card(pause, noa, ilan)
    for visitor, where, fields in (
        (noa, "word", {"move": "done"}),
        (ilan, "hearing", {"words": "Teapot"}),
        (noa, "word", {"move": "not quite"}),
        (ilan, "hearing", {"words": "A walk"}),
        (noa, "word", {"move": "understood"}),
    ):
        assert visitor.post_form(f"{card}/turns/{people.noa}/{where}", **fields).status_code == 303
        look_at_the_card(pause, noa, ilan)
    noa.post_form(f"{card}/turns", speaker_id=people.ilan)
    noa.post_form(f"{card}/turns/{people.ilan}/word", move="skip")
    look_at_the_card(pause, noa, ilan)
    noa.post_form(f"{card}/wish", wish="settled")
    look_at_the_card(pause, noa, ilan)
    ilan.post_form(f"{card}/wish", wish="settled")
    noa.post_form(f"/pauses/{pause.id}/keepsake")
    for visitor in (noa, ilan):
        look(visitor, card, f"/pauses/{pause.id}/return", "/us/history")
    ilan.post_form(f"/pauses/{pause.id}/keepsake")
    look(noa, "/us/history")
    for message in told(engine, waiting=True):
        row = message.row
        said = [row.title, row.body, row.ended_title, row.ended_body, *(one["title"] for one in row.actions)]
        assert outside(iter(said)) == []


def test_every_other_ending_holds_no_sentence_outside_the_catalogue(
    noas: Partner, noa: Visitor, ilan: Visitor
) -> None:
    for wish in (ReturnEnding.TALK, ReturnEnding.LET_GO):
        pause = noas.call(now()).pause
        noas.come_back(pause, now())
        for visitor in (noa, ilan):
            visitor.post_form(f"/pauses/{pause.id}/return/wish", wish=wish.value)
        look(noa, f"/pauses/{pause.id}/return", "/us/history")
    faded = noas.call(now() - 50 * 60 * MINUTE, minutes=20).pause
    noas.come_back(faded, now() - 49 * 60 * MINUTE)
    look(ilan, f"/pauses/{faded.id}", f"/pauses/{faded.id}/return")


def test_the_list_of_what_helps_holds_no_sentence_outside_the_catalogue(noas: Partner, noa: Visitor) -> None:
    look(noa, "/us/soothing", "/us/history")
    for words, shared in (("Teapot", "true"), ("A walk", "false")):
        noa.post_form("/us/soothing/items", words=words, shared=shared)
    look(noa, "/us/soothing")
    assert untranslated(noa.post_form("/us/soothing/items", words="").text) == []
