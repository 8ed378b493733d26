"""Calendar periods and quarters as numbers: days, weeks that start on Monday, months."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

import numpy as np

from stanceline.errors import SeriesError

Period = Literal["day", "week", "month"]
PERIODS: tuple[Period, ...] = get_args(Period)

# What people call them, pandas' letters among it.
_ALIASES: dict[str, Period] = {"D": "day", "W": "week", "M": "month", "MS": "month"}
# A period is at least as long as what is known of a date: a month is no day.
_PRECISIONS: dict[Period, tuple[str, ...]] = {
    "day": ("day",),
    "week": ("day",),
    "month": ("day", "month"),
}
# 1 January 1970 was a Thursday, three days after a Monday.
_DAYS_FROM_MONDAY = 3
NO_DAY = np.iinfo(np.int64).min


def read_period(name: str) -> Period:
    """Read the name of a period.

    >>> read_period("W")
    'week'

    Raises:
        SeriesError: there is no such period.

    """
    known = {period: period for period in PERIODS} | _ALIASES
    if name not in known:
        raise SeriesError(f"no period named {name!r}; known: auto, {', '.join(known)}")
    return known[name]


def number_periods(days: np.ndarray, period: Period) -> np.ndarray:
    """Give the period of each day as a number: (n,) days since 1970-01-01 to (n,) periods.

    >>> number_periods(np.array([0, 3, 4, 31]), "week").tolist()
    [0, 0, 1, 4]
    """
    if period == "day":
        return days
    if period == "week":
        return (days + _DAYS_FROM_MONDAY) // 7
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_days(numbers: np.ndarray, period: Period) -> np.ndarray:
    """Return the first day of numbered periods, as dates (n,).

    >>> first_days(np.array([0]), "week")
    array(['1969-12-29'], dtype='datetime64[D]')
    """
    if period == "day":
        return numbers.astype("datetime64[D]")
    if period == "week":
        return (numbers * 7 - _DAYS_FROM_MONDAY).astype("datetime64[D]")
    return numbers.astype("datetime64[M]").astype("datetime64[D]")


def number_quarters(days: np.ndarray) -> np.ndarray:
    """Give the calendar quarter of each day as a number since that of 1970-01-01."""
    return number_periods(days, "month") // 3


def quarter_names(numbers: Iterable[int]) -> list[str]:
    """Name numbered quarters.

    >>> quarter_names([222])
    ['2025Q3']
    """
    return [f"{1970 + number // 4}Q{number % 4 + 1}" for number in map(int, numbers)]


def is_usable(days: np.ndarray, precisions: np.ndarray, period: Period) -> np.ndarray:
    """Say which rows are dated finely enough for this period: (n,) booleans."""
    return np.asarray((days != NO_DAY) & np.isin(precisions, _PRECISIONS[period]))
