"""Alembic's entry: one chain of migrations for both databases, run on a connection `mend.schema` opens."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString

from mend.database import UtcDateTime
from mend.tables import metadata


def plain_type(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Write column types in SQLAlchemy's own words, so that an old migration never needs today's code.

    An enum is text with a check. Alembic meets that check twice: on the table, under its full name, and on
    the column's type, under the enum's; the second is left out.
    """
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    if kind == "check" and not isinstance(item.name, sa.sql.elements.conv):
        return None  # type: ignore[return-value]  # Alembic leaves such a one out; its type forgot to say so
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
