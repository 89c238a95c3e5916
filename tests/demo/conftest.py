"""The sample couple's house, lived in once for all tests that only look."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from mend.app import chores_of, outbox_of, post_of
from mend.database import create_engine
from mend.demo.house import Couple, settings_of, settle_in
from mend.settings import Settings

NOW = datetime(2026, 11, 25, 17, 10, tzinfo=UTC)


def move_in(settings: Settings, at: datetime = NOW, *, anew: bool = False) -> Couple:
    """What `mend demo` does before it serves."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    post = post_of(settings)
    return settle_in(settings, outbox_of(post), post.secret, chores_of(post), at, anew=anew)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Its settings."""
    return settings_of(tmp_path_factory.mktemp("demo"), Settings())


@pytest.fixture(scope="session")
def couple(house: Settings) -> Couple:
    """Noa and Ilan, after their year."""
    return move_in(house)


@pytest.fixture(scope="session")
def lived(house: Settings, couple: Couple) -> Iterator[sa.Engine]:
    """Their database."""
    engine = create_engine(house.database)
    yield engine
    engine.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder nobody lives in."""
    return tmp_path / "demo"
