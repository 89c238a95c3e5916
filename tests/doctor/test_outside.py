"""What the doctor finds from outside: real servers on this machine, well and unwell."""

import asyncio
import os
import ssl
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from mend.app import create_app
from mend.clock import now
from mend.database import unit_of_work
from mend.doctor.finding import Finding, Heard, Mark
from mend.doctor.outside import answers_at, certificate, clock, push_services
from mend.notifications.models import Heartbeat
from mend.notifications.worker import NAME
from mend.outward import resolve
from mend.settings import Settings
from tests.doctor.test_house import says
from tests.fakes.push_service import PushService
from tests.journeys.server import free_socket, serving
from tests.patience import PATIENCE

OK, WARN, WRONG = Mark.OK, Mark.WARN, Mark.WRONG
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def trust(push_service: PushService) -> ssl.SSLContext:
    """What an operator who trusts the tests' authority trusts."""
    return ssl.create_default_context(cafile=str(push_service.ca_file))


# Certificate


def test_a_certificate_says_how_long_it_lasts(push_service: PushService, trust: ssl.SSLContext) -> None:
    """The tests' certificates last for seven days from the start of the run."""
    month_ago = now() - timedelta(days=30)
    assert says(certificate("localhost", push_service.port, trust, month_ago), OK, "valid for 36 more days")
    assert says(certificate("localhost", push_service.port, trust, now()), WARN, "ends in 6 days")


def test_a_certificate_nobody_believes_is_wrong(push_service: PushService, trust: ssl.SSLContext) -> None:
    strangers = ssl.create_default_context()
    assert says(certificate("localhost", push_service.port, strangers, now()), WRONG, "No browser believes")
    assert says(certificate("127.0.0.1", push_service.port, trust, now()), WRONG, "not valid for '127.0.0.1'")


def test_where_nobody_speaks_tls_it_is_wrong(app: FastAPI, trust: ssl.SSLContext) -> None:
    assert says(certificate("127.0.0.1", 1, trust, now()), WRONG, "Nobody speaks TLS at 127.0.0.1:1")
    assert says(certificate("no.such.invalid", 443, trust, now()), WRONG, "Nobody speaks TLS")
    listening = free_socket()
    with serving(app, listening):
        plain = certificate("127.0.0.1", listening.getsockname()[1], trust, now())
        assert says(plain, WRONG, "Nobody speaks TLS")


# The server


def beat(engine: sa.Engine) -> None:
    with unit_of_work(engine) as session:
        session.merge(Heartbeat(name=NAME, at=now()))


def test_a_server_that_is_ready_says_so(
    app: FastAPI, settings: Settings, engine: sa.Engine, trust: ssl.SSLContext
) -> None:
    beat(engine)
    listening = free_socket()
    port = listening.getsockname()[1]
    at_home = Settings(port=port, data_dir=settings.data_dir)
    with serving(app, listening):
        found = answers_at(at_home, trust)
    assert [finding.mark for finding in found] == [OK, OK]
    assert f"http://localhost:{port}" in found[0].sentence


def test_a_server_that_is_not_ready_is_wrong(app: FastAPI, trust: ssl.SSLContext) -> None:
    listening = free_socket()
    with serving(app, listening):
        found = answers_at(Settings(port=listening.getsockname()[1]), trust)
    assert says(found[0], OK, "The server answers at")
    assert says(found[1], WRONG, "not ready")


def test_a_server_that_only_answers_here_is_wrong(
    app: FastAPI, engine: sa.Engine, trust: ssl.SSLContext
) -> None:
    beat(engine)
    listening = free_socket()
    outside = Settings(port=listening.getsockname()[1], public_url=NOWHERE)
    with serving(app, listening):
        found = answers_at(outside, trust)
    assert says(found[0], WRONG, f"but not at {NOWHERE}: look at the name, HTTPS and the proxy.")
    assert found[1].mark is OK


def test_no_server_at_all_is_wrong(push_service: PushService, trust: ssl.SSLContext) -> None:
    [none] = answers_at(Settings(port=1, public_url=NOWHERE), trust)
    assert says(none, WRONG, "No Mend answers at")


def test_another_server_at_that_address_is_wrong(push_service: PushService, trust: ssl.SSLContext) -> None:
    [other] = answers_at(Settings(port=1, public_url=push_service.origin), trust)
    assert says(other, WRONG, "No Mend answers at")


