"""Which period a series is shown in when nobody says."""

from __future__ import annotations

import numpy as np

from stanceline.series.bands import Clusters
from stanceline.series.passages import Passages
from stanceline.series.periods import Period, is_usable, number_periods
from stanceline.series.settings import DEFAULTS
from stanceline.series.weights import Weights, weigh

_FINER: tuple[Period, ...] = ("day", "week")


def choose_period(rows: Passages, weights: Weights) -> Period:
    """Choose the finest period whose median effective number of stories is at least ten.

    Periods without a passage count as zero: an index of Mondays is no daily series.
    """
    for period in _FINER:
        usable = rows.take(is_usable(rows.day, rows.precision, period))
        if len(usable) and _median_n_eff(usable, period, weights) >= DEFAULTS.min_eff_raw:
            return period
    return "month"


def _median_n_eff(rows: Passages, period: Period, weights: Weights) -> float:
    numbers = number_periods(rows.day, period)
    first = numbers.min()
    clusters = Clusters.of(
        numbers - first,
        rows.story,
        weigh(rows.article, rows.story, weights),
        n_periods=int(numbers.max() - first) + 1,
    )
    return float(np.median(clusters.n_eff))
