"""What one of the two does alone changes not a byte of what the other gets.

The same evenings are lived in two houses. In one of them Noa also answers, skips, would rather talk and takes
back; in the other she does nothing. As long as nothing opens, Ilan's two browsers are sent the same.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from anyio.from_thread import BlockingPortal
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from mend.activities.evening_question.reading import Stand
from mend.app import create_app
from mend.errors import DomainError, NotFound
from mend.settings import Settings
from tests.activities.evening_question.askers import TODAY, Asked
from tests.databases import SqliteTemplate, Template
from tests.people import Visitor
from tests.signals.partners import THEN, told

DAY = timedelta(days=1)
# Ids that are born with each page, for forms that may never be sent. A question's is none of them.
BORN = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
DEEDS = ("answer", "talk", "skip", "take back")
POSTS = {"talk": "talking", "skip": "skipping", "take back": "taking-back"}
steps = st.tuples(
    st.sampled_from(["noa", "noa", "ilan"]), st.sampled_from(DEEDS), st.sampled_from([0, 0, 1, 2])
)
nights = st.tuples(st.just("time"), st.just(""), st.sampled_from([1, 10, 24, 48]))
Step = tuple[str, str, int]


@dataclass
class House:
    """One of the two houses."""

    noa: Asked
    ilan: Asked
    browser: Visitor
    now: datetime = THEN

    def post(self, deed: str, day: date) -> tuple[int, bytes, list[tuple[str, str]]]:
        """Ilan does something; what he is answered."""
        path = f"/questions/{self.ilan.question(day)}"
        if deed != "answer":
            return seen(self.browser.post_form(f"{path}/{POSTS[deed]}"))
        try:
            number = self.ilan.finds(self.now, day).number
        except NotFound:
            number = 0
        return seen(self.browser.post_form(f"{path}/answer", words="From Ilan", seen=number))

    def looks(self, today: date) -> dict[str, Any]:
        """Everything Ilan can look at."""
        ids = [self.ilan.question(today - number * DAY) for number in range(-1, 4)]
        paths = ["/", "/us", "/us/questions", "/us/questions/kept", "/us/copy", "/us/jar", "/cloth"]
        for id_ in ids:
            paths += [f"/questions/{id_}", f"/questions/{id_}/answer"]
            paths += [f"/us/questions?before={id_}", f"/us/questions/kept?before={id_}"]
        return {path: seen(self.browser.get(path)) for path in paths}


def seen(answer: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    """An answer with all its headers; ids that are born with a page are made alike."""
    return answer.status_code, BORN.sub(b"born", answer.content), sorted(answer.headers.items())


@contextmanager
def houses(template: Template, folder: Path, portal: BlockingPortal) -> Iterator[tuple[House, House]]:
    """Two houses alike."""
    with ExitStack() as stack:
        made = []
        for name in ("quiet", "lively"):
            place = folder / name
            place.mkdir(exist_ok=True)
            engine = stack.enter_context(template.copy(place))
            settings_ = Settings(
                data_dir=folder / "data",  # one secret for both: what is signed looks the same
                database_url=engine.url.render_as_string(hide_password=False),
                public_url="https://mend.test",
                worker_in_server=False,
            )
            app = create_app(settings_, engine)
            browser = stack.enter_context(Visitor(app, portal)).as_(template.people.ilan)
            browser.headers["Accept-Encoding"] = "identity"  # packed, fresh ids would change the length
            outbox = app.state.outbox
            noa, ilan = (Asked(engine, outbox, id_) for id_ in (template.people.noa, template.people.ilan))
            made.append(House(noa, ilan, browser))
        yield made[0], made[1]


def would_open(house: House, whose: Asked, other: Asked, deed: str, day: date) -> bool:
    """Whether this deed would open the question: from then on there is something to see."""
    try:
        stand = other.finds(house.now, day).stand
    except NotFound:
        return False
    return {"answer": Stand.ANSWERED, "talk": Stand.WOULD_TALK}.get(deed) is stand


def noa_does(house: House, deed: str, day: date, number: int) -> None:
    """Noa does something, alone; what is not possible stays undone."""
    try:
        if deed == "answer":
            house.noa.reply(f"Nothing Ilan may read, {number}", house.now, day)
        else:
            {"talk": house.noa.talk, "skip": house.noa.skip, "take back": house.noa.take_back}[deed](
                house.now, day
            )
    except DomainError:
        return


def live(lived: list[Step], quiet: House, lively: House, clock: time_machine.Traveller) -> None:
    """Live the same in both houses, but for what Noa does alone."""
    for number, (who, deed, ago) in enumerate(lived):
        if who == "time":
            clock.shift(timedelta(hours=ago))
            quiet.now = lively.now = lively.now + timedelta(hours=ago)
            continue
        day = lively.noa.evening(lively.now) - ago * DAY
        both = (lively.noa, lively.ilan) if who == "noa" else (lively.ilan, lively.noa)
        if would_open(lively, *both, deed, day):
            continue
        if who == "noa":
            noa_does(lively, deed, day, number)
        else:
            assert quiet.post(deed, day) == lively.post(deed, day)
    today = lively.noa.evening(lively.now)
    expected, found = quiet.looks(today), lively.looks(today)
    assert {path for path in found if found[path] != expected[path]} == set()
    assert told(lively.ilan.engine, waiting=True) == []


def test_nothing_that_noa_does_alone_changes_a_byte_for_ilan(
    template: Template, tmp_path: Path, portal: BlockingPortal
) -> None:
    folders = iter(range(10_000))

    @settings(
        max_examples=6 if isinstance(template, SqliteTemplate) else 2,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @example(lived=[("noa", "answer", 0)])
    @example(lived=[("noa", "answer", 0), ("ilan", "talk", 0), ("time", "", 48), ("ilan", "take back", 2)])
    @given(lived=st.lists(steps | nights, min_size=1, max_size=10))
    def hold(lived: list[Step]) -> None:
        folder = tmp_path / str(next(folders))
        folder.mkdir()
        with time_machine.travel(THEN, tick=False) as clock, houses(template, folder, portal) as (one, other):
            live(lived, one, other, clock)

    hold()


def test_this_test_would_see_a_difference(template: Template, tmp_path: Path, portal: BlockingPortal) -> None:
    with (
        time_machine.travel(THEN, tick=False),
        houses(template, tmp_path, portal) as (quiet, lively),
    ):
        for house in (quiet, lively):
            house.ilan.reply("From Ilan")
        before = quiet.looks(TODAY)
        assert lively.looks(TODAY) == before
        lively.noa.reply("From Noa")
        changed = {path for path, answer in lively.looks(TODAY).items() if answer != before[path]}
        assert {"/", "/us/questions", "/us/copy", f"/questions/{lively.ilan.question()}"} <= changed
