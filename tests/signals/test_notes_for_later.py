"""What waits for the return: its author alone reads it, until both are ready."""

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import select

from mend.database import unit_of_work
from mend.errors import Gone, NotFound, Refused
from mend.ids import new_id
from mend.notifications.models import Notification
from mend.signals.models import Pause, WaitingNote
from mend.signals.notes import MOST_WAITING, take_out
from mend.signals.return_models import ReturnEnding
from tests.markup import Node, parse, typed
from tests.people import Visitor
from tests.signals.partners import BACK, MINUTE, THEN, Partner, everything

WORDS = "I was afraid you would leave"
LATER = THEN + MINUTE


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


@pytest.fixture
def pause(noas: Partner) -> Pause:
    """Noa's."""
    return noas.call(THEN).pause


def kept(engine: sa.Engine) -> list[WaitingNote]:
    with unit_of_work(engine, writes=False) as session:
        return sorted(session.exec(select(WaitingNote)), key=lambda note: note.written_at)


def take(partner: Partner, pause: Pause, note: WaitingNote) -> None:
    with unit_of_work(partner.engine) as session:
        take_out(session, partner.member(session), pause.id, note.id)


def page_of(visitor: Visitor, pause: Pause) -> Node:
    answer = visitor.get(f"/pauses/{pause.id}/later")
    assert answer.status_code == 200
    return parse(answer.text)


def test_only_its_author_reads_it_before_both_are_ready(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner, pause: Pause, clock: time_machine.Traveller
) -> None:
    ilans.write_for_later(pause, WORDS, LATER)
    assert page_of(ilan, pause).one("li", class_="note").one("p").text == WORDS

    def is_hidden_from_noa() -> None:
        for path in ("", "/later", "/return", "/return?step=start", "/return?step=end", "/delay"):
            assert WORDS not in noa.get(f"/pauses/{pause.id}{path}", follow_redirects=True).text

    is_hidden_from_noa()
    clock.move_to(BACK)
    is_hidden_from_noa()
    noas.come_back(pause, BACK)
    is_hidden_from_noa()
    ilans.be_ready(pause, BACK + MINUTE)
    for visitor, author in ((noa, "Ilan"), (ilan, "You")):
        card = parse(visitor.get(f"/pauses/{pause.id}/return").text)
        assert [note.text for note in card.all(class_="note")] == [f"{author} {WORDS}"]


def test_it_is_in_no_notification_ever(
    noas: Partner, ilans: Partner, pause: Pause, engine: sa.Engine
) -> None:
    def told() -> int:
        with unit_of_work(engine, writes=False) as session:
            rows = session.exec(select(Notification)).all()
        assert WORDS not in "".join(repr(row.model_dump()) for row in rows)
        return len(rows)

    before = told()
    ilans.write_for_later(pause, WORDS, LATER)
    assert told() == before
    noas.come_back(pause, BACK)
    ilans.be_ready(pause, BACK)
    assert told() > before


def test_where_a_return_ends_before_both_were_ready_it_stays_hidden(
    noa: Visitor, noas: Partner, ilans: Partner, pause: Pause
) -> None:
    ilans.write_for_later(pause, WORDS, LATER)
    noas.come_back(pause, BACK)
    for partner in (noas, ilans):
        partner.wish(pause, ReturnEnding.SETTLED, BACK)
    assert WORDS not in noa.get(f"/pauses/{pause.id}/return").text


def test_the_same_note_sent_again_is_the_same_note(ilans: Partner, pause: Pause, engine: sa.Engine) -> None:
    note_id = new_id()
    for later in (LATER, LATER + MINUTE):
        note = ilans.write_for_later(pause, WORDS, later, note_id=note_id)
        assert (note.id, note.written_at) == (note_id, LATER)
    assert [note.words for note in kept(engine)] == [WORDS]


def test_an_answer_sent_late_is_still_the_note_that_was_kept(
    noas: Partner, ilans: Partner, pause: Pause, engine: sa.Engine
) -> None:
    note = ilans.write_for_later(pause, WORDS, LATER)
    noas.come_back(pause, BACK)
    assert ilans.write_for_later(pause, WORDS, BACK + MINUTE, note_id=note.id).id == note.id
    assert len(kept(engine)) == 1


