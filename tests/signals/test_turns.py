"""The card: a few words each, and two turns with a clock that both phones agree on."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from mend.database import unit_of_work
from mend.errors import Gone, NotFound, Refused
from mend.signals.models import Pause
from mend.signals.return_card import TURN_LASTS, turns_of, words_of
from mend.signals.return_models import ReturnEnding, Step, Turn
from mend.signals.states import RETURN_LASTS, TurnMove, TurnState, turn_state
from tests.signals.partners import BACK, MINUTE, Partner, everything
from tests.together import at_once

AT = BACK + 2 * MINUTE
SECOND = timedelta(seconds=1)
LISTENS_FROM = AT + TURN_LASTS


def turns(engine: sa.Engine, pause: Pause) -> list[Turn]:
    with unit_of_work(engine, writes=False) as session:
        return turns_of(session, pause.couple_id, pause.id)


def test_each_writes_their_own_step_and_writing_again_replaces_it(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.write(opened, Step.KINDNESS, "Thank you", AT)
    ilans.write(opened, Step.KINDNESS, "I like how you laugh", AT)
    noas.write(opened, Step.FEELING, "tired", AT, occasion="it was late", need="a quiet hour")
    noas.write(opened, Step.KINDNESS, "Thank you for coming back", AT + MINUTE)
    with unit_of_work(engine, writes=False) as session:
        written = words_of(session, opened.couple_id, opened.id)
    assert {(who, step): (row.words, row.occasion, row.need) for (who, step), row in written.items()} == {
        (noas.id, Step.KINDNESS): ("Thank you for coming back", "", ""),
        (ilans.id, Step.KINDNESS): ("I like how you laugh", "", ""),
        (noas.id, Step.FEELING): ("tired", "it was late", "a quiet hour"),
    }


def test_a_turn_runs_three_minutes_by_one_clock(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.begin_turn(opened, noas, AT)
    (turn,) = turns(engine, opened)
    assert (turn.speaker_id, turn.number, turn.began_at, turn.ends_at) == (noas.id, 1, AT, LISTENS_FROM)
    assert turn_state(turn, LISTENS_FROM - SECOND) is TurnState.SPEAKING
    assert turn_state(turn, LISTENS_FROM) is TurnState.LISTENING


def test_either_may_begin_for_either(opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    noas.begin_turn(opened, ilans, AT)
    assert [turn.speaker_id for turn in turns(engine, opened)] == [ilans.id]


def test_one_speaks_at_a_time_and_the_other_is_told_whose_turn_it_is(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.begin_turn(opened, noas, AT)
    before = everything(engine)
    for partner, sentence in (
        (ilans, "Noa has the first turn. Yours comes after it."),
        (noas, "You have the first turn. Ilan’s comes after it."),
    ):
        for at in (AT, LISTENS_FROM):
            with pytest.raises(Refused) as refused:
                partner.begin_turn(opened, ilans, at)
            assert refused.value.sentence % refused.value.values == sentence
    assert everything(engine) == before


def test_beginning_it_twice_is_once_and_starts_no_clock_anew(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.begin_turn(opened, noas, AT)
    before = everything(engine)
    for partner in (noas, ilans):
        assert partner.begin_turn(opened, noas, AT + MINUTE).ends_at == LISTENS_FROM
    assert everything(engine) == before


def test_of_two_who_begin_at_once_one_wins_and_the_other_learns_who(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    refusals = at_once(lambda: noas.begin_turn(opened, noas, AT), lambda: ilans.begin_turn(opened, ilans, AT))
    (turn,) = turns(engine, opened)
    winner = 0 if turn.speaker_id == noas.id else 1
    lost = refusals[1 - winner]
    assert refusals[winner] is None
    assert isinstance(lost, Refused)
    assert lost.sentence % lost.values == (
        f"{('Noa', 'Ilan')[winner]} has the first turn. Yours comes after it."
    )


def test_two_turns_from_beginning_to_end(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.begin_turn(opened, noas, AT)
    assert noas.say(opened, TurnMove.DONE, noas, AT + MINUTE).ends_at == AT + MINUTE
    assert ilans.say(opened, TurnMove.HEARD, noas, AT + MINUTE, "You were tired").heard == "You were tired"
    assert noas.say(opened, TurnMove.UNDERSTOOD, noas, AT + MINUTE).understood_at == AT + MINUTE
    ilans.begin_turn(opened, ilans, AT + 2 * MINUTE)
    for at in (AT + 3 * MINUTE, AT + 4 * MINUTE):  # twice is once
        assert ilans.say(opened, TurnMove.DONE, ilans, at).ends_at == AT + 3 * MINUTE
    for at in (AT + 4 * MINUTE, AT + 5 * MINUTE):
        assert noas.say(opened, TurnMove.HEARD, ilans, at, "You felt alone").heard_at == AT + 4 * MINUTE
    for at in (AT + 4 * MINUTE, AT + 5 * MINUTE):
        assert ilans.say(opened, TurnMove.UNDERSTOOD, ilans, at).understood_at == AT + 4 * MINUTE
    assert [(turn.number, turn.speaker_id) for turn in turns(engine, opened)] == [(1, noas.id), (2, ilans.id)]
    before = everything(engine)
    for partner, speaker in ((noas, noas), (noas, ilans), (ilans, noas)):
        partner.begin_turn(opened, speaker, AT + 6 * MINUTE)  # each has spoken: nothing begins anew
    assert everything(engine) == before


def test_not_quite_keeps_the_listeners_words_for_another_try(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.begin_turn(opened, noas, AT)
    ilans.say(opened, TurnMove.HEARD, noas, LISTENS_FROM, "You are angry")
    for at in (LISTENS_FROM + SECOND, LISTENS_FROM + MINUTE):
        again = noas.say(opened, TurnMove.NOT_QUITE, noas, at)
        assert (again.heard, again.heard_at, again.not_quite_at) == (
            "You are angry",
            None,
            LISTENS_FROM + SECOND,
        )
    assert turn_state(turns(engine, opened)[0], LISTENS_FROM + MINUTE) is TurnState.LISTENING
    ilans.say(opened, TurnMove.HEARD, noas, LISTENS_FROM + 2 * MINUTE, "You are tired")
    noas.say(opened, TurnMove.NOT_QUITE, noas, LISTENS_FROM + 3 * MINUTE)
    ilans.say(
        opened, TurnMove.HEARD, noas, LISTENS_FROM + 4 * MINUTE, "You are tired"
    )  # the same, said again
    noas.say(opened, TurnMove.UNDERSTOOD, noas, LISTENS_FROM + 5 * MINUTE)
    assert [turn.heard for turn in turns(engine, opened)] == ["You are tired"]


@pytest.mark.parametrize("who", ["speaker", "listener"])
def test_either_leaves_a_turn_out_and_the_next_may_begin(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine, who: str
) -> None:
    noas.begin_turn(opened, noas, AT)
    noas.say(opened, TurnMove.DONE, noas, AT)
    partner = noas if who == "speaker" else ilans
    for at in (AT + SECOND, AT + MINUTE):
        assert partner.say(opened, TurnMove.SKIP, noas, at).skipped_at == AT + SECOND
    ilans.begin_turn(opened, ilans, AT + MINUTE)
    assert len(turns(engine, opened)) == 2


def test_while_somebody_speaks_only_they_can_leave_it(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.begin_turn(opened, noas, AT)
    before = everything(engine)
    with pytest.raises(Refused, match="it is their turn"):
        ilans.say(opened, TurnMove.SKIP, noas, AT + SECOND)
    assert everything(engine) == before
    assert noas.say(opened, TurnMove.SKIP, noas, AT + SECOND).skipped_at == AT + SECOND


@pytest.mark.parametrize("move", [TurnMove.DONE, TurnMove.UNDERSTOOD, TurnMove.NOT_QUITE])
def test_what_the_speaker_says_the_listener_cannot_say(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine, move: TurnMove
) -> None:
    noas.begin_turn(opened, noas, AT)
    if move is not TurnMove.DONE:
        ilans.say(opened, TurnMove.HEARD, noas, LISTENS_FROM)
    before = everything(engine)
    with pytest.raises(Refused) as refused:
        ilans.say(opened, move, noas, LISTENS_FROM)
    assert refused.value.sentence % refused.value.values == "This is for Noa to say: it is their turn."
    assert everything(engine) == before


def test_nobody_hears_themselves(opened: Pause, noas: Partner, engine: sa.Engine) -> None:
    noas.begin_turn(opened, noas, AT)
    before = everything(engine)
    with pytest.raises(Refused) as refused:
        noas.say(opened, TurnMove.HEARD, noas, LISTENS_FROM)
    assert refused.value.sentence % refused.value.values == "You spoke. Ilan says what they heard."
    assert everything(engine) == before


def test_nobody_says_what_they_heard_before_the_end(opened: Pause, noas: Partner, ilans: Partner) -> None:
    noas.begin_turn(opened, noas, AT)
    with pytest.raises(Refused, match="First listen to the end"):
        ilans.say(opened, TurnMove.HEARD, noas, LISTENS_FROM - SECOND)


def test_other_words_after_the_first_are_refused(opened: Pause, noas: Partner, ilans: Partner) -> None:
    noas.begin_turn(opened, noas, AT)
    ilans.say(opened, TurnMove.HEARD, noas, LISTENS_FROM, "One")
    with pytest.raises(Refused, match="written down already"):
        ilans.say(opened, TurnMove.HEARD, noas, LISTENS_FROM, "Another")


def test_the_speaker_says_yes_and_the_listener_leaves_it_out_at_once(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.begin_turn(opened, noas, AT)
    ilans.say(opened, TurnMove.HEARD, noas, LISTENS_FROM)
    at_once(
        lambda: noas.say(opened, TurnMove.UNDERSTOOD, noas, LISTENS_FROM),
        lambda: ilans.say(opened, TurnMove.SKIP, noas, LISTENS_FROM),
    )
    (turn,) = turns(engine, opened)
    assert (turn.understood_at is None) is not (turn.skipped_at is None)


def test_a_turn_that_has_not_begun_and_a_speaker_who_is_none_are_not_found(
    opened: Pause, noas: Partner, ilans: Partner, maras: Partner
) -> None:
    with pytest.raises(NotFound):
        noas.say(opened, TurnMove.SKIP, ilans, AT)
    with pytest.raises(NotFound):
        noas.begin_turn(opened, maras, AT)


def test_after_the_end_of_the_return_nothing_more_is_said_in_it(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.begin_turn(opened, noas, AT)
    for partner in (noas, ilans):
        partner.wish(opened, ReturnEnding.SETTLED, AT)
    before = everything(engine)
    for deed in (
        lambda: ilans.say(opened, TurnMove.HEARD, noas, LISTENS_FROM),
        lambda: noas.say(opened, TurnMove.DONE, noas, AT),
        lambda: noas.begin_turn(opened, ilans, AT),
        lambda: noas.write(opened, Step.MY_PART, "I raised my voice", AT),
    ):
        with pytest.raises(Gone, match="This return is over"):
            deed()
    assert everything(engine) == before


def test_a_turn_ends_with_the_day(opened: Pause, noas: Partner, ilans: Partner) -> None:
    noas.begin_turn(opened, noas, AT)
    with pytest.raises(Gone):
        ilans.say(opened, TurnMove.HEARD, noas, BACK + RETURN_LASTS)
