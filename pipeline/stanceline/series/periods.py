"""Calendar periods: days, weeks that start on Monday, months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Period = Literal["day", "week", "month"]

_RULE = {"day": "D", "week": "W-SUN", "month": "M"}
# A period is at least as long as what is known of a date: a month is no day.
_ALLOWED = {
    "day": ("day",),
    "week": ("day",),
    "month": ("day", "month"),
}
# Median stories a period must have before it says anything on its own (series.md 2.10).
MIN_EFFECTIVE = 10


def period_starts(dates: pd.Series, period: Period) -> pd.Series:
    """Return the first day of each date's period, as naive timestamps.

    >>> import pandas as pd
    >>> period_starts(pd.Series(pd.to_datetime(["2025-07-23"], utc=True)), "week").dt.date[0]
    datetime.date(2025, 7, 21)
    """
    starts: pd.Series = dates.dt.tz_localize(None).dt.to_period(_RULE[period]).dt.start_time
    return starts


def is_usable(passages: pd.DataFrame, period: Period) -> pd.Series:
    """Say which rows are dated finely enough for this period."""
    return passages["date"].notna() & passages["date_precision"].isin(_ALLOWED[period])


def choose_period(passages: pd.DataFrame) -> Period:
    """Choose the finest period whose median number of stories is at least ``MIN_EFFECTIVE``."""
    finer: tuple[Period, ...] = ("day", "week")
    for period in finer:
        rows = passages[is_usable(passages, period)]
        if rows.empty:
            continue
        stories = rows.groupby(period_starts(rows["date"], period))["story_id"].nunique()
        if stories.median() >= MIN_EFFECTIVE:
            return period
    return "month"
