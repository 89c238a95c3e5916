"""Every sentence of ideas goes through gettext, and every title of the deck."""

import pytest

from mend.activities.deck import DECK
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

FORM = {"title": "A walk", "minutes": "90", "cost": "little", "energy": "lively", "place": "near"}
SOME = "?time=evening&energy=easy&cost=little&place=out&rain=yes"
HARD = "?time=day&energy=tired&cost=free&place=home&apart=yes"


def test_the_pages_of_ideas_hold_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor
) -> None:
    look(noa, "/together", "/together/ideas", "/together/said", "/together/own", "/together/new")
    look(
        noa,
        "/together/ideas?time=evening&energy=easy&cost=little&place=out&rain=yes",
        f"/together/ideas{HARD}",
    )
    for wrong in ({"title": ""}, {"minutes": "7"}, {"cost": "gold"}):
        answer = noa.post_form("/together/own", **FORM | {"id": str(new_id())} | wrong)
        assert untranslated(answer.text) == []
    own = new_id()
    assert noa.post_form("/together/own", **FORM, id=own).status_code == 303
    assert untranslated(noa.post_form("/together/own", **FORM, id=new_id()).text) == []
    assert untranslated(noa.post_form("/together/own", **FORM | {"minutes": "10"}, id=own).text) == []
    look(noa, "/together/own", f"/together/own/{own}")
    for card in DECK:
        assert noa.post_form(f"/together/ideas/{card.key}/leaning", leaning="like").status_code == 303
    ilan.post_form(f"/together/ideas/{DECK[0].key}/leaning", leaning="like")
    look(noa, f"/together/ideas?said={DECK[1].key}", "/together/said", "/together")
    noa.post_form(f"/together/ideas/{DECK[1].key}/leaning", leaning="decline")
    look(noa, f"/together/ideas?said={DECK[1].key}", "/together/said")
    assert untranslated(noa.post_form(f"/together/ideas/{DECK[0].key}/leaning", leaning="decline").text) == []
    path = noa.post_form(f"/together/ideas/{DECK[0].key}/leaning", leaning="like").headers["location"]
    match_id = path.rpartition("/")[2]
    for visitor in (noa, ilan):
        look(visitor, f"/together/matches/{match_id}", "/together", "/together/ideas")
    noa.post_form(f"{path}/ending")
    for visitor in (noa, ilan):
        look(visitor, path, "/together")
    assert untranslated(ilan.post_form(f"{path}/going-on").text) == []
    for visitor in (noa, ilan):
        visitor.post_form(f"/together/ideas/{own}/leaning", leaning="like")
    assert untranslated(ilan.post_form(f"/together/own/{own}/putting-away").text) == []
    noa.post_form(f"/together/ideas/{own}/leaning", leaning="like")
    away = new_id()
    noa.post_form("/together/own", **FORM | {"title": "Teapot"}, id=away)
    noa.post_form(f"/together/ideas/{away}/leaning", leaning="decline")
    noa.post_form(f"/together/own/{away}/putting-away")
    look(noa, "/together/own", f"/together/own/{away}", "/together/said", "/together/ideas")
    assert untranslated(ilan.post_form(f"/together/ideas/{away}/leaning", leaning="like").text) == []
    changed = ilan.post_form(f"/together/own/{away}/changes", **FORM | {"title": "Noa"}, id=new_id())
    assert untranslated(changed.text) == []
