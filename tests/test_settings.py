"""What can be set from outside: unsafe values never start, and the rest means what it says."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from mend.settings import PROJECT, PUSH_HOSTS, Settings

SAFE = {
    "MEND_ENVIRONMENT": "production",
    "MEND_PUBLIC_URL": "https://mend.example.org",
    "MEND_PUSH_CONTACT": "mailto:you@mend.example.org",
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which nothing of Mend is set."""
    for name in (
        "PORT",
        "DATA_DIR",
        "DATABASE_URL",
        *(f"MEND_{field.upper()}" for field in Settings.model_fields),
    ):
        monkeypatch.delenv(name, raising=False)


def read(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_a_developer_sets_nothing() -> None:
    settings = Settings()
    assert settings.origin == "http://localhost:8000"
    assert settings.database == f"sqlite:///{PROJECT / 'data' / 'mend.sqlite3'}"
    assert (settings.is_development, settings.is_secure, settings.runs_worker_in_server) == (
        True,
        False,
        True,
    )
    assert settings.push_hosts == PUSH_HOSTS


def test_port_data_folder_and_database_are_honoured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = read(monkeypatch, PORT="9001", DATA_DIR=str(tmp_path))
    assert settings.origin == "http://localhost:9001"
    assert settings.database == f"sqlite:///{tmp_path / 'mend.sqlite3'}"
    settings = read(monkeypatch, DATABASE_URL="postgresql://mend@db/mend")
    assert settings.database == "postgresql+psycopg://mend@db/mend"
    assert settings.runs_worker_in_server is False


def test_production_with_everything_safe_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, **SAFE)
    assert (settings.origin, settings.is_secure, settings.is_development) == (
        "https://mend.example.org",
        True,
        False,
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"MEND_PUBLIC_URL": ""}, "MEND_PUBLIC_URL must begin with https://"),
        ({"MEND_PUBLIC_URL": "http://mend.example.org"}, "MEND_PUBLIC_URL must begin with https://"),
        ({"MEND_PUSH_CONTACT": "mailto:mend@example.org"}, "MEND_PUSH_CONTACT must be a mailbox of yours"),
        ({"MEND_PUSH_TEST_ORIGIN": "https://localhost:1234"}, "MEND_PUSH_TEST_ORIGIN is for tests only"),
        (
            {"MEND_CALENDAR_TEST_ORIGIN": "https://localhost:1234"},
            "MEND_CALENDAR_TEST_ORIGIN is for tests only",
        ),
    ],
)
def test_production_refuses_what_is_unsafe(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        read(monkeypatch, **SAFE | change)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MEND_PUSH_CONTACT", "you@mend.example.org"),
        ("MEND_PUSH_CONTACT", "mailto:you"),
        ("MEND_PUSH_CONTACT", "mailto:you@localhost"),  # Apple refuses it with every message
        ("MEND_PUBLIC_URL", "mend.example.org"),
        ("MEND_PUBLIC_URL", "ftp://mend.example.org"),
        ("MEND_PUBLIC_URL", "https://"),
        ("MEND_PUBLIC_URL", "https://mend.example.org/app"),
        ("MEND_PUBLIC_URL", "https://mend.example.org?a=b"),
        ("MEND_PUBLIC_URL", "https://you@mend.example.org"),
        ("MEND_PUBLIC_URL", "https://mend.example.org:port"),
        ("MEND_ENVIRONMENT", "prod"),
        ("MEND_THREADS", "0"),
        ("PORT", "70000"),
        ("PORT", "eight"),
        ("DATABASE_URL", "mysql://mend@db/mend"),
    ],
)
def test_what_cannot_work_is_said_at_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(ValidationError):
        read(monkeypatch, **{name: value})


@pytest.mark.parametrize(
    "url", ["https://mend.example.org/", "https://Mend.example.org", "https://mend.example.org:443"]
)
def test_the_origin_is_written_as_browsers_write_it(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert read(monkeypatch, MEND_PUBLIC_URL=url).origin == "https://mend.example.org"


def test_push_hosts_come_with_commas_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, MEND_PUSH_HOSTS="push.example.org, *.push.example.net,")
    assert settings.push_hosts == ("push.example.org", "*.push.example.net")


def test_a_value_that_is_refused_is_not_repeated(monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    """A database's address holds its password."""
    with pytest.raises(ValidationError) as refused:
        read(monkeypatch, DATABASE_URL="mysql://mend:hunter22@db/mend")
    assert all("hunter22" not in complaint["msg"] for complaint in refused.value.errors())
