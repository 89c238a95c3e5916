"""The stream of changes, over a real connection to a real server."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import select

from mend.accounts.browsers import sign_in, sign_out, who_is
from mend.clock import now
from mend.couples.leaving import close_space
from mend.couples.membership import member_of
from mend.couples.models import Couple
from mend.database import unit_of_work
from mend.live import routes
from mend.live.events import KEPT, announce, events_since
from mend.live.models import CoupleEvent
from mend.wakeups import WAKEUPS
from tests.journeys.server import free_socket, serving
from tests.notifications.mailroom import at_once, until
from tests.patience import PATIENCE
from tests.people import People, Visitor

Change = tuple[int, str]


class Street:
    """A served Mend with people who announce and listen."""

    def __init__(self, app: FastAPI, origin: str, people: People) -> None:
        self.app, self.origin, self.people = app, origin, people
        self.engine: sa.Engine = app.state.engine

    def token(self, person_id: UUID) -> str:
        with unit_of_work(self.engine) as session:
            return sign_in(session, person_id, label="Test", now=now())

    def couple_of(self, person_id: UUID) -> UUID:
        with unit_of_work(self.engine, writes=False) as session:
            member = member_of(session, person_id)
            assert member is not None
            return member.couple_id

    def announce(self, person_id: UUID, what: str = "pause") -> int:
        couple = self.couple_of(person_id)
        with unit_of_work(self.engine) as session:
            return announce(session, couple, what, now())

    def transactions_kept(self) -> int:
        """How many connections to PostgreSQL stand idle within a transaction."""
        kept = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
        with self.engine.connect() as connection:
            return int(connection.execute(sa.text(kept)).scalar_one())

    @contextmanager
    def listen(self, token: str | None, since: int | None = None, last: str | None = None) -> Iterator[Any]:
        """An open stream as a browser opens it; yields the answer with an iterator over its changes."""
        cookies = {"__Host-mend": token} if token else {}
        with (
            httpx.Client(base_url=self.origin, cookies=cookies, timeout=PATIENCE, trust_env=False) as client,
            client.stream(
                "GET",
                "/live",
                params={} if since is None else {"since": since},
                headers={"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {}),
            ) as answer,
        ):
            yield Stream(answer)


class Stream:
    """What comes over one connection."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status, self.headers = answer.status_code, answer.headers
        self._lines = answer.iter_lines() if answer.is_success else iter(())

    def events(self) -> Iterator[dict[str, str]]:
        """Every event, its fields as they stand there; comments under the empty name."""
        event: dict[str, str] = {}
        for line in self._lines:
            name, _, value = line.partition(": ")
            if line:
                event[name.rstrip(":")] = value
            elif event:
                yield event
                event = {}

    def changes(self, count: int) -> list[Change]:
        """The next changes, number and subject."""
        found: list[Change] = []
        for event in self.events():
            if event.get("event") == "change":
                data = json.loads(event["data"])
                assert event.get("id") in {str(data["number"]), None}
                found.append((data["number"], data["what"]))
                if len(found) == count:
                    break
        return found

    def begins(self) -> None:
        """Wait until the server listens for this stream."""
        assert next(self.events())["retry"] == "2000"

    def ends(self) -> list[dict[str, str]]:
        """Wait for the end; what came until then."""
        return [event for event in self.events() if "data" in event]


@pytest.fixture
def street(app: FastAPI, people: People) -> Iterator[Street]:
    listening = free_socket()
    origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with serving(app, listening):
        yield Street(app, origin, people)


