"""The estimator against simulated corpora: how far off it is, and how often its bands hold.

Naive stands for what is usually done: the model's most likely label of each passage, counted,
with a binomial band.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stanceline.series.classes import PROBABILITIES
from stanceline.series.contrasts import Estimate
from stanceline.series.estimate import SeriesResult, estimate_series
from stanceline.series.settings import DEFAULTS
from stanceline.series.simulator import Scenario, Simulation, simulate
from stanceline.series.smoother import smooth
from stanceline.series.weights import Weights

Estimator = Callable[[Simulation, Scenario], SeriesResult]
_NORMAL = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An estimate of each period (t,) or of one change (1,): how far off, and the band's ends."""

    error: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def covered(self) -> np.ndarray:
        """Whether the band holds the truth; NaN without a band."""
        held = ((self.low <= 0) & (self.high >= 0)).astype(float)
        return np.where(np.isfinite(self.low), held, np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came out of one simulated corpus."""

    raw: Seen
    smoothed: Seen
    naive: Seen
    naive_smoothed: Seen
    change: Seen
    change_dsl: Seen
    change_adjusted: Seen
    change_unadjusted: Seen
    change_naive: Seen
    p_drift: float


def estimate(
    simulation: Simulation, scenario: Scenario, weights: Weights = "story"
) -> SeriesResult:
    """Estimate a simulated corpus as a user would."""
    return estimate_series(
        simulation.passages, simulation.labels, period=scenario.period, weights=weights
    )


def run_trial(scenario: Scenario, seed: int, estimator: Estimator = estimate) -> Trial:
    """Simulate a corpus, estimate its series, and compare it with the truth."""
    simulation = simulate(scenario, seed)
    result = estimator(simulation, scenario)
    table = result.table().set_index("period_start").reindex(simulation.starts.tolist())
    quarter = scenario.n_periods // 4
    contrast = result.contrast(
        simulation.starts[:quarter].tolist(), simulation.starts[-quarter:].tolist()
    )
    truth = simulation.truth
    naive, variance = _count(simulation)
    half = _NORMAL * np.sqrt(variance)
    line = _smooth_naive(naive, variance)
    change, fixed = (_change(values, quarter) for values in (truth, simulation.fixed_truth))
    counted = _change(naive, quarter)
    spread = _NORMAL * np.sqrt(
        (np.nanmean(variance[:quarter]) + np.nanmean(variance[-quarter:])) / quarter
    )
    return Trial(
        raw=_seen(table["net"], table["net_lo"], table["net_hi"], truth),
        smoothed=_seen(table["net_smooth"], table["net_smooth_lo"], table["net_smooth_hi"], truth),
        naive=_seen(naive, naive - half, naive + half, truth),
        naive_smoothed=_seen(line, np.nan * line, np.nan * line, truth),
        change=_seen_change(contrast.model, change),
        change_dsl=_seen_change(contrast.dsl, change),
        change_adjusted=_seen_change(contrast.house_adjusted, fixed),
        change_unadjusted=_seen_change(contrast.model, fixed),
        change_naive=_seen(counted, counted - spread, counted + spread, change),
        p_drift=result.points[0].p_drift,
    )


def summarise(trials: Sequence[Trial]) -> dict[str, dict[str, float]]:
    """Return bias, rms bias of a period, RMSE, coverage and width of every kind of estimate."""
    names = [name for name in Trial.__slots__ if name != "p_drift"]
    measured = {name: _measure([getattr(trial, name) for trial in trials]) for name in names}
    flagged = np.mean([trial.p_drift < DEFAULTS.drift_flag for trial in trials])
    return measured | {"drift": {"flagged": float(flagged)}}


def _measure(seen: Sequence[Seen]) -> dict[str, float]:
    error, covered, width = (
        np.ma.masked_invalid(np.stack(values))
        for values in (
            [one.error for one in seen],
            [one.covered for one in seen],
            [one.high - one.low for one in seen],
        )
    )
    return {
        "bias": _number(error.mean()),
        "rms_period_bias": _number(np.sqrt((error.mean(axis=0) ** 2).mean())),
        "rmse": _number(np.sqrt((error**2).mean())),
        "coverage": _number(covered.mean()),
        "width": _number(width.mean()),
    }


def _number(value: Any) -> float:  # noqa: ANN401 - a masked number or a plain one
    return float("nan") if np.ma.is_masked(value) else float(value)


def _seen(values: Any, low: Any, high: Any, truth: Any) -> Seen:  # noqa: ANN401 - array-likes
    return Seen(
        error=np.atleast_1d(np.asarray(values, float) - truth),
        low=np.atleast_1d(np.asarray(low, float) - truth),
        high=np.atleast_1d(np.asarray(high, float) - truth),
    )


def _seen_change(found: Estimate, truth: float) -> Seen:
    return _seen(found.value, found.lo, found.hi, truth)


def _change(values: np.ndarray, quarter: int) -> float:
    return float(np.nanmean(values[-quarter:]) - np.nanmean(values[:quarter]))


def _count(simulation: Simulation) -> tuple[np.ndarray, np.ndarray]:
    """Count most likely labels: net and its binomial variance (t,); NaN without a passage."""
    best = simulation.passages[list(PROBABILITIES)].to_numpy().argmax(axis=1)
    values = (best == 1).astype(float) - (best == 2)
    days = simulation.passages["date"].to_numpy().astype("datetime64[D]")
    period = np.searchsorted(simulation.starts, days)
    size = len(simulation.starts)
    count, sums, squares = (
        np.bincount(period, weights=weights, minlength=size)
        for weights in (None, values, values**2)
    )
    known = np.where(count > 0, count, np.nan)
    net = sums / known
    return net, (squares / known - net**2) / known


def _smooth_naive(naive: np.ndarray, variance: np.ndarray) -> np.ndarray:
    # A period of passages that all agree has no binomial variance; it is as sure as the surest.
    least = np.nanmin(np.where(variance > 0, variance, np.nan))
    noise = np.where(np.isfinite(naive), np.maximum(variance, least), np.nan)
    return smooth(naive, noise, shock_ratio=DEFAULTS.shock_likelihood_ratio).mean
