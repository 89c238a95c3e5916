"""The only clock. Everything below a route or a worker's step receives its `now` as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return datetime.now(UTC)
