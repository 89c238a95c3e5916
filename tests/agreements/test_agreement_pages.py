"""The agreement over HTTP: two browsers, one form, and everything that can be wrong in it."""

import re
from typing import Any

import pytest

from mend.ids import new_id
from tests.people import Visitor

GOOD = {
    "phrase": "Teapot", "emoji": "🫖", "own_emoji": "", "hand_sign": "A hand on the heart", "minutes": "30",
    "own_minutes": "", "soothes_me": "A walk\r\nalone", "soothes_partner": "", "instead_of": "",
}  # fmt: skip


def suggest(visitor: Visitor, **changed: str) -> Any:
    return visitor.post_form("/us/agreement/proposals", **GOOD | changed)


def waiting_id(visitor: Visitor) -> str:
    found = re.search(r"/us/agreement/proposals/([0-9a-f-]{36})/", visitor.get("/us/agreement").text)
    assert found is not None
    return found[1]


def test_two_agree(noa: Visitor, ilan: Visitor) -> None:
    assert "Nothing agreed yet" in noa.get("/us/agreement").text
    assert suggest(noa).headers["location"] == "/us/agreement"
    assert "It counts once Ilan says" in noa.get("/us/agreement").text
    read = ilan.get("/us/agreement").text
    assert "Noa suggests this" in read
    assert "A walk\nalone" in read
    answer = ilan.post_form(f"/us/agreement/proposals/{waiting_id(ilan)}/acceptance")
    assert answer.headers["location"] == "/us/agreement"
    assert "Agreed by both" in noa.get("/us/agreement").text
    assert "Ilan agreed on" in noa.get("/us/agreement/history").text


def test_suggesting_a_change_begins_with_the_waiting_words(noa: Visitor, ilan: Visitor) -> None:
    suggest(noa, minutes="", own_minutes="25", emoji="", own_emoji="🧩")
    form = ilan.get("/us/agreement/proposal").text
    assert 'value="Teapot"' in form
    assert 'value="25"' in form
    assert 'value="🧩"' in form
    assert f'name="instead_of" value="{waiting_id(ilan)}"' in form
    assert re.search(r'name="soothes_partner"[^>]*>\s*A walk\nalone</textarea>', form)


