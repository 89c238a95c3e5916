"""The copy to take away holds promises, after leaving too: what both agreed on, and one's own words."""

from mend.commitments.models import Turn
from mend.commitments.shelf import Promise
from tests.commitments.promisers import WHY, WORDS, Promiser, terms
from tests.people import Visitor
from tests.signals.partners import THEN


def words_in(visitor: Visitor) -> list[list[str]]:
    (space,) = visitor.get("/us/copy").json()["spaces"]
    return [[one["words"] for one in promise["wordings"]] for promise in space["promises"]]


def test_the_copy_holds_what_both_agreed_on_and_ones_own_words(
    noas: Promiser, ilans: Promiser, noa: Visitor, ilan: Visitor
) -> None:
    agreed = ilans.accept(ilans.sees(noas.offer(terms(why=WHY))))
    ilans.suggest(agreed, terms("Smaller"))
    ilans.decline(noas.offer(terms("Only mine"), owner=ilans))
    noa.post_form("/us/leaving")
    assert words_in(noa) == [[WORDS], ["Only mine"]]
    assert words_in(ilan) == [[WORDS, "Smaller"]]


def test_each_wording_and_turn_says_who_and_when(agreed: Promise, noas: Promiser, ilan: Visitor) -> None:
    noas.turn(agreed, Turn.RESTED)
    (space,) = ilan.get("/us/copy").json()["spaces"]
    (promise,) = space["promises"]
    at = THEN.isoformat()
    assert (promise["kept_by"], promise["state"]) == ("Noa", "resting")
    (wording,) = promise["wordings"]
    assert (wording["rule"], wording["starts"], wording["answer"]) == ("FREQ=DAILY", "2026-11-20", "accepted")
    assert wording["suggested"] == {"by": "Noa", "at": at}
    assert wording["answered"] == {"by": "Ilan", "at": at}
    assert promise["turns"] == [
        {"turn": "agreed", "taken": {"by": "Ilan", "at": at}},
        {"turn": "rested", "taken": {"by": "Noa", "at": at}},
    ]


def test_a_strangers_copy_holds_none_of_it(agreed: Promise, mara: Visitor) -> None:
    assert words_in(mara) == []
