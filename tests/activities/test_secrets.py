"""Nothing that one says in secret can be felt by the other: two worlds that differ in nothing else.

In both worlds Noa does the same. In one Ilan lives one secret life, in the other another: likes, declines and
takes back, of ideas that Noa does not like. Whatever Noa gets to see, to the last byte of every answer, is
the same in both; so it cannot depend on what Ilan said.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine
from anyio.from_thread import BlockingPortal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from mend.activities.deck import DECK
from mend.app import create_app
from mend.database import unit_of_work
from mend.errors import DomainError
from mend.live.events import events_since
from mend.notifications.models import Delivery, Notification
from mend.settings import Settings
from tests.activities.dreamers import Dreamer
from tests.databases import Template
from tests.people import Visitor
from tests.signals.partners import THEN

# Noa likes these, and so Ilan may not: two likes are no secret.
NOAS = [card.key for card in DECK[:4]]
OTHERS = [card.key for card in DECK[4:9]]
OWN = UUID(int=7)
PAGES = (
    "/",
    "/together",
    "/together/ideas",
    "/together/said",
    "/together/own",
    "/us",
    "/us/copy",
    "/devices",
)

Deed = tuple[str, str]
of_ilan = st.tuples(st.sampled_from(("like", "decline", "unsay")), st.sampled_from([*OTHERS, "own"]))
of_noa = st.one_of(
    st.tuples(st.sampled_from(("like", "decline", "taking-back")), st.sampled_from(NOAS)),
    st.tuples(st.sampled_from(("decline", "taking-back")), st.sampled_from([*OTHERS, "own"])),
    st.tuples(st.just("change"), st.sampled_from(("Sing", "Hum"))),
    st.tuples(st.sampled_from(("putting-away", "bringing-back")), st.just("own")),
    st.tuples(st.just("look"), st.sampled_from(("", "?time=evening&energy=tired", "?rain=yes&said=own"))),
)


@dataclass
class World:
    """One of the two worlds: a Mend of its own, Noa's browser and what Ilan does."""

    engine: sa.Engine
    noa: Visitor
    ilan: Dreamer

    def live_secretly(self, deed: Deed) -> None:
        """What Ilan does, unless it is no longer there for him."""
        what, key = deed
        key = str(OWN) if key == "own" else key
        with suppress(DomainError):
            if what == "unsay":
                self.ilan.unsay(key)
            else:
                getattr(self.ilan, what)(key, THEN)

    def act(self, deed: Deed, number: int) -> list[object]:
        """What Noa does, and the whole answer."""
        what, key = deed
        idea = str(OWN) if key == "own" else key
        if what == "look":
            answer = self.noa.get(f"/together/ideas{key}")
        elif what == "change":
            form = {"minutes": "10", "cost": "free", "energy": "lively", "place": "home"}
            answer = self.noa.post_form(
                f"/together/own/{OWN}/changes", id=UUID(int=100 + number), title=key, **form
            )
        elif what in {"putting-away", "bringing-back"}:
            answer = self.noa.post_form(f"/together/own/{OWN}/{what}")
        elif what == "taking-back":
            answer = self.noa.post_form(f"/together/ideas/{idea}/leaning/taking-back")
        else:
            answer = self.noa.post_form(f"/together/ideas/{idea}/leaning", leaning=what)
        return [answer.status_code, sorted(answer.headers.items()), answer.content]

    def everything_noa_sees(self) -> list[object]:
        """Every page, every header, the copy, the numbers of events and what her devices were told."""
        seen: list[object] = []
        for path in PAGES:
            answer = self.noa.get(path)
            assert answer.status_code == 200
            seen += [path, sorted(answer.headers.items()), answer.content]
        with unit_of_work(self.engine, writes=False) as session:
            couple_id = self.ilan.member(session).couple_id
            seen.append(events_since(session, couple_id, 0))
            told = select(Notification.about, Notification.recipient_id).order_by(col(Notification.id))
            seen += [*session.exec(told), *session.exec(select(Delivery.state))]
        return seen


