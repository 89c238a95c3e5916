"""Measures what home costs after ten years and on the second day, and prints the ratio.

    make home-cost                     100 rounds
    make home-cost ARGS='--rounds 300'

Both homes show the same evening; their requests take turns, so that what else the machine does meets both.
Everything runs in temporary folders, on SQLite, without a network in between.
"""

import argparse
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from anyio.from_thread import start_blocking_portal

from mend.app import create_app
from mend.clock import now
from mend.database import create_engine, unit_of_work
from mend.schema import migrate
from mend.settings import Settings
from tests.commitments.keepers import Keeper
from tests.commitments.long_life import YEARS, evening, old, young
from tests.people import Visitor, fill

WARM_UP = 20
AIM = 1.1


def home(folder: Path, *, years: bool, stack: ExitStack) -> Visitor:
    """Noa's browser in a house of her own, with or without ten years behind her and Ilan."""
    folder.mkdir()
    settings = Settings(data_dir=folder, public_url="https://mend.test", worker_in_server=False)
    engine = create_engine(settings.database)
    migrate(engine, settings.migrations_dir)
    with unit_of_work(engine) as session:
        people = fill(session)
    app, at = create_app(settings, engine), now()
    noas = Keeper(engine, app.state.outbox, people.noa, people.ilan)
    promises = young(noas, noas.partner, at)
    if years:
        old(engine, noas, promises, at)
    evening(noas, noas.partner, promises, at)
    visitor = Visitor(app, stack.enter_context(start_blocking_portal())).as_(people.noa)
    stack.callback(engine.dispose)
    stack.callback(visitor.close)
    return visitor


def once(visitor: Visitor) -> float:
    """Milliseconds for one home."""
    begun = time.perf_counter()
    answer = visitor.get("/")
    took = (time.perf_counter() - begun) * 1000
    assert "Only you see this." in answer.text
    return took


def main() -> None:
    """Take turns, and print both medians and their ratio."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=100)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        new = home(Path(folder) / "new", years=False, stack=stack)
        aged = home(Path(folder) / "aged", years=True, stack=stack)
        took: dict[bool, list[float]] = {False: [], True: []}
        for number in range(WARM_UP + rounds):
            for which, visitor in (
                ((False, new), (True, aged)) if number % 2 else ((True, aged), (False, new))
            ):
                milliseconds = once(visitor)
                if number >= WARM_UP:
                    took[which].append(milliseconds)
        young_ms, old_ms = statistics.median(took[False]), statistics.median(took[True])
    print(f"home on the second day    {young_ms:6.2f} ms (median of {rounds})")
    print(f"home after {YEARS} years       {old_ms:6.2f} ms (median of {rounds})")
    print(f"ratio                     {old_ms / young_ms:6.3f}    (the aim is {AIM} at most)")


if __name__ == "__main__":
    main()
