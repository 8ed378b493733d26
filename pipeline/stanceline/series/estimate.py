"""The stance series: net stance a period and group, with the band that its stories allow.

``net`` is the share of passages that voice premium for security minus the share that voice
economic capitulation, each passage counted with its probability. Without hand-read labels the
classifier's own error is not taken out: ``net`` equals ``net_naive`` and the status says
``uncorrected``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from stanceline.records import StancePoint
from stanceline.series.bands import MIN_POOLED_DF, PeriodMeans, average
from stanceline.series.periods import (
    MIN_EFFECTIVE,
    Period,
    choose_period,
    is_usable,
    period_starts,
)
from stanceline.series.weights import Weights, weigh

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
# Below this share of passages with any frame, the ratio of the two poles is noise.
_MIN_FRAMED_FOR_TILT = 0.1

COLUMNS = (
    "passage_id",
    "article_id",
    "story_id",
    "date",
    "date_precision",
    "p_neither",
    "p_premium",
    "p_capitulation",
    "p_both",
    "model_version",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesResult:
    """The points of one or several groups, and what must be known to read them."""

    points: tuple[StancePoint, ...]
    metadata: Mapping[str, Any]

    def table(self) -> pd.DataFrame:
        """Return the points as a table, one row a point."""
        import pandas as pd

        names = StancePoint.__slots__
        return pd.DataFrame(
            [{name: getattr(point, name) for name in names} for point in self.points],
            columns=list(names),
        )


def estimate_series(
    passages: pd.DataFrame,
    *,
    period: Period | Literal["auto"] = "auto",
    group: str | None = None,
    weights: Weights = "story",
) -> SeriesResult:
    """Estimate the series of scored passages: ``COLUMNS``, and ``group`` when one is named.

    ``date`` is a UTC timestamp or null. A row enters only periods at least as long as its
    ``date_precision``; rows without a date enter none and are counted in the metadata. With
    ``group`` every value of that column has its own line and rows where it is null enter none;
    copies of a story are then counted within the group.

    Raises:
        ValueError: a column is missing, or scores of several models are mixed.

    """
    _require(passages, [*COLUMNS, *([group] if group else [])])
    chosen = choose_period(passages) if period == "auto" else period
    usable = passages[is_usable(passages, chosen)]
    points: list[StancePoint] = []
    for name, rows in _groups(usable, group):
        points += _points_of(rows, name, period=chosen, weights=weights)
    return SeriesResult(
        points=tuple(points),
        metadata={
            "period": chosen,
            "weights": weights,
            "group_by": group or ALL,
            "model_version": _only_model(passages),
            "passages": len(passages),
            "passages_in_series": len(usable),
            "undated_share": _share(passages["date"].isna()),
            "min_effective_stories": MIN_EFFECTIVE,
        },
    )


def _groups(rows: pd.DataFrame, group: str | None) -> Iterable[tuple[str, pd.DataFrame]]:
    if group is None:
        return [(ALL, rows)] if len(rows) else []
    return ((f"{group}={value}", part) for value, part in rows.groupby(group, sort=True))


def _points_of(
    rows: pd.DataFrame, name: str, *, period: Period, weights: Weights
) -> list[StancePoint]:
    import pandas as pd

    starts = period_starts(rows["date"], period)
    codes, labels = pd.factorize(starts, sort=True)
    stories = pd.factorize(rows["story_id"], sort=True)[0]
    weight = weigh(rows, weights)
    premium = (rows["p_premium"] + rows["p_both"]).to_numpy(dtype=float)
    capitulation = (rows["p_capitulation"] + rows["p_both"]).to_numpy(dtype=float)

    def over(values: np.ndarray) -> PeriodMeans:
        return average(values, weight, codes, stories, n_periods=len(labels))

    net = over(premium - capitulation)
    by_period = rows["article_id"].groupby(codes)
    counts = {"passages": by_period.size().to_numpy(), "articles": by_period.nunique().to_numpy()}
    shares = {
        "premium": over(premium).mean,
        "capitulation": over(capitulation).mean,
        "both": over(rows["p_both"].to_numpy(dtype=float)).mean,
    }
    half_widths = _half_widths(net)
    return [
        _point(index, start, name, net=net, shares=shares, counts=counts, half=half_widths[index])
        for index, start in enumerate(labels)
    ]


def _half_widths(net: PeriodMeans) -> np.ndarray:
    from scipy import stats

    if net.pooled_df < MIN_POOLED_DF:
        return np.full(len(net.mean), np.nan)
    return np.asarray(stats.t.ppf(0.975, net.degrees) * np.sqrt(net.variance))


def _point(
    index: int,
    start: pd.Timestamp,
    name: str,
    *,
    net: PeriodMeans,
    shares: Mapping[str, np.ndarray],
    counts: Mapping[str, np.ndarray],
    half: float,
) -> StancePoint:
    value = float(net.mean[index])
    n_eff = float(net.n_eff[index])
    premium, capitulation = (float(shares[key][index]) for key in ("premium", "capitulation"))
    framed = premium + capitulation
    return StancePoint(
        period_start=start.date(),
        group=name,
        n_passages=int(counts["passages"][index]),
        n_articles=int(counts["articles"][index]),
        n_stories=int(net.n_stories[index]),
        n_eff=n_eff,
        net_naive=value,
        net=value,
        net_lo=value - half,
        net_hi=value + half,
        se_sampling=float(np.sqrt(net.variance[index])),
        share_premium=premium,
        share_capitulation=capitulation,
        share_both_raw=float(shares["both"][index]),
        tilt=(premium - capitulation) / framed if framed > _MIN_FRAMED_FOR_TILT else float("nan"),
        show_raw=n_eff >= MIN_EFFECTIVE,
        status=_status(net.pooled_df, n_eff),
    )


def _status(pooled_df: float, n_eff: float) -> str:
    if pooled_df < MIN_POOLED_DF:
        return "too_few_stories"
    return "uncorrected" if n_eff >= MIN_EFFECTIVE else "raw_suppressed"


def _require(passages: pd.DataFrame, columns: Iterable[str]) -> None:
    missing = [column for column in columns if column not in passages.columns]
    if missing:
        raise ValueError(f"passages lack {', '.join(missing)}; have {', '.join(passages.columns)}")


def _only_model(passages: pd.DataFrame) -> str:
    models = sorted(set(passages["model_version"]))
    if len(models) > 1:
        raise ValueError(f"one series, one model: found {', '.join(models)}")
    return str(models[0]) if models else ""


def _share(mask: pd.Series) -> float:
    return float(mask.mean()) if len(mask) else 0.0