@contextmanager
def two_worlds(template: Template, folder: Path, portal: BlockingPortal) -> Iterator[tuple[World, World]]:
    """Two copies of the same couple. Chance is switched off, and the clock stands still."""
    with ExitStack() as stack:
        stack.enter_context(time_machine.travel(THEN, tick=False))
        worlds = []
        for name in ("one", "other"):
            (folder / name).mkdir(exist_ok=True)
            engine = stack.enter_context(template.copy(folder / name))
            app = create_app(
                Settings(
                    data_dir=folder / "data",
                    database_url=engine.url.render_as_string(hide_password=False),
                    public_url="https://mend.test",
                    worker_in_server=False,
                ),
                engine,
            )
            noa = Visitor(app, portal).as_(template.people.noa)
            ilan = Dreamer(engine, app.state.outbox, template.people.ilan)
            ilan.add_device()
            noas = Dreamer(engine, app.state.outbox, template.people.noa)
            noas.add(THEN - timedelta(days=1), id_=OWN)
            worlds.append(World(engine, noa, ilan))
        # Forms are born with ids that are new at each look.
        stack.enter_context(patch("mend.ids.secrets.randbits", lambda _: 1))
        yield worlds[0], worlds[1]


@settings(max_examples=8, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_noas_world_is_the_same_whatever_ilan_said(
    template: Template, portal: BlockingPortal, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("worlds")
    with two_worlds(template, folder, portal) as worlds:
        for number in range(data.draw(st.integers(2, 6))):
            for world in worlds:
                for deed in data.draw(st.lists(of_ilan, max_size=5)):
                    world.live_secretly(deed)
            deed = data.draw(of_noa)
            first, second = (world.act(deed, number) for world in worlds)
            assert first == second, deed
        first, second = (world.everything_noa_sees() for world in worlds)
        assert first == second


def test_the_comparison_would_see_a_leak(template: Template, portal: BlockingPortal, tmp_path: Path) -> None:
    with two_worlds(template, tmp_path, portal) as (one, other):
        assert one.everything_noa_sees() == other.everything_noa_sees()
        for world in (one, other):
            world.act(("like", NOAS[0]), 0)
        one.live_secretly(("like", NOAS[0]))  # no secret: both like it
        other.live_secretly(("decline", NOAS[0]))
        assert one.everything_noa_sees() != other.everything_noa_sees()
        for path in ("/together", "/together/ideas", "/together/said", "/us/copy"):
            assert one.noa.get(path).content != other.noa.get(path).content, path


def test_a_copy_holds_ones_own_secrets_and_nobody_elses(
    noa: Visitor, ilan: Visitor, noas: Dreamer, ilans: Dreamer
) -> None:
    noas.like(NOAS[0], THEN)
    noas.decline(NOAS[1], THEN)
    ilans.decline(OTHERS[0], THEN)
    own = ilans.add(THEN)
    for one in (noas, ilans):
        one.like(OTHERS[1], THEN)
    noas.end(noas.both_ids()[0], THEN)
    noa.post_form("/us/leaving")  # also once the space is closed
    copies = {
        name: json.loads(visitor.get("/us/copy").text)["spaces"][0]["ideas"]
        for name, visitor in (("noa", noa), ("ilan", ilan))
    }
    said = {
        name: {one["idea"]: one["said"] for one in copy.pop("said_by_you")} for name, copy in copies.items()
    }
    assert said == {
        "noa": {NOAS[0]: "like", NOAS[1]: "decline", OTHERS[1]: "decline"},
        "ilan": {OTHERS[0]: "decline"},
    }
    assert copies["noa"] == copies["ilan"]
    [shared] = copies["noa"]["own"]
    assert (shared["id"], shared["title"]) == (str(own.id), "Dance in the kitchen")
    assert not any("Noa" in str(value) or "Ilan" in str(value) for value in shared.values())
    [match] = copies["noa"]["both_want"]
    assert (match["idea"], match["title"]) == (OTHERS[1], DECK[5].title)
    assert match["ended"]["by"] == "Noa"
