"""Alembic's entry: one chain of migrations for both databases, run on a connection `mend.schema` opens."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString

from mend.database import UtcDateTime
from mend.tables import metadata


def plain_type(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Write column types in SQLAlchemy's own words, so that an old migration never needs today's code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    compare_type=True,
    render_item=plain_type,
)
with context.begin_transaction():
    context.run_migrations()