@pytest.fixture
def _only_wakeups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody polls: what arrives has woken the stream."""
    monkeypatch.setattr(routes, "POLL_SECONDS", 3600.0)


@pytest.mark.usefixtures("_only_wakeups")
def test_both_hear_of_a_change_at_once(street: Street, people: People) -> None:
    tokens = [street.token(person) for person in (people.noa, people.ilan)]
    with street.listen(tokens[0]) as hers, street.listen(tokens[1]) as his:
        hers.begins()
        his.begins()
        number = street.announce(people.noa, "pause")
        assert hers.changes(1) == his.changes(1) == [(number, "pause")]
        assert hers.headers["content-type"].startswith("text/event-stream")
        assert hers.headers["cache-control"] == "no-cache"
        assert "content-security-policy" in hers.headers


def test_what_came_while_nobody_woke_the_stream_is_found_by_looking(
    street: Street, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(WAKEUPS, "wake", lambda _: None)
    with street.listen(street.token(people.noa)) as stream:
        stream.begins()
        number = street.announce(people.noa)
        assert stream.changes(1) == [(number, "pause")]


def test_a_reconnecting_browser_hears_what_it_missed(street: Street, people: People) -> None:
    for what in ("pause", "agreement", "rehearsal"):
        street.announce(people.noa, what)
    token = street.token(people.noa)
    with street.listen(token, since=0, last="1") as stream:
        assert stream.changes(2) == [(2, "agreement"), (3, "rehearsal")]
    with street.listen(token, since=2) as stream:
        assert stream.changes(1) == [(3, "rehearsal")]


def test_a_browser_that_is_ahead_after_a_restored_backup_hears_again(street: Street, people: People) -> None:
    street.announce(people.noa)
    with street.listen(street.token(people.noa), last="900") as stream:
        assert stream.changes(1) == [(1, "pause")]


@pytest.mark.usefixtures("_only_wakeups")
def test_another_couple_hears_nothing_of_it(street: Street, people: People) -> None:
    with street.listen(street.token(people.mara)) as stream:
        stream.begins()
        street.announce(people.noa)
        street.announce(people.teo, "couple")
        assert stream.changes(1) == [(1, "couple")]


def test_who_is_signed_out_gets_no_stream(street: Street) -> None:
    for token in (None, "forged"):
        with street.listen(token) as stream:
            assert stream.status == 303  # to signing in; only who asks for JSON is told 401


def test_somebody_alone_gets_no_stream(street: Street, people: People) -> None:
    with street.listen(street.token(people.sam)) as stream:
        assert stream.status == 404


@pytest.mark.parametrize("last", ["-1", "x", "1.5", "99999999999999999999", str(2**31)])
def test_a_number_that_is_none_is_refused(street: Street, people: People, last: str) -> None:
    token = street.token(people.noa)
    with street.listen(token, last=last) as stream:
        assert stream.status == 422


@pytest.mark.usefixtures("_only_wakeups")
def test_the_stream_ends_when_the_space_is_closed(street: Street, people: People) -> None:
    with street.listen(street.token(people.ilan)) as stream:
        stream.begins()
        with unit_of_work(street.engine) as session:
            member = member_of(session, people.noa)
            assert member is not None
            close_space(session, member, now())
        WAKEUPS.wake_all()
        [last] = stream.ends()
        assert json.loads(last["data"])["what"] == "couple"
        assert "id" not in last


@pytest.mark.usefixtures("_only_wakeups")
def test_the_stream_ends_when_its_browser_is_signed_out(street: Street, people: People) -> None:
    token = street.token(people.noa)
    with street.listen(token) as stream:
        stream.begins()
        with unit_of_work(street.engine) as session:
            found = who_is(session, token, now())
            assert found is not None
            sign_out(session, found[1])
        street.announce(people.ilan, "pause")
        assert [json.loads(event["data"])["what"] for event in stream.ends()] == ["couple"]


@pytest.mark.usefixtures("_only_wakeups")
def test_the_stream_ends_when_the_server_stops(street: Street, people: People) -> None:
    with street.listen(street.token(people.noa)) as stream:
        stream.begins()
        street.app.state.stopping.set()
        WAKEUPS.wake_all()
        assert stream.ends() == []


def test_no_stream_stays_open_for_ever(
    street: Street, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "LONGEST_STREAM", timedelta(0))
    with street.listen(street.token(people.noa)) as stream:
        assert stream.ends() == []


def test_an_open_stream_holds_no_transaction(street: Street, people: People) -> None:
    """Ten open pages on six threads: each looks now and then, and keeps nothing in between."""
    with ExitStack() as opened:
        streams = [
            opened.enter_context(street.listen(street.token(person)))
            for person in [people.noa, people.ilan] * 5
        ]
        for stream in streams:
            stream.begins()
        number = street.announce(people.noa)
        for stream in streams:
            assert stream.changes(1) == [(number, "pause")]
        if street.engine.dialect.name == "postgresql":
            until(lambda: not street.transactions_kept())


# The numbers


def test_numbers_strictly_increase_whoever_announces_at_once(
    engine: sa.Engine, people: People, app: FastAPI
) -> None:
    def announcing(person_id: UUID) -> Callable[[], list[int]]:
        def ten_times() -> list[int]:
            numbers = []
            for _ in range(10):
                with unit_of_work(engine) as session:
                    member = member_of(session, person_id)
                    assert member is not None
                    numbers.append(announce(session, member.couple_id, "pause", now()))
            return numbers

        return ten_times

    taken = at_once(*[announcing(people.noa), announcing(people.ilan)] * 2)
    assert sorted(number for numbers in taken for number in numbers) == list(range(1, 41))
    assert all(numbers == sorted(numbers) for numbers in taken)
    with unit_of_work(engine, writes=False) as session:
        member = member_of(session, people.noa)
        assert member is not None
        assert member.last_event == 40
        assert [number for number, _ in events_since(session, member.couple_id, 38)] == [39, 40]


def test_a_number_taken_back_is_given_to_the_next(engine: sa.Engine, people: People) -> None:
    with unit_of_work(engine, writes=False) as session:
        member = member_of(session, people.noa)
        assert member is not None

    def give_up() -> None:
        with unit_of_work(engine) as session:
            assert announce(session, member.couple_id, "pause", now()) == 1
            raise KeyError

    with pytest.raises(KeyError):
        give_up()
    with unit_of_work(engine) as session:
        assert announce(session, member.couple_id, "pause", now()) == 1


def test_only_the_latest_changes_are_kept(engine: sa.Engine, people: People) -> None:
    with unit_of_work(engine) as session:
        member = member_of(session, people.noa)
        assert member is not None
        for _ in range(KEPT + 7):
            announce(session, member.couple_id, "pause", now())
    with unit_of_work(engine, writes=False) as session:
        assert len(session.exec(select(CoupleEvent)).all()) == KEPT
        assert session.get_one(Couple, member.couple_id).last_event == KEPT + 7


def test_a_page_begins_to_listen_where_it_was_made(noa: Visitor, engine: sa.Engine, people: People) -> None:
    with unit_of_work(engine) as session:
        member = member_of(session, people.noa)
        assert member is not None
        number = announce(session, member.couple_id, "pause", now())
    assert f'data-live="{number}"' in noa.get("/account").text
