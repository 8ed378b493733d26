"""Stretches of time that are compared: by dates, by name, or period by period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from stanceline.errors import SeriesError
from stanceline.series.line import Line
from stanceline.series.periods import first_days
from stanceline.series.points import usable_periods

# A name, a pair of days, or the first days of periods; days as dates or ISO text.
WindowLike = str | Sequence[Any]
_NAME = re.compile(r"(?P<year>\d{4})(?:-?Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")


def select_periods(line: Line, window: WindowLike) -> tuple[np.ndarray, tuple[str, str]]:
    """Return the periods (t,) booleans that begin in a window, and its first and last day.

    Raises:
        SeriesError: nothing that can be read as a window.

    """
    starts = first_days(np.arange(line.first, line.first + line.n_periods), line.calendar.period)
    if isinstance(window, str):
        first, last = _named(window)
    else:
        days = [_day(value) for value in window]
        if len(days) > 2:
            return np.isin(starts, days), (str(min(days)), str(max(days)))
        if not days:
            raise SeriesError("an empty window; give its first and last day")
        first, last = days[0], days[-1]
    if last < first:
        raise SeriesError(f"a window that ends before it begins: {first} to {last}")
    return (starts >= first) & (starts <= last), (str(first), str(last))


def headline_windows(
    line: Line,
) -> tuple[tuple[np.ndarray, tuple[str, str]], tuple[np.ndarray, tuple[str, str]]]:
    """Return the first and the last quarter of the periods that have a net."""
    usable = np.flatnonzero(usable_periods(line))
    size = max(len(usable) // 4, 1)
    return _among(line, usable[:size]), _among(line, usable[-size:])


def _among(line: Line, places: np.ndarray) -> tuple[np.ndarray, tuple[str, str]]:
    chosen = np.zeros(line.n_periods, dtype=bool)
    chosen[places] = True
    if not len(places):
        return chosen, ("", "")
    ends = first_days(line.first + places[[0, -1]], line.calendar.period)
    return chosen, (str(ends[0]), str(ends[1]))


def _named(name: str) -> tuple[np.datetime64, np.datetime64]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise SeriesError(f"no window {name!r}; name a year, quarter or month: 2025Q3, 2025-07")
    months = np.datetime64(match["year"], "M")
    length = 12
    if match["quarter"]:
        months, length = months + 3 * (int(match["quarter"]) - 1), 3
    elif match["month"]:
        months, length = months + int(match["month"]) - 1, 1
    return months.astype("datetime64[D]"), (months + length).astype("datetime64[D]") - 1


def _day(value: Any) -> np.datetime64:  # noqa: ANN401 - a day in any of its types
    try:
        if isinstance(value, (date, datetime)):
            return np.datetime64(value.isoformat()[:10], "D")
        if isinstance(value, str):
            return np.datetime64(value[:10], "D")
        return np.datetime64(value, "D")
    except (ValueError, TypeError) as error:
        raise SeriesError(f"{value!r} is no day; give dates or ISO text") from error
