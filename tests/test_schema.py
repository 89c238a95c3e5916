"""One chain of migrations for both databases: up, down, up again, and never half way."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from mend.accounts.models import Person
from mend.couples.models import Membership
from mend.database import unit_of_work
from mend.schema import (
    UnknownRevision,
    current_revision,
    differences,
    is_current,
    migrate,
    newest_revision,
)
from mend.settings import PROJECT
from tests.notifications.mailroom import at_once
from tests.patience import PATIENCE

MIGRATIONS = PROJECT / "migrations"


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """The migrations in a folder of the test's own, to be lengthened."""
    return Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))


def lengthen(chain: Path, upgrade: str) -> None:
    """Another migration after the newest, whose `upgrade` does this."""
    newest = newest_revision(chain)
    (chain / "versions" / "9000_next.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f"revision, down_revision = '9000', '{newest}'\n"
        "def upgrade():\n"
        + "".join(f"    {line}\n" for line in upgrade.splitlines())
        + "def downgrade():\n    pass\n"
    )


def mend(engine: sa.Engine, tmp_path: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the `mend` command on this database."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("MEND_")}
    return subprocess.run(
        [sys.executable, "-m", "mend", *words],
        env=known
        | {
            "DATABASE_URL": engine.url.render_as_string(hide_password=False),
            "DATA_DIR": str(tmp_path / "data"),
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def names(engine: sa.Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names())


def test_models_and_migrations_are_in_step(engine: sa.Engine) -> None:
    assert differences(engine) == []
    assert is_current(engine, MIGRATIONS)


def test_a_difference_is_seen(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE heartbeats"))
        connection.execute(sa.text("ALTER TABLE people ADD COLUMN shoe_size INTEGER"))
    assert len(differences(engine)) == 2


def test_down_to_nothing_and_up_again(engine: sa.Engine) -> None:
    before = names(engine)
    migrate(engine, MIGRATIONS, "base")
    assert names(engine) == {"alembic_version"}
    assert current_revision(engine) is None
    migrate(engine, MIGRATIONS)
    assert names(engine) == before
    assert differences(engine) == []


def test_migrating_what_is_current_changes_nothing(engine: sa.Engine) -> None:
    migrate(engine, MIGRATIONS)
    with Session(engine) as session:
        assert len(session.exec(select(Person)).all()) == 5


def test_two_processes_that_start_at_once_take_turns(engine: sa.Engine, tmp_path: Path) -> None:
    migrate(engine, MIGRATIONS, "base")
    answers = at_once(*[lambda: mend(engine, tmp_path, "migrate")] * 2)
    assert [(answer.returncode, answer.stderr) for answer in answers] == [(0, "")] * 2
    assert differences(engine) == []


def test_a_database_of_a_newer_mend_is_refused_in_a_sentence(engine: sa.Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for words in (("migrate",), ("serve", "--migrate")):
        answer = mend(engine, tmp_path, *words)
        assert answer.returncode == 1
        assert answer.stderr == (
            "mend: this database was used by a newer Mend. Please run that version, or restore a backup.\n"
        )
    with pytest.raises(UnknownRevision):
        migrate(engine, MIGRATIONS)
    assert current_revision(engine) == "9999"


def test_a_migration_that_breaks_leaves_nothing_half_done(engine: sa.Engine, chain: Path) -> None:
    newest = newest_revision(chain)
    lengthen(chain, "op.create_table('half', sa.Column('id', sa.Integer))\nop.execute('SELECT nothing')")
    with pytest.raises(sa.exc.DBAPIError):
        migrate(engine, chain)
    assert current_revision(engine) == newest
    assert "half" not in names(engine)


def test_copying_a_table_loses_nothing_that_refers_to_it(engine: sa.Engine, chain: Path) -> None:
    """SQLite alters a table by copying and dropping it, which by itself sets off ON DELETE CASCADE."""
    lengthen(
        chain,
        "with op.batch_alter_table('people', recreate='always') as people:\n"
        "    people.add_column(sa.Column('shoe_size', sa.Integer))"
        if engine.dialect.name == "sqlite"
        else "op.add_column('people', sa.Column('shoe_size', sa.Integer))",
    )
    migrate(engine, chain)
    with unit_of_work(engine) as session:
        assert len(session.exec(select(Membership)).all()) == 4
        for person in session.exec(select(Person)):
            session.delete(person)
    with unit_of_work(engine) as session:
        assert session.exec(select(Membership)).all() == []


def test_what_refers_to_nothing_stops_a_migration(engine: sa.Engine, chain: Path) -> None:
    if engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL never lets go of its references")
    lengthen(chain, "op.execute(\"DELETE FROM people WHERE name = 'Noa'\")")
    with pytest.raises(sa.exc.IntegrityError):
        migrate(engine, chain)
    with Session(engine) as session:
        assert len(session.exec(select(Person)).all()) == 5
