"""What helps each of the two: their own list, of which the other sees what is shared, item by item."""

from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import Session, select

from mend.agreements.versions import Wording
from mend.database import unit_of_work
from mend.errors import NotFound, Refused
from mend.ids import new_id
from mend.live.models import CoupleEvent
from mend.signals.models import SoothingItem
from mend.signals.soothing import MOST, add_item, items_of, share_item, take_off
from tests.markup import Node, parse, typed
from tests.people import Visitor
from tests.signals.partners import MINUTE, THEN, Partner, everything


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN."""


def add(partner: Partner, words: str, *, share: bool = False) -> UUID:
    at = THEN + MINUTE * len(words_of(partner))
    with unit_of_work(partner.engine) as session:
        return add_item(session, partner.member(session), words, share=share, now=at).id


def share(partner: Partner, item_id: UUID, *, yes: bool = True) -> None:
    with unit_of_work(partner.engine) as session:
        share_item(session, partner.member(session), item_id, share=yes, now=THEN)


def take(partner: Partner, item_id: UUID) -> None:
    with unit_of_work(partner.engine) as session:
        take_off(session, partner.member(session), item_id, THEN)


def words_of(partner: Partner, *, only_shared: bool = False) -> list[str]:
    with unit_of_work(partner.engine, writes=False) as session:
        couple_id = partner.member(session).couple_id
        return [one.words for one in items_of(session, couple_id, partner.id, only_shared=only_shared)]


def pause_page(visitor: Visitor, pause_id: UUID) -> Node:
    return parse(visitor.get(f"/pauses/{pause_id}").text)


def mine(page: Node) -> list[str]:
    cooling = page.one("section", class_="cooling")
    return [pill.text for pill in cooling.all("li", class_="pill")]


def theirs(page: Node) -> list[str]:
    return [item.text for card in page.all("section", class_="card") for item in card.all("li")]


def test_one_adds_shares_keeps_to_oneself_and_takes_off(noas: Partner) -> None:
    walk, music = add(noas, "A walk"), add(noas, "Music", share=True)
    assert words_of(noas) == ["A walk", "Music"]
    assert words_of(noas, only_shared=True) == ["Music"]
    share(noas, walk)
    share(noas, music, yes=False)
    assert words_of(noas, only_shared=True) == ["A walk"]
    take(noas, walk)
    assert words_of(noas) == ["Music"]


def test_in_a_pause_the_other_sees_what_is_shared_and_nothing_else(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner
) -> None:
    add(noas, "The <b>balcony</b>")
    music = add(noas, "Music", share=True)
    add(ilans, "Cold water", share=True)
    pause = noas.call(THEN).pause
    assert mine(pause_page(noa, pause.id)) == ["The <b>balcony</b>", "Music"]
    assert "Cold water" not in pause_page(noa, pause.id).text
    other = pause_page(ilan, pause.id)
    assert (mine(other), theirs(other)) == (["Cold water"], ["Music"])
    assert "balcony" not in other.text
    share(noas, music, yes=False)
    assert theirs(pause_page(ilan, pause.id)) == []


def test_what_was_agreed_comes_first_and_the_same_thing_stands_there_once(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner
) -> None:
    noas.agree(ilans, Wording("Teapot", soothing={noas.id: "A walk\n\n Tea "}), THEN)
    add(noas, "a WALK", share=True)
    add(noas, "Music", share=True)
    pause = noas.call(THEN).pause
    assert mine(pause_page(noa, pause.id)) == ["A walk", "Tea", "Music"]
    assert theirs(pause_page(ilan, pause.id)) == ["A walk", "Tea", "Music"]


def test_without_a_list_two_things_that_help_many_stand_there(noa: Visitor, noas: Partner) -> None:
    assert mine(pause_page(noa, noas.call(THEN).pause.id)) == ["A walk", "Some water"]


def test_the_same_words_are_one_thing(noas: Partner, engine: sa.Engine) -> None:
    first = add(noas, "Music")
    before = everything(engine)
    assert add(noas, "MUSIC") == first
    assert everything(engine) == before


def test_adding_it_again_to_share_it_shares_it_and_never_the_other_way_round(noas: Partner) -> None:
    first = add(noas, "Music")
    assert add(noas, "Music", share=True) == first
    assert words_of(noas, only_shared=True) == ["Music"]
    assert add(noas, "Music") == first
    assert words_of(noas, only_shared=True) == ["Music"]


def test_twelve_things_fit_for_each(noas: Partner, ilans: Partner) -> None:
    for partner in (noas, ilans):
        for number in range(MOST):
            add(partner, f"Thing {number}")
    with pytest.raises(Refused, match="Twelve things are on your list") as refused:
        add(noas, "One more")
    assert refused.value.field == "words"
    add(noas, "Thing 3")  # it is there already
    assert len(words_of(noas)) == MOST


def test_nobody_touches_what_is_on_the_others_list(
    noas: Partner, ilans: Partner, maras: Partner, engine: sa.Engine
) -> None:
    item = add(noas, "Music", share=True)
    before = everything(engine)
    for partner in (ilans, maras):
        with pytest.raises(NotFound):
            share(partner, item, yes=False)
        with pytest.raises(NotFound):
            take(partner, item)
    with pytest.raises(NotFound):
        take(noas, new_id())
    assert everything(engine) == before


def announced(session: Session) -> int:
    return len(session.exec(select(CoupleEvent)).all())


def test_only_what_the_other_may_see_is_announced(noas: Partner, engine: sa.Engine) -> None:
    def events() -> int:
        with unit_of_work(engine, writes=False) as session:
            return announced(session)

    private = add(noas, "Music")
    share(noas, private, yes=False)
    take(noas, private)
    assert events() == 0
    item = add(noas, "A walk", share=True)
    share(noas, item)  # it is already
    share(noas, item, yes=False)
    share(noas, item)
    take(noas, item)
    assert events() == 4


# ── the page


def page_of(visitor: Visitor) -> Node:
    return parse(visitor.get("/us/soothing").text)


def rows(page: Node) -> list[tuple[str, str]]:
    found = page.all("li", class_="row")
    return [(row.one(class_="row-title").text, row.one(class_="row-state").text) for row in found]


def test_the_page_shows_ones_own_list_and_who_sees_what(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner
) -> None:
    assert page_of(noa).one(class_="empty").one("h2").text == "Nothing on it yet"
    add(noas, "Music", share=True)
    add(noas, "A walk")
    assert rows(page_of(noa)) == [("Music", "Ilan sees it in a pause"), ("A walk", "Only you see it")]
    assert rows(page_of(ilan)) == []
    noas.agree(ilans, Wording("Teapot", soothing={noas.id: "Tea"}), THEN)
    assert page_of(noa).one("section", class_="card").text == "In what you agreed on: both of you see it Tea"


def test_its_forms_share_keep_back_and_take_off(noa: Visitor, noas: Partner) -> None:
    answer = noa.post_form("/us/soothing/items", words="  Music ", shared="true")
    assert (answer.status_code, answer.headers["location"]) == (303, "/us/soothing")
    for shared in ([], ["Music"]):
        form = page_of(noa).one("li", class_="row").all("form")[0]
        assert noa.post_form(form.attrs["action"], **typed(form)).status_code == 303
        assert words_of(noas, only_shared=True) == shared
    form = page_of(noa).one("li", class_="row").all("form")[1]
    assert noa.post_form(form.attrs["action"]).status_code == 303
    assert words_of(noas) == []


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        ("", 422, "Please fill this in."),
        ("x" * 61, 422, "This is too long. At most 60 characters fit."),
        ("a\nb", 422, "This holds characters that cannot be shown."),
        ("One more", 409, "Twelve things are on your list. Please take one off first."),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_stays_typed(
    noa: Visitor, noas: Partner, engine: sa.Engine, words: str, status: int, sentence: str
) -> None:
    for number in range(MOST):
        add(noas, f"Thing {number}")
    answer = noa.post_form("/us/soothing/items", words=words, shared="true")
    assert answer.status_code == status
    page = parse(answer.text)
    assert page.one(class_="field-error").text == sentence
    form = page.one("form", action="/us/soothing/items")
    assert typed(form) == {"words": words, "shared": "true"}
    with unit_of_work(engine, writes=False) as session:
        assert len(session.exec(select(SoothingItem)).all()) == MOST


@pytest.mark.parametrize("fields", [{}, {"shared": "perhaps"}, {"shared": "true", "x": "y"}])
def test_sharing_is_yes_or_no(noa: Visitor, noas: Partner, fields: dict[str, str]) -> None:
    item = add(noas, "Music")
    assert noa.post_form(f"/us/soothing/items/{item}/sharing", **fields).status_code == 422
    assert words_of(noas, only_shared=True) == []


def test_an_item_is_never_in_a_pause_of_another_couple(mara: Visitor, noas: Partner, maras: Partner) -> None:
    add(noas, "Music", share=True)
    pause = maras.call(THEN + MINUTE).pause
    assert "Music" not in mara.get(f"/pauses/{pause.id}").text
