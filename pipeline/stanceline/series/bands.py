"""The share of a pole in a period and how far it may be off: story-clustered, moderated.

Formulas: Kish's effective size and the linearised ratio variance with its exact small-sample
factor; the moderated variance of Smyth (2004) borrows strength over periods with a prior of
``PRIOR_DF`` degrees of freedom.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

PRIOR_DF = 20.0
# Below this many pooled degrees of freedom a variance is a guess, so no band is given.
MIN_POOLED_DF = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodMeans:
    """Weighted means of a score over periods, (t,) arrays, with story-clustered variances."""

    mean: np.ndarray
    n_stories: np.ndarray
    n_eff: np.ndarray
    variance: np.ndarray
    degrees: np.ndarray
    pooled_df: float


def average(
    values: np.ndarray,
    weights: np.ndarray,
    periods: np.ndarray,
    stories: np.ndarray,
    *,
    n_periods: int,
) -> PeriodMeans:
    """Average ``values`` (n,) over ``periods`` (n,) of 0..t-1, stories being the clusters.

    With z_s, m_s the weighted sum and weight of story s in its period: mean = sum z / sum m,
    e_s = z_s - mean m_s, h_s = m_s / sum m, K = sum h_s^2 = 1/n_eff, and
    V = sum e_s^2 / (1 - 2 h_s + K) / (sum m)^2.
    """
    cells, cell_of = np.unique(np.stack([periods, stories]), axis=1, return_inverse=True)
    period_of = cells[0]
    m = np.bincount(cell_of, weights=weights)
    z = np.bincount(cell_of, weights=weights * values)

    def per_period(cell_values: np.ndarray) -> np.ndarray:
        return np.bincount(period_of, weights=cell_values, minlength=n_periods)

    total = per_period(m)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = per_period(z) / total
        share = m / total[period_of]
        kish = per_period(share**2)
        residual = z - mean[period_of] * m
        factor = 1.0 - 2.0 * share + kish[period_of]
        inflated = np.where(factor > 1e-12, residual**2 / factor, 0.0)
        raw = per_period(inflated) / total**2
        n_eff = 1.0 / kish
    n_stories = np.bincount(period_of, minlength=n_periods)
    degrees = np.maximum(n_stories - 1.0, 0.0)
    variance = _moderate(raw, degrees, n_eff)
    return PeriodMeans(
        mean=mean,
        n_stories=n_stories,
        n_eff=np.where(n_stories > 0, n_eff, 0.0),
        variance=variance,
        degrees=np.maximum(n_eff - 1.0, 0.0) + PRIOR_DF,
        pooled_df=float(degrees.sum()),
    )


def _moderate(raw: np.ndarray, degrees: np.ndarray, n_eff: np.ndarray) -> np.ndarray:
    """Shrink each period's variance to the pooled one: few stories say little of their spread."""
    known = degrees > 0
    if not known.any():
        return np.full_like(raw, np.nan)
    pooled = np.average(raw[known] * n_eff[known], weights=degrees[known])
    own = np.where(known, degrees * np.nan_to_num(raw), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((own + PRIOR_DF * pooled / n_eff) / (degrees + PRIOR_DF))
