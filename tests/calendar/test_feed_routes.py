"""The address a calendar asks: nobody signs in, what is known takes a few bytes, nothing else is told."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from time_machine import Traveller

from mend.calendar.feed_routes import FREE_FROM_ONE_NETWORK
from mend.calendar.models import Titles
from tests.activities.planners import DAY, TOMORROW, WHAT, Planner
from tests.calendar.subscribers import Subscriber, events_in
from tests.people import Visitor
from tests.queries import recorded
from tests.signals.partners import MINUTE, THEN

Planners = tuple[Planner, Planner]
MOST_BYTES, MOST_STATEMENTS = 300, 2


@pytest.fixture
def calendar(clock: Traveller, anyone: Visitor) -> Visitor:
    """A calendar program, which has no cookies."""
    return anyone


def path(key: str) -> str:
    return f"/calendar/{key}.ics"


def size(answer: object) -> int:
    """The bytes of an answer on the wire."""
    head = f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}\r\n"  # type: ignore[attr-defined]
    lines = [f"{name}: {value}\r\n" for name, value in answer.headers.items()]  # type: ignore[attr-defined]
    return len(head + "".join(lines) + "date: Thu, 26 Nov 2026 02:00:00 GMT\r\n\r\n") + len(answer.content)  # type: ignore[attr-defined]


def test_a_calendar_reads_it_without_signing_in(
    noas: Subscriber, planners: Planners, calendar: Visitor
) -> None:
    planners[1].take(planners[0].offer())
    answer = calendar.get(path(noas.subscribe(Titles.FULL)))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert [str(event["SUMMARY"]) for event in events_in(answer.content)] == [WHAT]
    assert "set-cookie" not in answer.headers


def test_what_is_known_is_said_in_a_few_bytes_and_statements(
    noas: Subscriber, planners: Planners, calendar: Visitor, engine: sa.Engine
) -> None:
    planners[1].take(planners[0].offer())
    key = noas.subscribe()
    tag = calendar.get(path(key)).headers["etag"]
    assert tag.startswith('"')
    for known in (tag, f"W/{tag}", f'"another", {tag}', "*"):
        with recorded(engine) as statements:
            answer = calendar.get(path(key), headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
        assert size(answer) <= MOST_BYTES
        assert len(statements) <= MOST_STATEMENTS
    assert calendar.get(path(key), headers={"If-None-Match": '"another"'}).status_code == 200


def test_every_change_of_the_file_changes_the_tag(
    noas: Subscriber, planners: Planners, calendar: Visitor, clock: Traveller
) -> None:
    noa, ilan = planners
    key = noas.subscribe()
    files: dict[str, bytes] = {}

    def fetch() -> None:
        answer = calendar.get(path(key))
        assert files.setdefault(answer.headers["etag"], answer.content) == answer.content

    fetch()
    plan = ilan.take(noa.offer())
    fetch()
    fetch()
    noas.choose(Titles.FULL)
    fetch()
    plan = ilan.take(noa.suggest(plan, TOMORROW + DAY, at=THEN), at=THEN)
    fetch()
    ilan.cancel(plan, at=THEN + MINUTE)
    fetch()
    noas.travel("Asia/Tokyo")
    fetch()
    clock.move_to(THEN + 90 * DAY)  # what was cancelled has gone
    fetch()
    assert (len(files), len(set(files.values()))) == (7, 6)  # the first and the last are empty


def test_the_head_is_that_of_the_file(noas: Subscriber, calendar: Visitor) -> None:
    key = noas.subscribe()
    whole, head = calendar.get(path(key)), calendar.head(path(key))
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "cache-control"):
        assert head.headers[name] == whole.headers[name]
    known = calendar.head(path(key), headers={"If-None-Match": whole.headers["etag"]})
    assert known.status_code == 304


def test_an_ended_address_is_over_and_tells_nothing_of_the_two(noas: Subscriber, calendar: Visitor) -> None:
    key = noas.subscribe()
    noas.end()
    answer = calendar.get(path(key))
    assert answer.status_code == 410
    assert "This calendar address is over." in answer.text
    assert [name for name in ("Noa", "Ilan", key) if name in answer.text] == []
    assert calendar.head(path(key)).status_code == 410


def test_with_the_space_the_address_is_over(
    noas: Subscriber, clock: Traveller, visit: Callable[[], Visitor]
) -> None:
    key = noas.subscribe()
    tag = visit().get(path(key)).headers["etag"]
    assert visit().as_(noas.id).post_form("/us/leaving").status_code == 303
    answer = visit().get(path(key), headers={"If-None-Match": tag})
    assert answer.status_code == 410
    assert [name for name in ("Noa", "Ilan") if name in answer.text] == []


def test_a_guess_is_not_there_and_many_must_wait_while_a_good_key_goes_on(
    noas: Subscriber, calendar: Visitor
) -> None:
    key = noas.subscribe()
    answers = [calendar.get(path(f"{number}" * 43)).status_code for number in range(FREE_FROM_ONE_NETWORK)]
    assert set(answers) == {404}
    late = [calendar.get(path("x" * 43)).status_code for _ in range(2)]
    assert late[-1] == 429
    assert calendar.get(path(key)).status_code == 200


def test_no_key_is_ever_logged(
    noas: Subscriber, calendar: Visitor, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = noas.subscribe()

    def broken(*_: object) -> None:
        raise RuntimeError(key)

    monkeypatch.setattr(calendar.mend.state, "calendar", (broken,))
    assert calendar.get(path(key)).status_code == 500
    said = "".join(capsys.readouterr())
    assert "/calendar/{key}.ics" in said
    assert key not in said
