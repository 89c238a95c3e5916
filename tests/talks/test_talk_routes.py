"""Talks over HTTP: what is typed, what is answered, and everything that can be wrong with it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from mend.ids import new_id
from mend.talks.models import Talk, TalkOffer, TalkSlot, TalkTopic
from tests.markup import Node, parse, typed
from tests.people import Visitor
from tests.signals.partners import MINUTE, THEN
from tests.talks.partners import DAY, TOMORROW, Talker, rows

GOOD = {
    "zone": "Europe/Berlin", "topic": "The garden", "topic_id": "", "slot_1": "2026-11-21T20:40",
    "slot_2": "", "slot_3": "", "place": "On a walk", "minutes": "30",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


def offer(visitor: Visitor, **changed: object) -> Any:
    return visitor.post_form("/talks", **{"id": new_id(), **GOOD, **changed})


def nothing_is_kept(engine: sa.Engine) -> bool:
    return not any(list[object](rows(engine, kind)) for kind in (Talk, TalkTopic, TalkSlot))


def errors(page: Node) -> list[str]:
    return [node.text for node in page.all("p", class_="field-error")]


def test_two_book_a_talk(noa: Visitor, ilan: Visitor, engine: sa.Engine) -> None:
    form = parse(noa.get("/talks/new").text)
    fields = typed(form.one("form", action="/talks"))
    assert fields["slot_1"] == "2026-11-21T20:00"  # tomorrow evening, to be changed or kept
    assert (fields["zone"], fields["minutes"]) == ("Europe/Berlin", "30")
    where = noa.post_form("/talks", **fields | {"topic": "The garden", "place": "On a walk"}).headers[
        "location"
    ]
    read = parse(ilan.get(where).text).one(id="talk")
    assert "Noa would like to talk about this." in read.text
    assert "Tomorrow, 20:00" in read.text
    slot = read.one("input", name="slot").attrs["value"]
    assert ilan.post_form(f"{where}/acceptance", slot=slot).headers["location"] == where
    for visitor in (noa, ilan):
        assert "Booked by you both Tomorrow, 20:00" in parse(visitor.get(where).text).one(id="talk").text
    assert [talk.state for talk in rows(engine, Talk)] == ["booked"]


@pytest.mark.parametrize("zone", [None, "", "Mars/Olympus", "berlin", "../etc/passwd"])
def test_a_talk_with_the_zone_removed_is_a_sentence_and_changes_nothing(
    noa: Visitor, engine: sa.Engine, zone: str | None
) -> None:
    fields = {name: value for name, value in GOOD.items() if name != "zone"} | (
        {"zone": zone} if zone else {}
    )
    answer = noa.post_form("/talks", **fields)
    assert answer.status_code == 422
    page = parse(answer.text)
    (sentence,) = errors(page)
    assert sentence.startswith("The time zone of these times got lost. They are read as yours now:")
    assert page.one(id="field-zone").one("p", class_="field-error").text == sentence
    kept = typed(page.one("form", action="/talks"))
    assert {name: kept[name] for name in ("topic", "slot_1", "place", "minutes")} == {
        name: GOOD[name] for name in ("topic", "slot_1", "place", "minutes")
    }
    assert kept["zone"] == "Europe/Berlin"
    assert nothing_is_kept(engine)
    assert noa.post_form("/talks", **kept).status_code == 303


def test_a_zone_removed_beside_another_mistake_is_not_passed_over(noa: Visitor, engine: sa.Engine) -> None:
    answer = offer(noa, zone="", place="")
    assert len(errors(parse(answer.text))) == 2
    assert nothing_is_kept(engine)


def test_other_times_with_the_zone_removed_leave_the_talk_as_it_was(
    noas: Talker, ilan: Visitor, engine: sa.Engine
) -> None:
    talk = noas.offer()
    fields = {"slot_1": "2026-11-22T10:00", "place": "On a walk", "minutes": "20", "instead_of": "1"}
    answer = ilan.post_form(f"/talks/{talk.id}/offers", **fields)
    assert answer.status_code == 422
    assert "The time zone of these times got lost." in answer.text
    assert 'value="2026-11-22T10:00"' in answer.text
    assert len(rows(engine, TalkOffer)) == 1


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"topic": ""}, "topic", "Please name what it is about, in a few words."),
        ({"topic": " \t "}, "topic", "Please name what it is about, in a few words."),
        ({"topic": "x" * 121}, "topic", "This is too long. At most 120 characters fit."),
        ({"topic": "a\u202eb"}, "topic", "This holds characters that cannot be shown."),
        ({"topic_id": "soon"}, "topic_id", "That is not an id of Mend."),
        ({"slot_1": ""}, "slot_1", "Please choose at least one time."),
        ({"slot_1": "soon"}, "slot_1", "Please choose a day and a time."),
        ({"slot_1": "x" * 41}, "slot_1", "This is too long. At most 40 characters fit."),
        ({"slot_1": "2026-11-20T20:20"}, "slot_1", "This time has passed. Please choose one ahead."),
        ({"slot_2": "2027-12-01T10:00"}, "slot_2", "Please choose a time within a year."),
        (
            {"slot_3": GOOD["slot_1"]},
            "slot_3",
            "This is the same time once more. Please choose another, or none.",
        ),
        (
            {"slot_2": "2027-03-28T02:30"},
            "slot_2",
            "On that day the clocks jump over 02:30. Please choose another time.",
        ),
        ({"place": ""}, "place", "Please fill this in."),
        ({"place": "x" * 81}, "place", "This is too long. At most 80 characters fit."),
        ({"minutes": "9"}, "minutes", "Please choose 10 or more."),
        ({"minutes": "61"}, "minutes", "Please choose 60 or less."),
        ({"minutes": "9" * 5000}, "minutes", "Please enter a whole number."),
        ({"minutes": ""}, "minutes", "Please enter a whole number."),
        ({"id": "x"}, "id", "That is not an id of Mend."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_a_sentence_beside_its_field_and_nothing_is_lost(
    noa: Visitor, engine: sa.Engine, changed: dict[str, str], field: str, sentence: str
) -> None:
    answer = offer(noa, **changed)
    assert answer.status_code == 422
    page = parse(answer.text)
    summary = page.one(class_="summary")
    assert sentence in summary.text
    if field not in {"id", "topic_id"}:
        assert summary.one("a", href=f"#field-{field}").text == sentence
        assert errors(page) == [sentence]
        assert len(page.all(id=f"field-{field}")) == 1
    kept = typed(page.one("form", action="/talks"))
    for name, value in (GOOD | changed).items():
        if name not in {"id", "topic_id", "minutes"}:
            assert kept[name].strip() == value.strip(), name
    assert nothing_is_kept(engine)


def test_everything_wrong_with_the_times_is_said_at_once(noa: Visitor) -> None:
    answer = offer(noa, topic="", slot_1="soon", slot_2="2020-01-01T10:00")
    assert len(errors(parse(answer.text))) == 3


@pytest.mark.parametrize(
    ("zone", "typed_", "note"),
    [
        ("Europe/Berlin", "2027-10-31T02:30", "The first one is meant."),
        ("America/New_York", "2027-11-07T01:30", "The first one is meant."),
        ("Australia/Lord_Howe", "2027-04-04T01:45", "The first one is meant."),
    ],
)
def test_a_time_the_clocks_show_twice_is_its_first_and_the_page_says_so(
    noa: Visitor, noas: Talker, clock: time_machine.Traveller, zone: str, typed_: str, note: str
) -> None:
    noas.travel(zone)
    clock.move_to(THEN + 100 * DAY)
    where = offer(noa, zone=zone, slot_1=typed_).headers["location"]
    assert note in parse(noa.get(where).text).one(id="talk").text


def test_the_second_of_two_equal_hours_stays_when_it_is_offered_again_unchanged(
    noa: Visitor, noas: Talker, engine: sa.Engine, clock: time_machine.Traveller
) -> None:
    noas.travel("Australia/Lord_Howe")
    first = datetime(2027, 4, 3, 14, 45, tzinfo=UTC)  # 01:45 there, and once more half an hour later
    second, at = first + 30 * MINUTE, first - 20 * DAY
    clock.move_to(at)
    for slots in ([second], [first, second], [second, second + DAY]):
        talk = noas.offer(*slots, at=at)
        where = f"/talks/{talk.id}/offer"
        fields = typed(parse(noa.get(where).text).one("form", action=f"{where}s"))
        assert fields["slot_1"] == "2027-04-04T01:45"
        for _ in range(2):
            assert noa.post_form(f"{where}s", **fields | {"place": "On a walk"}).status_code == 303
        now = noas.sees(talk)
        assert (now.offer.number, [slot.starts_at for slot in now.slots]) == (2, slots)


def test_times_are_read_in_the_zone_the_form_was_made_in(
    noa: Visitor, noas: Talker, engine: sa.Engine
) -> None:
    noas.travel("America/New_York")  # after the form was opened
    assert offer(noa).status_code == 303
    assert [slot.starts_at for slot in rows(engine, TalkSlot)] == [TOMORROW + 20 * MINUTE]


def test_both_clocks_are_shown_where_they_differ(noa: Visitor, ilan: Visitor, ilans: Talker) -> None:
    ilans.travel("Australia/Lord_Howe")
    where = offer(noa).headers["location"]
    assert "Tomorrow, 20:40 Sunday, 22 November, 06:40 for Ilan" in parse(noa.get(where).text).text
    assert "Sunday, 22 November, 06:40 20:40 for Noa" not in parse(ilan.get(where).text).text
    assert "Saturday, 21 November, 20:40 for Noa" in parse(ilan.get(where).text).text
    ilans.travel("Europe/Paris")
    assert "for Ilan" not in parse(noa.get(where).text).one(id="talk").text


def test_two_taps_are_one_talk_and_lead_to_the_same_page(noa: Visitor, engine: sa.Engine) -> None:
    talk_id = new_id()
    first, again = offer(noa, id=talk_id), offer(noa, id=talk_id)
    assert first.headers["location"] == again.headers["location"] == f"/talks/{talk_id}"
    other = offer(noa, id=talk_id, place="At home")
    assert other.status_code == 409
    assert typed(parse(other.text).one("form", action="/talks"))["id"] != str(talk_id)
    assert len(rows(engine, Talk)) == 1


def test_an_earlier_topic_is_chosen_or_written_and_not_both(
    noa: Visitor, noas: Talker, engine: sa.Engine
) -> None:
    topic = noas.offer(topic="The garden").topic
    assert offer(noa, topic="", topic_id=topic.id).status_code == 303
    assert offer(noa, topic=" the GARDEN", topic_id=topic.id).status_code == 303
    answer = offer(noa, topic="The sea", topic_id=topic.id)
    assert (answer.status_code, errors(parse(answer.text))) == (
        422,
        ["Please choose one topic: write it, or take an earlier one."],
    )
    assert [one.words for one in rows(engine, TalkTopic)] == ["The garden"]


def test_the_form_begins_with_the_topic_it_is_led_to(noa: Visitor, mara: Visitor, noas: Talker) -> None:
    talk = noas.offer(topic="The garden")
    line = noas.park(talk, "The bicycle")
    for query, words in (
        (f"topic_id={talk.topic.id}", "The garden"),
        (f"line_id={line.id}", "The bicycle"),
        ("topic=The+sea", ""),  # private words have no place in an address
    ):
        assert (
            typed(parse(noa.get(f"/talks/new?{query}").text).one("form", action="/talks"))["topic"] == words
        )
    assert "Choose a calm time. Today’s topic can wait for it." in noa.get("/talks/new?from=pause").text
    assert "Choose a calm time." not in noa.get("/talks/new?from=elsewhere").text
    for query in (f"topic_id={talk.topic.id}", f"line_id={line.id}"):
        assert mara.get(f"/talks/new?{query}").status_code == 404
    for query in ("topic_id=x", "from=" + "x" * 21):
        assert noa.get(f"/talks/new?{query}").status_code == 422
    assert offer(mara, topic="", topic_id=talk.topic.id).status_code == 404


def test_what_is_written_is_shown_as_text(noa: Visitor, ilan: Visitor, noas: Talker) -> None:
    talk = noas.offer(topic="<b>money</b>", place="<i>home</i>")
    noas.park(talk, "<script>alert(1)</script>")
    for path in ("/", "/talks", f"/talks/{talk.id}", f"/talks/{talk.id}/offer", "/talks/new"):
        answer = ilan.get(path).text
        assert not [tag for tag in ("<b>money", "<i>home", "<script>alert") if tag in answer]


def test_another_couple_finds_none_of_it(mara: Visitor, sam: Visitor, noas: Talker) -> None:
    talk = noas.offer(topic="The garden")
    for visitor in (mara, sam):
        assert visitor.get(f"/talks/{talk.id}").status_code == 404
    assert "The garden" not in mara.get("/talks").text
    assert sam.get("/talks/help").status_code == 404


def test_the_zone_of_a_page_is_not_touched_by_the_script_that_follows_the_phone(noa: Visitor) -> None:
    # zone.ts fills in every [name=time_zone]; the zone a form was made in must stay what it was.
    assert not parse(noa.get("/talks/new").text).all(name="time_zone")


def test_a_look_changes_nothing(
    noa: Visitor, noas: Talker, engine: sa.Engine, clock: time_machine.Traveller
) -> None:
    talk = noas.offer()
    before = [one.model_dump() for one in rows(engine, Talk)]
    clock.shift(timedelta(days=3))
    for path in ("/talks", "/talks/new", f"/talks/{talk.id}", f"/talks/{talk.id}/offer"):
        assert noa.get(path).status_code == 200
    assert [one.model_dump() for one in rows(engine, Talk)] == before
