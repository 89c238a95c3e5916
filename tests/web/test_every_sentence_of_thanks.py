"""Every sentence of thanks, and of the hours in which a phone rests, goes through gettext."""

import pytest

from mend.ids import new_id
from tests.people import Visitor
from tests.signals.partners import Partner
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look, untranslated

pytestmark = pytest.mark.any_database

# The people there read in brackets.
bracketed = sentences.bracketed
settings = sentences.settings
noas = sentences.noas
ilans = sentences.ilans


def test_the_pages_of_thanks_and_quiet_hours_hold_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor
) -> None:
    look(noa, "/us/quiet", "/us/quiet?saved=none")
    same = noa.post_form("/us/quiet", begins="22:00", ends="22:00", signals="loud")
    assert untranslated(same.text) == []
    noa.post_form("/us/quiet", begins="22:00", ends="07:00", signals="silent")
    look(noa, "/us/quiet?saved=hours")
    look(ilan, "/us/jar", "/us/jar/wish", "/us/jar/wish?saved=wish", "/thanks/new")
    for wrong in ({"words": ""}, {"words": "A walk\n" * 9}):
        assert untranslated(ilan.post_form("/thanks", id=new_id(), **wrong).text) == []
    given = new_id()
    assert ilan.post_form("/thanks", id=given, words="A walk").status_code == 303
    assert untranslated(ilan.post_form("/thanks", id=given, words="Teapot").text) == []
    for visitor in (noa, ilan):
        look(visitor, "/", "/us/jar", f"/us/jar?before={given}", f"/thanks/{given}")
    assert untranslated(noa.post_form(f"/thanks/{given}/taking-back").text) == []
