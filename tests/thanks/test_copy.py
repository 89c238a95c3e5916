"""The jar goes along with the copy, also once the space is closed."""

import json
from datetime import timedelta

from tests.people import Visitor
from tests.signals.partners import THEN
from tests.thanks.givers import Giver


def test_the_copy_holds_what_both_thanked_for_and_nothing_taken_back(
    noa: Visitor, ilan: Visitor, mara: Visitor, noas: Giver, ilans: Giver
) -> None:
    noas.give(THEN, words="For the soup")
    ilans.give(THEN + timedelta(minutes=1), words="For waiting")
    gone = noas.give(THEN + timedelta(minutes=2), words="For nothing")
    noas.take_back(gone, THEN + timedelta(minutes=3))
    noa.post_form("/us/leaving")
    for visitor in (noa, ilan):
        [space] = json.loads(visitor.get("/us/copy").text)["spaces"]
        assert [(one["from"], one["words"]) for one in space["thanks"]] == [
            ("Noa", "For the soup"),
            ("Ilan", "For waiting"),
        ]
    [theirs] = json.loads(mara.get("/us/copy").text)["spaces"]
    assert theirs["thanks"] == []
