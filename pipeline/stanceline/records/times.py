"""Times: aware, and in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def require_utc(value: datetime | None, *, name: str) -> None:
    """Refuse a time that is naive or not in UTC; none at all passes.

    Raises:
        ValueError: it is one.

    """
    if value is not None and value.utcoffset() != timedelta(0):
        raise ValueError(f"{name} must be aware and in UTC, got {value!r}")


def utc(value: datetime) -> datetime:
    """Return an aware time in UTC; a naive one is taken as UTC."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
