"""Measures how long a pause takes: tap, saved, handed to the push service, shown on the other's phone.

    make latency

Two phones in Chromium, the real server on SQLite, the local push service of the tests over TLS. Prints the
minimum, median and maximum in milliseconds since the tap on "Send now". What a real push service and a
sleeping phone add is not in these figures.
"""

import argparse
import statistics
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from mend.couples.membership import link
from mend.database import unit_of_work
from mend.notifications.models import Delivery, Notification
from tests.journeys.phone import Phone
from tests.journeys.stage import Stage, stage
from tests.people import PASSWORD, add_person

STEPS = ("saved", "handed over", "shown")


def _sign_in(phone: Phone, name: str) -> None:
    phone.open("/sign-in")
    phone.fill("Email", f"{name.casefold()}@example.org")
    phone.fill("Password", PASSWORD)
    phone.tap("Sign in")
    phone.sees(name)


def _milliseconds(moment: datetime | None, tapped: float) -> float:
    if moment is None:
        raise LookupError("a step of the delivery has no time")
    return moment.timestamp() * 1000 - tapped


def one_pause(noa: Phone, ilan: Phone, engine: sa.Engine) -> tuple[float, float, float]:
    """Call a pause, let it arrive, come back; milliseconds from the tap to each step."""
    noa.open("/pause")
    noa.page.evaluate(
        "() => document.querySelector('[data-send]').addEventListener('pointerdown',"
        " () => localStorage.setItem('tapped', String(performance.timeOrigin + performance.now())))"
    )
    noa.tap("Send now")
    ilan.receive()
    noa.sees("Shown on Ilan’s phone at")
    tapped = float(noa.page.evaluate("() => localStorage.getItem('tapped')"))
    with unit_of_work(engine, writes=False) as session:
        told_at, accepted_at, shown_at = session.exec(
            select(Notification.told_at, Delivery.accepted_at, Delivery.shown_at)
            .join(Delivery, col(Delivery.notification_id) == col(Notification.id))
            .where(Notification.kind == "pause")
            .order_by(col(Notification.told_at).desc())
            .limit(1)
        ).one()
    noa.tap("I’m back")
    noa.sees("You are back.")
    ilan.receive()
    return _milliseconds(told_at, tapped), _milliseconds(accepted_at, tapped), _milliseconds(shown_at, tapped)


def measure(on: Stage, rounds: int) -> None:
    """Go round and print."""
    with unit_of_work(on.engine) as session:
        first, second = (add_person(session, name) for name in ("Noa", "Ilan"))
        link(session, first.id, second.id, datetime.now(UTC))
    noa, ilan = on.phone(), on.phone()
    for phone, name in ((noa, "Noa"), (ilan, "Ilan")):
        _sign_in(phone, name)
    ilan.open("/devices").locator("[data-push-ask]:visible").first.click()
    ilan.sees("Can receive.")
    taken = [one_pause(noa, ilan, on.engine) for _ in range(rounds)]
    print(f"milliseconds since the tap, {rounds} pauses: minimum / median / maximum")
    for step, values in zip(STEPS, zip(*taken, strict=True), strict=True):
        print(f"  {step:12} {min(values):6.0f} / {statistics.median(values):6.0f} / {max(values):6.0f}")


def main() -> None:
    """Serve, measure, stop."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    rounds: int = parser.parse_args().rounds
    with stage() as on:
        measure(on, rounds)


if __name__ == "__main__":
    main()
