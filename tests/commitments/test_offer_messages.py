"""What stands on a lock screen of a promise: the phrase, and nothing private. Who is told, and who is not."""

import sqlalchemy as sa

from mend.agreements.versions import Wording
from mend.commitments.models import Turn
from mend.commitments.offer_messages import NEWS_LASTS
from mend.commitments.shelf import Promise
from mend.commitments.states import OFFER_LASTS
from mend.notifications.models import Notification
from tests.commitments.promisers import DAY, TODAY, WHY, WORDS, Promiser, terms
from tests.signals.partners import MINUTE, THEN, told

LOOK, YES = "Teapot · a promise to look at", "Teapot · a promise you both said yes to"
PRIVATE = ("Noa", "Ilan", "work", "text", "soup", WORDS, WHY)


def messages(engine: sa.Engine) -> list[Notification]:
    return [one.row for one in told(engine, waiting=True) if one.row.kind.startswith("promise")]


def to(engine: sa.Engine, who: Promiser) -> list[tuple[str, bool]]:
    """Kind of each message told to `who`, and whether it was taken back."""
    return [
        (row.kind, row.withdrawn_at is not None) for row in messages(engine) if row.recipient_id == who.id
    ]


def test_the_lock_screen_holds_the_phrase_and_nothing_private(
    noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    noas.agree(ilans, Wording("Teapot"), THEN)
    promise = noas.offer(terms(why=WHY))
    back = ilans.suggest(promise)
    noas.accept(back, at=THEN + MINUTE)
    shown = [(row.kind, row.title, row.body, row.ended_title, row.ended_body) for row in messages(engine)]
    see, passed = "Open Mend to see.", "Its time has passed."
    assert sorted(shown) == [
        ("promise-agreed", YES, see, YES, passed),
        ("promise-offered", LOOK, see, LOOK, passed),
        ("promise-reworded", LOOK, see, LOOK, passed),
    ]
    assert not [word for one in shown for line in one[1:] for word in PRIVATE if word in line]
    for row in messages(engine):
        assert (row.path, row.actions, row.is_signal, row.silent) == (
            f"/promises/{promise.id}",
            [],
            False,
            True,
        )
        assert row.expires_at == (
            THEN + MINUTE + NEWS_LASTS if row.kind == "promise-agreed" else THEN + OFFER_LASTS
        )
    assert len({row.tag for row in messages(engine)}) == 1  # each makes room for the next


def test_an_offer_is_told_to_the_other_once(noas: Promiser, ilans: Promiser, engine: sa.Engine) -> None:
    promise = noas.offer()
    noas.offer(promise_id=promise.id)
    assert to(engine, ilans) == [("promise-offered", False)]
    assert to(engine, noas) == []


def test_other_words_take_back_what_was_told_of_the_first(
    offered: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    ilans.suggest(offered)
    assert to(engine, ilans) == [("promise-offered", True)]
    assert to(engine, noas) == [("promise-reworded", False)]


def test_a_yes_is_told_to_whose_words_they_were_once(
    offered: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    for _ in range(2):
        ilans.accept(offered)
    assert to(engine, noas) == [("promise-agreed", False)]
    assert to(engine, ilans) == [("promise-offered", True)]


def test_no_thanks_and_taking_back_are_on_the_page_and_not_pushed(
    noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    ilans.decline(noas.offer())
    noas.take_back(noas.offer())
    assert to(engine, ilans) == [("promise-offered", True)] * 2
    assert to(engine, noas) == []


def test_turns_are_on_the_page_and_not_pushed_and_an_end_takes_back_what_waits(
    agreed: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    changed = ilans.suggest(agreed)
    before = len(messages(engine))
    for turn in (Turn.RESTED, Turn.TAKEN_UP):
        noas.turn(changed, turn)
    assert to(engine, noas)[-1] == ("promise-reworded", False)
    noas.turn(changed, Turn.LET_GO)
    assert to(engine, noas)[-1] == ("promise-reworded", True)
    assert len(messages(engine)) == before


def test_that_it_fits_is_on_their_pages_and_not_pushed(
    noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    day, at = TODAY + 28 * DAY, THEN + 28 * DAY
    promise = ilans.accept(noas.offer(terms(review_on=day)))
    before = len(messages(engine))
    noas.look_again(promise, day, at=at)
    ilans.look_again(promise, day, at=at)
    assert len(messages(engine)) == before


def test_expiring_is_not_told(offered: Promise, noas: Promiser, engine: sa.Engine) -> None:
    (row,) = messages(engine)
    assert row.expires_at == THEN + OFFER_LASTS
    assert noas.sees(offered).waiting  # nothing was done by the clock
