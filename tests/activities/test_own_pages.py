"""The couple's own ideas over HTTP."""

from typing import Any

import pytest

from mend.ids import new_id
from tests.activities.dreamers import Dreamer
from tests.markup import Node, parse, typed
from tests.people import Visitor
from tests.signals.partners import THEN

OWN = "/together/own"


def add(visitor: Visitor, **fields: Any) -> Any:
    form = typed(parse(visitor.get("/together/new").text))
    return visitor.post_form(OWN, **form | {"title": "Dance in the kitchen"} | fields)


def titles(visitor: Visitor, *, away: bool = False) -> list[str]:
    """The titles of what is on offer, or of what was put away."""
    page = parse(visitor.get(OWN).text).one(id="own")
    folded = page.all("details")
    if away:
        return [one.text for details in folded for one in details.all(class_="row-title")]
    return [one.one(class_="row-title").text for one in page.all("a", class_="row-link")]


def form_of(visitor: Visitor, title: str) -> Node:
    page = parse(visitor.get(OWN).text).one(id="own")
    [link] = [one for one in page.all("a", class_="row-link") if title in one.text]
    return parse(visitor.get(link.attrs["href"]).text)


def test_either_adds_one_and_both_find_it_without_a_name(noa: Visitor, ilan: Visitor) -> None:
    assert parse(noa.get(OWN).text).all(class_="empty")
    answer = add(noa, minutes="90", quiet="yes", place="away")
    assert (answer.status_code, answer.headers["location"]) == (303, OWN)
    for visitor in (noa, ilan):
        page = parse(visitor.get(OWN).text)
        assert titles(visitor) == ["Dance in the kitchen"]
        assert page.one("a", class_="row-link").one(class_="row-state").text == (
            "1½ hours · Somewhere else · No money · Easy"
        )
        other = "Ilan" if visitor is noa else "Noa"
        assert other not in page.one("main").text
        assert parse(visitor.get("/together/said").text).all(class_="empty"), "adding is not liking"


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"title": ""}, "title", "Please fill this in."),
        ({"title": "💃" * 10_000}, "title", "At most 80 characters fit."),
        ({"title": "Dance\u202e"}, "title", "cannot be shown"),
        ({"minutes": "31"}, "minutes", "choose one of the options"),
        ({"minutes": "9" * 5000}, "minutes", "whole number"),
        ({"cost": "gold"}, "cost", "choose one of the options"),
        ({"energy": ""}, "energy", "choose one of the options"),
        ({"place": "moon"}, "place", "choose one of the options"),
    ],
)
def test_what_does_not_fit_is_a_sentence_and_what_was_typed_is_kept(
    noa: Visitor, changed: dict[str, str], field: str, sentence: str
) -> None:
    answer = add(noa, **{"rain": "yes"} | changed)
    assert answer.status_code == 422
    page = parse(answer.text)
    assert sentence in page.one(id=f"field-{field}-error").text
    assert typed(page)["rain"] == "yes"
    assert typed(page)["title"] == changed.get("title", "Dance in the kitchen")
    assert titles(noa) == []


def test_what_just_fits_fits(noa: Visitor) -> None:
    assert add(noa, title="💃" * 80).status_code == 303
    assert titles(noa) == ["💃" * 80]


@pytest.mark.parametrize(
    "fields", [{"id": "not-an-id"}, {"added_by": "me"}, {"apart": "no"}, {"kind": "walk"}]
)
def test_forged_fields_are_refused(noa: Visitor, fields: dict[str, str]) -> None:
    assert add(noa, **fields).status_code == 422
    assert titles(noa) == []


def test_sent_twice_is_once_and_two_alike_are_refused(noa: Visitor, ilan: Visitor) -> None:
    id_ = new_id()
    for _ in range(2):
        assert add(noa, id=id_).status_code == 303
    answer = add(ilan)
    assert answer.status_code == 409
    page = parse(answer.text)
    assert "among yours already" in page.one(id="field-title-error").text
    assert typed(page)["title"] == "Dance in the kitchen"
    assert add(ilan, id=id_, title="Sing").status_code == 409
    assert titles(noa) == ["Dance in the kitchen"]


def test_either_changes_it_and_the_words_before_are_kept(noa: Visitor, ilan: Visitor) -> None:
    add(noa, quiet="yes", minutes="45")
    page = form_of(ilan, "Dance")
    form = page.one("form", id="idea")
    fields = typed(form)
    assert (fields["title"], fields["minutes"], fields["quiet"]) == ("Dance in the kitchen", "45", "yes")
    for _ in range(2):
        answer = ilan.post_form(form.attrs["action"], **fields | {"title": "Dance on the roof"})
        assert (answer.status_code, answer.headers["location"]) == (303, OWN)
    assert titles(noa) == ["Dance on the roof"]
    assert titles(noa, away=True) == ["Dance in the kitchen"]


def test_changed_on_another_device_meanwhile_nothing_typed_is_lost(noa: Visitor, ilan: Visitor) -> None:
    add(noa)
    mine, theirs = form_of(noa, "Dance"), form_of(ilan, "Dance")
    noa.post_form(mine.one("form", id="idea").attrs["action"], **typed(mine) | {"title": "Sing"})
    answer = ilan.post_form(theirs.one("form", id="idea").attrs["action"], **typed(theirs) | {"title": "Hum"})
    assert answer.status_code == 409
    page = parse(answer.text)
    assert "changed or put away meanwhile" in page.one(class_="summary").text
    assert typed(page.one("form", id="idea"))["title"] == "Hum"
    assert titles(noa) == ["Sing"]


def test_put_away_and_brought_back(noa: Visitor, ilan: Visitor) -> None:
    add(noa)
    page = form_of(ilan, "Dance")
    away = next(form for form in page.all("form") if form.attrs["action"].endswith("putting-away"))
    assert ilan.post_form(away.attrs["action"]).headers["location"] == OWN
    assert (titles(noa), titles(noa, away=True)) == ([], ["Dance in the kitchen"])
    back = parse(noa.get(OWN).text).one("details").one("form")
    assert noa.post_form(back.attrs["action"]).headers["location"] == OWN
    assert titles(ilan) == ["Dance in the kitchen"]


def test_what_both_want_says_how_to_put_it_away(noa: Visitor, noas: Dreamer, ilans: Dreamer) -> None:
    own = noas.add(THEN)
    for one in (noas, ilans):
        one.like(str(own.id), THEN)
    answer = noa.post_form(f"{OWN}/{own.id}/putting-away")
    assert answer.status_code == 409
    assert "Say “Not any more” first" in parse(answer.text).one(class_="summary").text
    assert titles(noa) == ["Dance in the kitchen"]


def test_two_alike_cannot_be_brought_back(noa: Visitor, noas: Dreamer) -> None:
    own = noas.add(THEN)
    noas.put_away(own.id, THEN)
    noas.add(THEN)
    answer = noa.post_form(f"{OWN}/{own.id}/bringing-back")
    assert answer.status_code == 409
    assert "among yours already" in parse(answer.text).one(class_="summary").text
