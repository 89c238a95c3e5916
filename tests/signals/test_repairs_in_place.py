"""A repair, its pause, its couple and its phrase."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from mend.database import unit_of_work
from mend.errors import Gone, NotFound, Refused
from mend.ids import new_id
from mend.signals.attempts import pause_of
from mend.signals.repair_models import Repair
from tests.signals.partners import MINUTE, THEN, Partner
from tests.signals.reaching import add, reach, remove, repairs, yes

LATER = THEN + 2 * MINUTE


def test_a_repair_belongs_to_the_pause_it_was_sent_in(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    def pause_in(repair: Repair) -> object:
        with unit_of_work(engine, writes=False) as session:
            return pause_of(session, repair)

    before = reach(noas, THEN)
    pause = noas.call(THEN).pause
    during, named = reach(ilans, LATER), reach(noas, LATER, pause_id=pause.id)
    assert [pause_in(one) for one in (before, during, named)] == [None, pause.id, pause.id]
    # The phone that sends it again may know less of the pause than we do, but nothing else.
    assert reach(ilans, LATER, repair_id=during.id).id == during.id
    with pytest.raises(Refused):
        reach(ilans, LATER, repair_id=during.id, pause_id=new_id())
    with pytest.raises(NotFound):
        reach(ilans, LATER, pause_id=new_id())


def test_another_couple_has_no_part_in_it(noas: Partner, maras: Partner, engine: sa.Engine) -> None:
    repair, pause = reach(noas, THEN), noas.call(THEN).pause
    deeds: tuple[Callable[[], Repair], ...] = (
        lambda: yes(maras, repair, LATER),
        lambda: reach(maras, LATER, pause_id=pause.id),
    )
    for deed in deeds:
        with pytest.raises(NotFound):
            deed()
    phrase = add(noas, "Pancakes?", THEN)
    with pytest.raises(Gone):
        reach(maras, LATER, key=str(phrase.id))


@pytest.mark.parametrize("key", ["nothing", "", "9" * 36])
def test_a_phrase_that_is_not_there_is_gone(noas: Partner, engine: sa.Engine, key: str) -> None:
    with pytest.raises(Gone):
        reach(noas, THEN, key=key)
    assert repairs(engine) == []


def test_what_was_sent_keeps_its_words(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    phrase = add(noas, "Pancakes?", THEN)
    repair = reach(noas, THEN, key=str(phrase.id))
    remove(noas, phrase, LATER)
    assert yes(ilans, repair, LATER).words == "Pancakes?"
    with pytest.raises(Gone, match="not in your deck any more"):
        reach(noas, LATER, key=str(phrase.id))
