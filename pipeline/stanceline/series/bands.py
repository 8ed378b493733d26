"""The mean of a score in a period and how far its stories let it be off.

Formulas: Kish's effective size and the linearised ratio variance with its exact small-sample
factor; the moderated variance of Smyth (2004) borrows strength over periods.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

_TINY = 1e-12
# Below this many effective stories a period's own spread says nothing.
_MIN_EFF_OWN = 2.0


@dataclass(frozen=True, kw_only=True)
class Clusters:
    """Passages (n,) sorted into cells of one story in one period.

    ``cell`` (n,) is the cell of each passage, ``period`` (cells,) the period of each cell,
    ``weight`` (n,) the weight of each passage.
    """

    cell: np.ndarray
    period: np.ndarray
    weight: np.ndarray
    n_periods: int

    @classmethod
    def of(
        cls, periods: np.ndarray, stories: np.ndarray, weights: np.ndarray, *, n_periods: int
    ) -> Clusters:
        """Sort passages by their periods 0..t-1 and the codes of their stories."""
        width = np.int64(stories.max(initial=0)) + 1
        keys, cell = np.unique(periods * width + stories, return_inverse=True)
        return cls(cell=cell, period=keys // width, weight=weights, n_periods=n_periods)

    def sum_cells(self, values: np.ndarray) -> np.ndarray:
        """Sum passage values (n,) over cells (cells,)."""
        return np.bincount(self.cell, weights=values, minlength=len(self.period))

    def sum_periods(self, values: np.ndarray) -> np.ndarray:
        """Sum cell values (cells,) over periods (t,)."""
        return np.bincount(self.period, weights=values, minlength=self.n_periods)

    @cached_property
    def mass(self) -> np.ndarray:
        """m_s: the weight of each cell (cells,)."""
        return self.sum_cells(self.weight)

    @cached_property
    def total(self) -> np.ndarray:
        """m_t: the weight of each period (t,)."""
        return self.sum_periods(self.mass)

    @cached_property
    def share(self) -> np.ndarray:
        """h_s = m_s / m_t: the share of each cell in its period (cells,)."""
        return np.asarray(self.mass / self.total[self.period])

    @cached_property
    def n_stories(self) -> np.ndarray:
        """Stories of each period (t,)."""
        return np.bincount(self.period, minlength=self.n_periods)

    @cached_property
    def n_eff(self) -> np.ndarray:
        """Kish's effective number of stories of each period (t,); 0 without any."""
        kish = self.sum_periods(self.share**2)
        return np.asarray(np.divide(1.0, kish, out=np.zeros_like(kish), where=kish > 0))

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Average passage values (n,) in each period (t,); NaN without any."""
        sums = np.bincount(
            self.period[self.cell], weights=self.weight * values, minlength=self.n_periods
        )
        return _ratio(sums, self.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodMeans:
    """Weighted means of a score over periods, (t,) arrays, with story-clustered variances.

    ``variance`` is moderated; ``unit`` is the pooled variance of one effective story.
    """

    mean: np.ndarray
    n_stories: np.ndarray
    n_eff: np.ndarray
    variance: np.ndarray
    degrees: np.ndarray
    pooled_df: float
    unit: float


def average(clusters: Clusters, values: np.ndarray, *, prior_df: float) -> PeriodMeans:
    """Average ``values`` (n,) over periods, stories being the clusters.

    With z_s, m_s the weighted sum and weight of story s in its period: mean = sum z / sum m,
    e_s = z_s - mean m_s, h_s = m_s / sum m, K = sum h_s^2 = 1/n_eff, and
    V = sum e_s^2 / (1 - 2 h_s + K) / (sum m)^2.
    """
    mean = clusters.mean(values)
    sums = clusters.sum_cells(clusters.weight * values)
    residual = sums - mean[clusters.period] * clusters.mass
    kish = clusters.sum_periods(clusters.share**2)
    factor = 1.0 - 2.0 * clusters.share + kish[clusters.period]
    inflated = np.divide(residual**2, factor, out=np.zeros_like(residual), where=factor > _TINY)
    raw = _ratio(clusters.sum_periods(inflated), clusters.total**2)
    degrees = np.maximum(clusters.n_stories - 1.0, 0.0)
    unit = _pool(raw, degrees, clusters.n_eff)
    return PeriodMeans(
        mean=mean,
        n_stories=clusters.n_stories,
        n_eff=clusters.n_eff,
        variance=_moderate(raw, degrees, clusters.n_eff, unit=unit, prior_df=prior_df),
        degrees=np.maximum(clusters.n_eff - 1.0, 0.0) + prior_df,
        pooled_df=float(degrees.sum()),
        unit=unit,
    )


def half_widths(degrees: np.ndarray, variance: np.ndarray, *, alpha: float) -> np.ndarray:
    """Return half the width of the bands of variances with these degrees of freedom: (t,)."""
    from scipy import stats

    return np.asarray(stats.t.ppf(1.0 - alpha / 2.0, degrees) * np.sqrt(variance))


def _pool(raw: np.ndarray, degrees: np.ndarray, n_eff: np.ndarray) -> float:
    """Average the variance of one effective story over the periods that show a spread."""
    known = degrees > 0
    if not known.any():
        return float("nan")
    return float(np.average(raw[known] * n_eff[known], weights=degrees[known]))


def _moderate(
    raw: np.ndarray, degrees: np.ndarray, n_eff: np.ndarray, *, unit: float, prior_df: float
) -> np.ndarray:
    """Shrink each period's variance to the pooled one: few stories say little of their spread."""
    pooled = np.divide(unit, n_eff, out=np.full_like(n_eff, np.nan), where=n_eff > 0)
    own = np.where(degrees > 0, degrees * np.nan_to_num(raw), 0.0)
    moderated = (own + prior_df * pooled) / (degrees + prior_df)
    return np.asarray(np.where(n_eff < _MIN_EFF_OWN, pooled, moderated))


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.asarray(
        np.divide(above, below, out=np.full_like(above, np.nan, dtype=float), where=below > 0)
    )
