"""Every sentence of promises goes through gettext, in every state a promise can have."""

from datetime import date

import pytest
import sqlalchemy as sa

from mend.clock import now
from mend.commitments.models import Turn
from mend.commitments.states import OFFER_LASTS
from mend.commitments.wordings import Terms
from mend.ids import new_id
from mend.rhythms.forms import typed_as
from mend.rhythms.rhythm import Nth, Weekday, monthly_on_day, monthly_on_weekday, once, weekly, whenever
from tests.commitments.promisers import DAY, Promiser
from tests.people import Visitor
from tests.signals.partners import MINUTE, Partner, told
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look, outside, untranslated

pytestmark = pytest.mark.any_database

bracketed, settings, noas, ilans = sentences.bracketed, sentences.settings, sentences.noas, sentences.ilans

TEAPOT, WALK = "Teapot", "A walk"  # words of the couple's that the pages here may show


@pytest.fixture
def two(noas: Partner, ilans: Partner) -> tuple[Promiser, Promiser]:
    """The same two, who promise."""
    noa, ilan = (Promiser(one.engine, one.outbox, one.id) for one in (noas, ilans))
    return noa, ilan


def today() -> date:
    return now().date()


def test_the_pages_of_offers_hold_no_sentence_outside_the_catalogue(
    two: tuple[Promiser, Promiser], noa: Visitor, ilan: Visitor
) -> None:
    at, (noas, ilans) = now(), two
    look(noa, "/promises", "/promises/new")
    said = Terms(TEAPOT, WALK, monthly_on_day(today(), 31), today() + 40 * DAY)
    for promise in (
        noas.offer(said, at=at),
        noas.offer(said, owner=ilans, at=at),
        noas.offer(said, ours=True, at=at),
    ):
        for visitor in (noa, ilan):
            look(visitor, "/promises", f"/promises/{promise.id}", f"/promises/{promise.id}/change")
        back = ilans.suggest(
            promise, Terms(WALK, "", monthly_on_weekday(today(), Nth.LAST, Weekday.FRIDAY)), at=at
        )
        for visitor in (noa, ilan):
            look(visitor, "/promises", f"/promises/{promise.id}", f"/promises/{promise.id}/change")
            look(visitor, f"/promises/new?anew={promise.id}")
        noas.accept(back, at=at)
    look(noa, "/promises/new")  # three are kept
    asked = ilans.offer(said, owner=noas, at=at)
    passed = ilans.offer(Terms(TEAPOT, "", once(today() - DAY)), at=at)
    look(noa, f"/promises/{asked.id}", f"/promises/{passed.id}")


def test_the_pages_of_ended_offers_hold_no_sentence_outside_the_catalogue(
    two: tuple[Promiser, Promiser], noa: Visitor, ilan: Visitor
) -> None:
    at, (noas, ilans) = now(), two
    said = Terms(TEAPOT, "", whenever(today()))
    old = at - OFFER_LASTS - MINUTE
    ended = [
        ilans.decline(noas.offer(said, at=at), at=at),
        noas.take_back(noas.offer(said, at=at), at=at),
        noas.offer(said, at=old),
    ]
    for promise in ended:
        for visitor in (noa, ilan):
            look(visitor, "/promises", f"/promises/{promise.id}", f"/promises/new?smaller={promise.id}")
            for way, fields in (
                ("acceptance", {"seen": 1}), ("refusal", {"seen": 1}), ("taking-back", {"seen": 1}),
                ("turns", {"turn": "rested"}), ("turns", {}), ("acceptance", {"seen": "?"}),
            ):  # fmt: skip
                assert untranslated(visitor.post_form(f"/promises/{promise.id}/{way}", **fields).text) == []


def test_the_pages_of_promises_that_count_hold_no_sentence_outside_the_catalogue(
    two: tuple[Promiser, Promiser], noa: Visitor, ilan: Visitor, engine: sa.Engine
) -> None:
    at, (noas, ilans) = now(), two
    every = weekly(today(), [Weekday.FRIDAY])
    promise = ilans.accept(noas.offer(Terms(TEAPOT, WALK, every, today()), at=at), at=at)

    def look_both() -> None:
        for visitor in (noa, ilan):
            look(visitor, "/promises", f"/promises/{promise.id}")

    look_both()
    noas.look_again(promise, today(), at=at)
    look_both()
    ilans.decline(noas.sees(promise), at=at)
    for author in (noas, ilans):
        author.suggest(
            author.sees(promise),
            Terms(WALK, TEAPOT if author is noas else WALK, every),
            at=at,
            seen=2 if author is noas else 3,
        )
        look_both()
        for visitor in (noa, ilan):
            look(visitor, f"/promises/{promise.id}/change", f"/promises/{promise.id}/change?smaller=yes")
    for turn in (Turn.RESTED, Turn.TAKEN_UP, Turn.RESTED, Turn.FINISHED):
        noas.turn(promise, turn, at=at)
        look_both()
    gone = noas.turn(ilans.accept(noas.offer(Terms(TEAPOT, "", every), at=at), at=at), Turn.LET_GO, at=at)
    for visitor in (noa, ilan):
        look(visitor, f"/promises/{gone.id}")
        for way, fields in (
            ("turns", {"turn": "finished"}),
            ("review", {"seen": 1}),
            ("acceptance", {"seen": 2}),
        ):
            assert untranslated(visitor.post_form(f"/promises/{gone.id}/{way}", **fields).text) == []
    for message in told(engine):
        assert outside(iter([message.row.title, message.row.body, message.row.ended_title])) == []


def test_what_is_wrong_with_an_offer_is_said_in_the_readers_language(
    two: tuple[Promiser, Promiser], noa: Visitor
) -> None:
    at, (noas, ilans) = now(), two
    good = {"id": new_id(), "whose": "mine", "words": TEAPOT, "when": "daily"}
    wrong: list[dict[str, object]] = [
        {},
        good | {"words": "", "occasion": WALK},
        good | {"occasion": WALK, "deed": WALK},
        good | {"words": "", "occasion": "1" * 150, "deed": "2" * 150},
        good | {"words": "1" * 201},
        good | {"confidence": "11"},
        good | {"confidence": "3"},
        good | {"review_on": "2020-01-01"},
        good | {"review_on": "2999-01-01"},
        good | {"starts": (today() + 9 * DAY).isoformat(), "review_on": (today() + DAY).isoformat()},
    ]
    for fields in wrong:
        assert untranslated(noa.post_form("/promises", **fields).text) == [], fields
    ended = noas.take_back(noas.offer(Terms(TEAPOT, "", whenever(today())), at=at), at=at)
    words = {"words": TEAPOT, **typed_as(whenever(today()))}
    assert untranslated(noa.post_form(f"/promises/{ended.id}/wordings", seen=1, **words).text) == []
    open_ = ilans.offer(Terms(TEAPOT, "", whenever(today())), at=at)
    for more in ({"seen": "1"}, {"seen": "2"}, {"seen": "1", "words": WALK}):
        answer = noa.post_form(f"/promises/{open_.id}/wordings", **words | more)
        assert untranslated(answer.text) == [] or answer.status_code == 303