def test_a_used_id_with_other_words_or_by_the_other_is_refused(
    noas: Partner, ilans: Partner, pause: Pause, engine: sa.Engine
) -> None:
    note = ilans.write_for_later(pause, WORDS, LATER)
    before = everything(engine)
    for partner, words in ((ilans, "Something else"), (noas, WORDS)):
        with pytest.raises(Refused, match="saved before, with other words"):
            partner.write_for_later(pause, words, LATER, note_id=note.id)
    assert everything(engine) == before


def test_ten_notes_of_each_fit_and_an_eleventh_needs_room(
    noas: Partner, ilans: Partner, pause: Pause, engine: sa.Engine
) -> None:
    for partner in (noas, ilans):
        for number in range(MOST_WAITING):
            partner.write_for_later(pause, f"Note {number}", LATER)
    with pytest.raises(Refused, match="Ten notes wait already"):
        ilans.write_for_later(pause, "One more", LATER)
    assert len(kept(engine)) == 2 * MOST_WAITING
    take(ilans, pause, next(note for note in kept(engine) if note.author_id == ilans.id))
    ilans.write_for_later(pause, "One more", LATER)


def test_only_its_author_takes_it_out_and_only_once(
    noas: Partner, ilans: Partner, maras: Partner, pause: Pause, engine: sa.Engine
) -> None:
    note = ilans.write_for_later(pause, WORDS, LATER)
    for partner in (noas, maras):
        with pytest.raises(NotFound):
            take(partner, pause, note)
    assert len(kept(engine)) == 1
    take(ilans, pause, note)
    assert kept(engine) == []
    with pytest.raises(NotFound):
        take(ilans, pause, note)


def test_a_note_after_the_end_is_gone_and_what_was_typed_stays_on_the_page(
    ilan: Visitor, noas: Partner, ilans: Partner, pause: Pause, engine: sa.Engine
) -> None:
    noas.come_back(pause, BACK)
    with pytest.raises(Gone, match="This pause is over"):
        ilans.write_for_later(pause, WORDS, BACK)
    answer = ilan.post_form(f"/pauses/{pause.id}/later", id=new_id(), words=WORDS)
    assert answer.status_code == 410
    page = parse(answer.text)
    assert page.one(role="alert").text == "This pause is over."
    assert typed(page)["words"] == WORDS
    assert kept(engine) == []
    assert not page_of(ilan, pause).all("textarea")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Please fill this in."),
        ("   \n ", "Please fill this in."),
        ("x" * 601, "This is too long. At most 600 characters fit."),
        ("a\u202eb", "This holds characters that cannot be shown."),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_nothing_is_lost(
    ilan: Visitor, pause: Pause, engine: sa.Engine, words: str, sentence: str
) -> None:
    note_id = str(new_id())
    answer = ilan.post_form(f"/pauses/{pause.id}/later", id=note_id, words=words)
    assert answer.status_code == 422
    page = parse(answer.text)
    assert page.one(class_="field-error").text == sentence
    assert typed(page) == {"id": note_id, "words": words.strip()}
    assert kept(engine) == []


def test_the_page_brings_an_id_so_that_a_second_tap_is_no_second_note(
    ilan: Visitor, pause: Pause, engine: sa.Engine
) -> None:
    fields = typed(page_of(ilan, pause)) | {"words": "One line\r\nand another"}
    for _ in range(2):
        answer = ilan.post_form(f"/pauses/{pause.id}/later", **fields)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/pauses/{pause.id}/later")
    assert [note.words for note in kept(engine)] == ["One line\nand another"]
    page = page_of(ilan, pause)
    assert typed(page)["id"] != fields["id"]
    removal = page.one("li", class_="note").one("form")
    assert removal.attrs["action"] == f"/pauses/{pause.id}/later/{kept(engine)[0].id}/removal"
    assert ilan.post_form(removal.attrs["action"]).status_code == 303
    assert ilan.post_form(removal.attrs["action"]).status_code == 404
    assert kept(engine) == []
