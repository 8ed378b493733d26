"""Periods of the series on the calendar: where one ends, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

TimeSpan = Literal["day", "week", "month"]


def infer_timespan(starts: Iterable[date]) -> TimeSpan:
    """Infer how long periods are from where they begin, for a run that does not say it.

    >>> infer_timespan([date(2025, 7, 7), date(2025, 7, 21)])
    'week'
    """
    known = list(starts)
    if all(start.day == 1 for start in known):
        return "month"
    return "week" if all(start.weekday() == 0 for start in known) else "day"


def as_timespan(name: str, starts: Iterable[date]) -> TimeSpan:
    """Return the named length of a period, or infer it when the name is none of ours."""
    for known in ("day", "week", "month"):
        if name == known:
            return known
    return infer_timespan(starts)


def end_of(start: date, timespan: TimeSpan) -> date:
    """Return the first day after a period.

    >>> end_of(date(2025, 12, 1), "month")
    datetime.date(2026, 1, 1)
    """
    if timespan == "month":
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return start + timedelta(days=7 if timespan == "week" else 1)


def name_of(start: date, timespan: TimeSpan) -> str:
    """Name a period.

    >>> name_of(date(2025, 7, 7), "week"), name_of(date(2025, 7, 1), "month")
    ('Week of 7 July 2025', 'July 2025')
    """
    if timespan == "month":
        return f"{start:%B} {start.year}"
    return f"Week of {say_day(start)}" if timespan == "week" else say_day(start)


def say_day(day: date) -> str:
    """Write a date in words.

    >>> say_day(date(2025, 7, 7))
    '7 July 2025'
    """
    return f"{day.day} {day:%B} {day.year}"


def say_range(first: date, last_start: date, timespan: TimeSpan) -> str:
    """Write the days from the first period to the end of the last, both included.

    >>> say_range(date(2025, 7, 7), date(2025, 7, 21), "week")
    '7 to 27 July 2025'
    """
    last = end_of(last_start, timespan) - timedelta(days=1)
    if first == last:
        return say_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {say_day(last)}"
    begin = f"{first.day} {first:%B}" if first.year == last.year else say_day(first)
    return f"{begin} to {say_day(last)}"


def anchor_of(start: date) -> str:
    """Name the place on the page where a period's evidence stands.

    >>> anchor_of(date(2025, 7, 7))
    'period-2025-07-07'
    """
    return f"period-{start.isoformat()}"
