"""The copy to take away holds days of promises and amends: all of one's own, and what the other shared."""

from typing import Any

import pytest

from mend.commitments.amends_models import AmendsReply
from mend.commitments.entry_models import Outcome
from tests.commitments import fixtures
from tests.commitments.keepers import DAY, EVENING, MINUTE, TODAY
from tests.commitments.owners import DID, LANDED, WILL, Owner
from tests.people import Visitor

clock, noas, ilans = fixtures.clock, fixtures.noa_owns, fixtures.ilan_owns
pytestmark = pytest.mark.usefixtures("clock")

KEPT, PARTLY, MISSED, MOVED = Outcome


def days_in(visitor: Visitor) -> list[dict[str, Any]]:
    """The days of every promise in the copy of the one space."""
    (space,) = visitor.get("/us/copy").json()["spaces"]
    return [day for promise in space["promises"] for day in promise["days"]]


def lines_in(visitor: Visitor) -> list[tuple[str, str]]:
    return [(day["outcome"], day["line"]) for day in days_in(visitor)]


def test_ones_own_days_are_all_there_and_of_the_others_what_they_shared(
    noas: Owner, noa: Visitor, ilan: Visitor
) -> None:
    promise = noas.promise()
    noas.enter(promise, KEPT, EVENING - MINUTE, line="Tea")
    noas.enter(promise, PARTLY, line="With honey")  # in its place
    noas.enter(promise, MISSED, on=TODAY - DAY, line="A secret")
    noas.share(noas.enter(promise, MOVED, on=TODAY - 2 * DAY, moved_to=TODAY + DAY, line="Shared"))
    noas.take_back(noas.enter(promise, KEPT, on=TODAY - 3 * DAY, line="Taken back"))
    mine = [
        ("kept", "Taken back"),
        ("moved", "Shared"),
        ("missed", "A secret"),
        ("kept", "Tea"),
        ("partly", "With honey"),
    ]
    assert lines_in(noa) == mine
    assert lines_in(ilan) == [("moved", "Shared"), ("partly", "With honey")]
    ilan.post_form("/us/leaving")  # whoever leaves, each takes the same along
    assert lines_in(noa) == mine
    assert lines_in(ilan) == [("moved", "Shared"), ("partly", "With honey")]


def test_each_day_says_who_when_and_what_became_of_it(noas: Owner, noa: Visitor) -> None:
    promise, later = noas.promise(), EVENING + MINUTE
    noas.enter(promise, KEPT, line="Tea")
    noas.take_back(noas.enter(promise, MISSED, later), later)
    assert days_in(noa) == [
        {
            "day": "2026-11-25",
            "wording": 1,
            "outcome": "kept",
            "moved_to": None,
            "line": "Tea",
            "said": {"by": "Noa", "at": EVENING.isoformat()},
            "shared_at": EVENING.isoformat(),
            "replaced_at": later.isoformat(),
            "taken_back_at": None,
            "amends": None,
        },
        {
            "day": "2026-11-25",
            "wording": 1,
            "outcome": "missed",
            "moved_to": None,
            "line": "",
            "said": {"by": "Noa", "at": later.isoformat()},
            "shared_at": None,
            "replaced_at": None,
            "taken_back_at": later.isoformat(),
            "amends": None,
        },
    ]


def test_amends_are_in_both_copies_with_every_answer_and_the_line_in_ones_own(
    noas: Owner, ilans: Owner, noa: Visitor, ilan: Visitor
) -> None:
    entry = noas.miss(line="The meeting ran late")
    noas.own(entry)
    ilans.reply(entry, AmendsReply.NEED, "An evening off")
    ilans.reply(entry, AmendsReply.THANKS, at=EVENING + DAY)
    for visitor, line in ((noa, "The meeting ran late"), (ilan, "")):
        (day,) = days_in(visitor)
        assert (day["outcome"], day["line"], day["shared_at"]) == ("missed", line, EVENING.isoformat())
        assert day["amends"] == {
            "did": DID,
            "landed": LANDED,
            "will": WILL,
            "sent": {"by": "Noa", "at": EVENING.isoformat()},
            "answers": [
                {
                    "answer": "need",
                    "words": "An evening off",
                    "said": {"by": "Ilan", "at": EVENING.isoformat()},
                },
                {"answer": "thanks", "words": "", "said": {"by": "Ilan", "at": (EVENING + DAY).isoformat()}},
            ],
        }


def test_a_strangers_copy_holds_none_of_it(noas: Owner, mara: Visitor) -> None:
    noas.own(noas.miss())
    assert days_in(mara) == []
