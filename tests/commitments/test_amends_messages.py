"""What stands on a lock screen of amends and of answers to them: the phrase, and nothing private."""

import sqlalchemy as sa

from mend.agreements.versions import Wording
from mend.commitments.amends_models import AmendsReply
from mend.commitments.offer_messages import NEWS_LASTS
from mend.commitments.states import OFFER_LASTS
from mend.notifications.models import Notification
from tests.commitments import fixtures
from tests.commitments.keepers import EVENING, MINUTE, WORDS
from tests.commitments.owners import DID, LANDED, WILL, Owner
from tests.signals.partners import told

noa, ilan = fixtures.noa_owns, fixtures.ilan_owns

READ, ANSWERED = "Teapot · something to read", "Teapot · an answer to what you wrote"
NEED = "An evening off"
PRIVATE = ("Noa", "Ilan", "soup", "text", "thank", "ready", "later", WORDS, DID, LANDED, WILL, NEED)


def messages(engine: sa.Engine) -> list[Notification]:
    """Told of amends, or of the promise in them."""
    rows = [one.row for one in told(engine, waiting=True)]
    return [row for row in rows if row.told_at >= EVENING and row.kind.startswith(("amends", "promise"))]


def to(engine: sa.Engine, who: Owner) -> list[tuple[str, bool]]:
    """Kind of each message told to `who`, and whether it was taken back."""
    return [
        (row.kind, row.withdrawn_at is not None) for row in messages(engine) if row.recipient_id == who.id
    ]


def test_the_lock_screen_holds_the_phrase_and_nothing_private(
    noa: Owner, ilan: Owner, engine: sa.Engine
) -> None:
    noa.agree(ilan, Wording("Teapot"), EVENING)
    entry = noa.miss(line="A secret")
    noa.own(entry)
    for number, reply in enumerate(AmendsReply):
        if reply is not AmendsReply.THANKS:
            ilan.reply(entry, reply, NEED, EVENING + number * MINUTE)
    ilan.reply(entry, AmendsReply.THANKS, at=EVENING + 9 * MINUTE)
    rows = messages(engine)
    see, passed = "Open Mend to see.", "Its time has passed."
    shown = {(row.kind, row.title, row.body, row.ended_title, row.ended_body) for row in rows}
    assert shown == {
        ("amends", READ, see, READ, passed),
        ("amends-answered", ANSWERED, see, ANSWERED, passed),  # whatever the answer is
    }
    assert not [word for one in shown for line in one[1:] for word in (*PRIVATE, "secret") if word in line]
    path = f"/promises/{entry.commitment_id}/entries/{entry.id}/amends"
    for row in rows:
        assert (row.path, row.actions, row.is_signal, row.silent) == (path, [], False, True)
    assert [row.expires_at for row in rows if row.kind == "amends"] == [EVENING + OFFER_LASTS]
    last = max(rows, key=lambda row: row.told_at)
    assert last.expires_at == EVENING + 9 * MINUTE + NEWS_LASTS
    assert len({row.tag for row in rows}) == 2  # answers make room for one another


def test_the_other_is_told_once_and_not_of_the_promise_in_it(
    noa: Owner, ilan: Owner, engine: sa.Engine
) -> None:
    entry = noa.miss()
    amends = noa.own(entry)
    noa.own(entry, EVENING + MINUTE, amends_id=amends.id)
    assert to(engine, ilan) == [("amends", False)]
    assert to(engine, noa) == []


def test_every_answer_is_told_to_its_author_once_and_takes_back_what_waits(
    noa: Owner, ilan: Owner, engine: sa.Engine
) -> None:
    entry = noa.miss()
    noa.own(entry)
    for number, reply in enumerate(
        (AmendsReply.LATER, AmendsReply.NEED, AmendsReply.NOT_READY, AmendsReply.THANKS), 1
    ):
        for _ in range(2):  # from two phones
            ilan.reply(entry, reply, NEED, EVENING + number * MINUTE)
        assert [kind for kind, _ in to(engine, noa)] == ["amends-answered"] * number
        assert to(engine, ilan) == [("amends", True)]


def test_an_answer_to_the_plan_is_told_as_for_any_promise(noa: Owner, ilan: Owner, engine: sa.Engine) -> None:
    ilan.accept_plan(noa.own(noa.miss()))
    assert to(engine, noa) == [("promise-agreed", False)]
    assert to(engine, ilan) == [("amends", False)]