def test_a_suggestion_made_meanwhile_is_shown_and_the_words_typed_are_kept(
    noa: Visitor, ilan: Visitor
) -> None:
    suggest(noa)
    answer = suggest(ilan, phrase="Umbrella")
    assert answer.status_code == 409
    assert "changed in the meantime" in answer.text
    assert "Noa suggests this" in answer.text
    assert 'value="Umbrella"' in answer.text
    seen = re.search(r'name="instead_of" value="([^"]+)"', answer.text)
    assert seen is not None
    assert suggest(ilan, phrase="Umbrella", instead_of=seen[1]).status_code == 303
    assert "Umbrella" in noa.get("/us/agreement").text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"phrase": ""}, "fill this in"),
        ({"phrase": "   "}, "fill this in"),
        ({"phrase": "x" * 41}, "At most 40 characters"),
        ({"phrase": "Tea\u202epot"}, "cannot be shown"),
        ({"phrase": "Tea\u2028pot"}, "cannot be shown"),
        ({"phrase": "Tea\npot"}, "cannot be shown"),
        ({"phrase": "Tea\x00pot"}, "cannot be shown"),
        ({"phrase": "Tea\u200bpot"}, "cannot be shown"),
        ({"emoji": "", "own_emoji": ""}, "choose an emoji"),
        ({"own_emoji": "ab"}, "one single emoji"),
        ({"own_emoji": "🫖🫖"}, "one single emoji"),
        ({"emoji": "tea"}, "one single emoji"),
        ({"minutes": "", "own_minutes": ""}, "how long a pause takes"),
        ({"own_minutes": "4"}, "5 or more"),
        ({"own_minutes": "241"}, "240 or less"),
        ({"own_minutes": "soon"}, "whole number"),
        ({"minutes": "0"}, "5 or more"),
        ({"hand_sign": "x" * 61}, "At most 60 characters"),
        ({"soothes_me": "x" * 301}, "At most 300 characters"),
        ({"soothes_partner": "quiet\u2066"}, "cannot be shown"),
        ({"instead_of": "not-an-id"}, "not an id"),
    ],
)
def test_what_does_not_fit_is_a_sentence_and_everything_typed_is_kept(
    noa: Visitor, changed: dict[str, str], sentence: str
) -> None:
    answer = suggest(noa, **changed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "A walk" in answer.text or "soothes_me" in changed
    assert "A hand on the heart" in answer.text
    assert "Nothing agreed yet" in noa.get("/us/agreement").text


def test_three_hundred_characters_with_breaks_fit_as_the_browser_counts_them(noa: Visitor) -> None:
    assert suggest(noa, soothes_me="\r\n".join(["x" * 99] * 3)).status_code == 303


@pytest.mark.parametrize("emoji", ["❤️", "👨‍👩‍👧‍👦", "🇮🇱", "👋🏽", "☂", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🩷"])
def test_every_single_emoji_is_taken(noa: Visitor, emoji: str) -> None:
    assert suggest(noa, own_emoji=emoji).status_code == 303


def test_missing_repeated_and_forged_fields_are_refused(noa: Visitor) -> None:
    assert noa.post_form("/us/agreement/proposals").status_code == 422
    assert (
        noa.post("/us/agreement/proposals", data=GOOD | {"phrase": ["Teapot", "Umbrella"]}).status_code == 400
    )
    assert suggest(noa, proposed_by=str(new_id())).status_code == 422
    assert suggest(noa, accepted_at="2026-01-01").status_code == 422
    assert "Nothing agreed yet" in noa.get("/us/agreement").text


def test_a_forged_field_beside_a_button_is_refused(noa: Visitor, ilan: Visitor) -> None:
    suggest(noa)
    for ending in ("acceptance", "setting-aside"):
        path = f"/us/agreement/proposals/{waiting_id(ilan)}/{ending}"
        assert ilan.post_form(path, accepted_by="me").status_code == 422
    assert "Noa suggests this" in ilan.get("/us/agreement").text


def test_accepting_ones_own_is_a_sentence(noa: Visitor) -> None:
    suggest(noa)
    answer = noa.post_form(f"/us/agreement/proposals/{waiting_id(noa)}/acceptance")
    assert answer.status_code == 409
    assert "It counts once Ilan accepts it" in answer.text


def test_accepting_what_was_taken_back_is_a_sentence(noa: Visitor, ilan: Visitor) -> None:
    suggest(noa)
    path = f"/us/agreement/proposals/{waiting_id(ilan)}"
    noa.post_form(f"{path}/setting-aside")
    answer = ilan.post_form(f"{path}/acceptance")
    assert answer.status_code == 410
    assert "no longer waits" in answer.text


def test_another_couples_suggestion_is_not_there(noa: Visitor, mara: Visitor) -> None:
    suggest(noa)
    for ending in ("acceptance", "setting-aside"):
        assert mara.post_form(f"/us/agreement/proposals/{waiting_id(noa)}/{ending}").status_code == 404
    assert suggest(mara, instead_of=waiting_id(noa)).status_code == 409
    assert "Teapot" not in mara.get("/us/agreement").text


def test_what_is_written_is_shown_as_text(noa: Visitor, ilan: Visitor) -> None:
    suggest(noa, phrase="<b>Tea</b>", soothes_me="<script>alert(1)</script>")
    for path in ("/us/agreement", "/us/agreement/history", "/us/agreement/proposal"):
        answer = ilan.get(path).text
        assert "<b>Tea" not in answer
        assert "<script>alert" not in answer


def test_the_copy_holds_the_agreement_before_and_after_leaving(noa: Visitor, ilan: Visitor) -> None:
    suggest(noa)
    ilan.post_form(f"/us/agreement/proposals/{waiting_id(ilan)}/acceptance")
    suggest(ilan, phrase="Umbrella")
    noa.post_form("/us/leaving")
    for visitor, partner, phrases in ((noa, "Ilan", ["Teapot"]), (ilan, "Noa", ["Umbrella", "Teapot"])):
        answer = visitor.get("/us/copy")
        assert answer.headers["content-disposition"] == 'attachment; filename="mend.json"'
        (space,) = answer.json()["spaces"]
        assert space["with"] == partner
        assert space["closed_at"] is not None
        assert [version["phrase"] for version in space["agreements"]] == phrases
        agreed = space["agreements"][-1]
        assert agreed["suggested"]["by"] == "Noa"
        assert agreed["accepted"]["by"] == "Ilan"
        assert agreed["soothing"] == [{"whom": "Noa", "words": "A walk\nalone"}]


def test_the_copy_of_somebody_who_was_never_linked_is_empty(sam: Visitor) -> None:
    assert sam.get("/us/copy").json()["spaces"] == []
