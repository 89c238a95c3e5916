"""Amends on both phones, over HTTP: read, answered as often as the other likes, and found on home."""

from uuid import UUID

import pytest
import time_machine

from mend.commitments.amends_models import MAX_NEED, AmendsReply
from mend.commitments.entry_models import FollowThrough
from tests.commitments import fixtures
from tests.commitments.amends_page import buttons, path_of, problems, reply
from tests.commitments.keepers import DAY, WORDS
from tests.commitments.owners import DID, WILL, Owner
from tests.markup import parse
from tests.people import Visitor

clock, noas, ilans = fixtures.clock, fixtures.noa_owns, fixtures.ilan_owns
# The clock stands before any browser is signed in.
pytestmark = pytest.mark.usefixtures("clock")


def test_both_read_it_and_the_other_answers_as_often_as_they_like_until_thanks(
    noas: Owner, noa: Visitor, ilan: Visitor
) -> None:
    entry = noas.miss(line="A secret line")
    amends = noas.own(entry)
    mine, theirs = noa.get(path_of(entry)), ilan.get(path_of(entry))
    for page in (mine, theirs):
        for words in (DID, "felt forgotten", WILL, "9 December", WORDS):
            assert words in page.text
        assert "A secret line" not in page.text
    assert "there is nothing more for you to do" in mine.text
    assert buttons(mine) == ["To the new promise"]
    assert "You need not answer." in theirs.text
    assert buttons(theirs) == ["Thank you", "Read later", "Not ready", "Answer the promise"]
    assert f'href="/promises/{amends.plan_id}"' in theirs.text

    assert reply(ilan, entry, "later").headers["location"] == "/"
    assert "You wanted to read it later." in ilan.get(path_of(entry)).text
    assert "Ilan will read it later." in noa.get(path_of(entry)).text
    assert reply(ilan, entry, "not_ready").headers["location"] == path_of(entry)
    assert "You are not ready to answer." in ilan.get(path_of(entry)).text
    page = noa.get(path_of(entry))
    assert "Ilan is not ready to answer." in page.text
    assert "There is no hurry" in page.text
    assert reply(ilan, entry, "need", "An evening off").status_code == 303
    page = noa.get(path_of(entry))
    assert "Ilan says: I need …" in page.text
    assert "An evening off" in page.text
    assert buttons(page) == ["Book a talk", "To the new promise"]
    assert buttons(ilan.get(path_of(entry)))[0] == "Thank you"
    assert reply(ilan, entry, "thanks").headers["location"] == path_of(entry)
    page = noa.get(path_of(entry))
    assert "Ilan says thank you." in page.text
    assert "An evening off" in page.text  # what was said before stays readable
    assert buttons(ilan.get(path_of(entry))) == ["Answer the promise"]
    late = reply(ilan, entry, "not_ready")
    assert (late.status_code, "That stays." in problems(late)) == (409, True)
    assert "You said thank you." in late.text


def test_a_need_is_said_in_a_line(noas: Owner, ilan: Visitor) -> None:
    entry = noas.miss()
    noas.own(entry)
    for words, sentence in (
        ("", "what you need"),
        (" \r\n ", "what you need"),
        ("x" * (MAX_NEED + 1), f"At most {MAX_NEED} characters"),
        ("🍲" * 5_000, f"At most {MAX_NEED} characters"),
    ):
        answer = reply(ilan, entry, "need", words)
        assert answer.status_code == 422
        field = parse(answer.text).one(id="need")
        assert "open" in field.attrs
        assert sentence in field.text
        if words.strip():
            assert words in answer.text
    wrong = reply(ilan, entry, "never")
    assert (wrong.status_code, "one of the options" in problems(wrong)) == (422, True)
    assert reply(ilan, entry, "need", "An evening\r\noff").status_code == 303
    assert noas.letter(entry).answers[0].words == "An evening off"


def test_home_leads_to_what_is_to_be_read_and_to_an_answer(
    noas: Owner, ilans: Owner, noa: Visitor, ilan: Visitor, clock: time_machine.Traveller
) -> None:
    entry = noas.miss()
    noas.own(entry)
    home = ilan.get("/").text
    assert "Noa wrote to you about" in home
    assert f'href="{path_of(entry)}"' in home
    assert "shared: not this time" not in home  # the letter says it, with more
    assert "wrote to you" not in noa.get("/").text
    ilans.reply(entry, AmendsReply.LATER)
    home = ilan.get("/").text
    assert "For later, whenever it suits you" in home
    assert "An answer to what you wrote" in noa.get("/").text
    ilans.reply(entry, AmendsReply.NOT_READY)
    assert f'href="{path_of(entry)}"' not in ilan.get("/").text
    clock.shift(2 * DAY)
    assert "An answer to what you wrote" not in noa.get("/").text


def test_what_became_of_the_plan_is_said_to_both(
    noas: Owner, ilans: Owner, noa: Visitor, ilan: Visitor
) -> None:
    def said(entry: FollowThrough, words: str) -> None:
        for visitor in (noa, ilan):
            assert words in visitor.get(path_of(entry)).text

    entries: list[FollowThrough] = [noas.miss() for _ in range(3)]
    plans: list[UUID] = []
    for entry, end in zip(entries, (ilans.accept_plan, ilans.decline_plan, noas.take_plan_back), strict=True):
        amends = noas.own(entry)
        plans.append(amends.plan_id)
        end(amends)
    said(entries[0], "it is a promise now")
    said(entries[1], "answered with “No, thanks”. What was written stays.")
    said(entries[2], "was taken back. What was written stays.")
    assert "Look again" in ilan.get(f"/promises/{plans[0]}").text