# Push services


def reach(
    settings: Settings, trust: ssl.SSLContext, addresses: Sequence[str] | OSError | None = None
) -> tuple[Finding, list[Heard]]:
    async def given(host: str, port: int) -> Sequence[str]:
        if isinstance(addresses, OSError):
            raise addresses
        return await resolve(host, port) if addresses is None else addresses

    return asyncio.run(push_services(settings, trust, given))


def test_a_push_service_that_answers_is_right(push_service: PushService, trust: ssl.SSLContext) -> None:
    found, heard = reach(Settings(push_test_origin=push_service.origin), trust)
    assert says(found, OK, "Push services answer: localhost.")
    assert says(clock(heard), OK, "The clock is right.")


def test_a_machine_without_a_network_hears_a_plain_sentence(trust: ssl.SSLContext) -> None:
    offline = OSError("no network")
    found, heard = reach(Settings(), trust, offline)
    assert says(found, WARN, "No push service can be reached from here (unreachable): nothing arrives.")
    assert heard == []
    production = Settings(
        environment="production", public_url="https://mend.example.org", push_contact="mailto:me@example.net"
    )
    assert says(reach(production, trust, offline)[0], WRONG, "No push service can be reached")


def test_a_name_that_leads_home_is_not_followed(trust: ssl.SSLContext) -> None:
    found, _ = reach(Settings(push_hosts=("push.example.org",)), trust, ["127.0.0.1"])
    assert says(found, WARN, "(forbidden)")


def test_an_untrusted_push_service_is_named_for_what_it_is(push_service: PushService) -> None:
    found, _ = reach(Settings(push_test_origin=push_service.origin), ssl.create_default_context())
    assert says(found, WARN, "(certificate)")


# The clock

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def heard(*seconds_off: float) -> list[Heard]:
    return [Heard(NOON, NOON + timedelta(seconds=off)) for off in seconds_off]


@pytest.mark.parametrize(
    ("seconds", "mark", "words"),
    [
        ((0,), OK, "The clock is right."),
        ((30, -30, 1), OK, "The clock is right."),
        ((2, 90_000, 1), OK, "The clock is right."),
        ((31,), WRONG, "31 seconds ahead"),
        ((-120, -121, 5), WRONG, "120 seconds behind"),
        ((), WARN, "Nobody answered"),
    ],
)
def test_a_clock_that_is_off_is_wrong(seconds: tuple[float, ...], mark: Mark, words: str) -> None:
    assert says(clock(heard(*seconds)), mark, words)


# The command


def doctor(tmp_path: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    known = {name: value for name, value in os.environ.items() if not name.startswith("MEND_")}
    return subprocess.run(
        [sys.executable, "-m", "mend", "doctor"],
        env=known | {"DATA_DIR": str(tmp_path / "data"), "PORT": "1"} | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_a_running_house_is_told_that_nothing_is_wrong(
    settings: Settings, engine: sa.Engine, tmp_path: Path, push_service: PushService
) -> None:
    listening = free_socket()
    port = str(listening.getsockname()[1])
    home = Settings(
        port=int(port), data_dir=settings.data_dir, database_url=settings.database_url, worker_in_server=False
    )
    home.data_dir.mkdir(mode=0o700, exist_ok=True)
    home.data_dir.chmod(0o700)
    beat(engine)
    with serving(create_app(home, engine), listening):
        answer = doctor(
            tmp_path,
            PORT=port,
            DATABASE_URL=home.database_url,
            SSL_CERT_FILE=str(push_service.ca_file),
            MEND_PUSH_TEST_ORIGIN=push_service.origin,
        )
    assert answer.stdout.endswith("Nothing is wrong.\n"), answer.stdout
    assert (answer.returncode, answer.stderr) == (0, "")


def test_a_house_where_nothing_was_started_is_told_what_to_do(
    tmp_path: Path, push_service: PushService
) -> None:
    answer = doctor(
        tmp_path, SSL_CERT_FILE=str(push_service.ca_file), MEND_PUSH_TEST_ORIGIN=push_service.origin
    )
    assert (answer.returncode, answer.stderr) == (1, "")
    assert "WRONG  No Mend answers at" in answer.stdout
    assert "WRONG  There is no data folder" in answer.stdout
    assert "of 10 things are wrong." in answer.stdout
    assert not (tmp_path / "data").exists()
