"""Amends and answers from two phones in the same moment: sent once, and the day's word does not slip away."""

import sqlalchemy as sa

from mend.commitments.amends_models import AmendsReply
from mend.commitments.entry_models import Outcome
from mend.commitments.models import Commitment
from mend.errors import Gone, Refused
from mend.ids import new_id
from tests.commitments import fixtures
from tests.commitments.keepers import EVENING, MINUTE, entries
from tests.commitments.owners import Owner, all_amends
from tests.commitments.promisers import rows
from tests.together import at_once

noa, ilan = fixtures.noa_owns, fixtures.ilan_owns


def test_one_form_sent_four_times_at_once_is_one(noa: Owner, engine: sa.Engine) -> None:
    entry, id_ = noa.miss(), new_id()
    assert at_once(*[lambda: noa.own(entry, amends_id=id_)] * 4) == [None] * 4
    assert len(all_amends(engine)) == 1
    assert len(rows(engine, Commitment)) == 2  # what was missed, and the plan


def test_of_two_forms_sent_at_once_one_is_sent(noa: Owner, engine: sa.Engine) -> None:
    entry = noa.miss()
    results = at_once(lambda: noa.own(entry, did="A"), lambda: noa.own(entry, did="B"))
    assert sorted(type(one).__name__ for one in results) == ["NoneType", "Refused"]
    assert len(all_amends(engine)) == 1
    assert len(rows(engine, Commitment)) == 2


def test_owning_and_saying_something_else_at_once_leave_one_winner(noa: Owner, engine: sa.Engine) -> None:
    entry = noa.miss()
    owned, said = at_once(
        lambda: noa.own(entry, EVENING + MINUTE),
        lambda: noa.enter(entry.commitment_id, Outcome.KEPT, EVENING + MINUTE),
    )
    if owned is None:
        assert isinstance(said, Refused)
        assert [one.outcome for one in entries(engine)] == [Outcome.MISSED]
    else:
        assert isinstance(owned, Gone)
        assert said is None
        assert all_amends(engine) == []


def test_thanks_and_a_need_at_once_end_in_thanks(noa: Owner, ilan: Owner) -> None:
    entry = noa.miss()
    noa.own(entry)
    thanks, need = at_once(
        lambda: ilan.reply(entry, AmendsReply.THANKS), lambda: ilan.reply(entry, AmendsReply.NEED, "A walk")
    )
    assert thanks is None
    assert need is None or isinstance(need, Refused)
    assert ilan.letter(entry).state.value == "thanks"
