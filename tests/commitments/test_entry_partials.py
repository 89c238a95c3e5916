"""What the page of a promise shows of its days, for its owner and for the other."""

from datetime import date
from uuid import UUID

import pytest

from mend.commitments.entry_models import Outcome
from mend.commitments.followed import followed
from mend.commitments.shelf import find_promise
from mend.database import unit_of_work
from mend.settings import PROJECT
from mend.web.templates import environment
from mend.web.words import words_in
from tests.commitments import fixtures
from tests.commitments.keepers import DAY, EVENING, TODAY, Keeper

noas, ilans = fixtures.noas, fixtures.ilans
pytestmark = pytest.mark.any_database

KEPT, PARTLY, MISSED, MOVED = Outcome


def shown(reader: Keeper, promise_id: UUID, before: date | None = None) -> str:
    """The part of a promise's page that tells what became of it."""
    frontend = PROJECT / "frontend"
    with unit_of_work(reader.engine, writes=False) as session:
        member = reader.member(session)
        promise = find_promise(session, member, promise_id)
        template = environment(frontend, watch=False).get_template("commitments/_entries.html")
        return template.render(
            followed=followed(session, member, promise, EVENING, before),
            promise=promise,
            today=TODAY,
            member=member,
            person=member.person,
            words=words_in(frontend / "locale", "en"),
        )


def test_the_owner_reads_all_of_it_and_finds_the_days_without_a_word(noas: Keeper) -> None:
    promise = noas.promise()
    noas.enter(promise, KEPT, line="With honey")
    noas.enter(promise, MISSED, on=TODAY - DAY)
    noas.enter(promise, MOVED, on=TODAY - 2 * DAY, moved_to=TODAY + DAY)
    page = shown(noas, promise)
    for words in (
        "With honey",
        "Only you see this.",
        "Moved to Thursday, 26 November",
        "Days without a word yet",
    ):
        assert words in page
    assert f"/promises/{promise}/days/{TODAY - 3 * DAY}" in page
    assert "Lately" not in page


def test_the_other_reads_what_was_shared(noas: Keeper, ilans: Keeper) -> None:
    promise = noas.promise()
    noas.enter(promise, PARTLY)
    noas.enter(promise, MISSED, on=TODAY - DAY, line="A secret")
    moved = noas.enter(promise, MOVED, on=TODAY - 2 * DAY, moved_to=TODAY + DAY)
    page = shown(ilans, promise)
    assert "Noa kept it in part" in page
    for hidden in ("A secret", "24 November", "Moved", "Days without a word", "href"):
        assert hidden not in page
    noas.share(moved)
    assert "Noa moved it to Thursday, 26 November" in shown(ilans, promise)


def test_a_promise_of_which_nothing_was_said(ilans: Keeper, noas: Keeper) -> None:
    assert "Nothing yet." in shown(ilans, noas.promise())


def test_lately_and_earlier_days(noas: Keeper) -> None:
    promise = noas.promise()
    for back in range(56):
        noas.enter(promise, KEPT, EVENING - back * DAY, TODAY - back * DAY)
    page = shown(noas, promise)
    assert "Lately: most weeks." in page
    assert f"?before={TODAY - 13 * DAY}" in page
    assert "11 November" in shown(noas, promise, TODAY - 13 * DAY)
