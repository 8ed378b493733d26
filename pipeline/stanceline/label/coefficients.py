"""Agreement beyond chance, by the libraries that are known for it, with story-wise intervals.

Krippendorff's alpha: ``krippendorff`` (nominal). Fleiss' kappa: ``statsmodels``. Cohen's kappa:
scikit-learn. Each takes a table with a row a unit and a column a coder; -1 is no label.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stanceline.errors import MissingExtraError

UNLABELLED = -1
_DRAWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A coefficient over ``units``; the interval is 95% percentile, clusters drawn anew."""

    value: float
    low: float
    high: float
    units: int


Coefficient = Callable[[np.ndarray], float]


def krippendorff_alpha(table: np.ndarray) -> float:
    """Return the nominal alpha of (units, coders) codes, -1 where a coder gave none.

    NaN when no unit has two labels, or every label is the same: then alpha is not defined.
    """
    try:
        import krippendorff
    except ImportError as error:
        raise MissingExtraError("krippendorff", "label") from error
    counts = _count_codes(table)
    paired = counts[counts.sum(axis=1) >= 2]
    if (paired.sum(axis=0) > 0).sum() < 2:
        return float("nan")
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def fleiss_kappa(table: np.ndarray) -> float:
    """Return Fleiss' kappa over the units that all coders labelled; NaN when it is not defined."""
    try:
        from statsmodels.stats.inter_rater import fleiss_kappa as kappa
    except ImportError as error:
        raise MissingExtraError("statsmodels", "label") from error
    counts = _count_codes(table[(table != UNLABELLED).all(axis=1)])
    if (counts.sum(axis=0) > 0).sum() < 2:
        return float("nan")
    return float(kappa(counts))


def _count_codes(table: np.ndarray) -> np.ndarray:
    """Return (units, codes): how many coders gave each code to each unit."""
    codes = range(int(table.max(initial=UNLABELLED)) + 1)
    counts = [(table == code).sum(axis=1) for code in codes]
    return np.stack(counts, axis=1) if counts else np.zeros((len(table), 0), dtype=int)


def cohen_kappa(table: np.ndarray) -> float:
    """Return Cohen's kappa of the first two coders over the units both labelled."""
    from sklearn.metrics import cohen_kappa_score

    both = table[(table[:, :2] != UNLABELLED).all(axis=1), :2]
    if not len(both) or len(np.unique(both)) < 2:
        return float("nan")
    return float(cohen_kappa_score(both[:, 0], both[:, 1]))


def estimate_agreement(
    coefficient: Coefficient,
    table: np.ndarray,
    cluster: np.ndarray,
    *,
    seed: int = 0,
    draws: int = _DRAWS,
) -> Agreement:
    """Return a coefficient with its interval: whole clusters are drawn with replacement.

    cluster: (units,), the story or article each unit is of; passages of one story are not
    independent.
    """
    paired = (table != UNLABELLED).sum(axis=1) >= 2
    table, cluster = table[paired], cluster[paired]
    if not len(table):
        nothing = float("nan")
        return Agreement(value=nothing, low=nothing, high=nothing, units=0)
    random = np.random.default_rng(seed)
    _, code = np.unique(cluster, return_inverse=True)
    members = [np.flatnonzero(code == number) for number in range(int(code.max()) + 1)]
    drawn = []
    for _ in range(draws):
        picked = random.integers(len(members), size=len(members))
        drawn.append(coefficient(table[np.concatenate([members[p] for p in picked])]))
    known = np.array([value for value in drawn if np.isfinite(value)])
    low, high = np.quantile(known, [0.025, 0.975]) if len(known) else (np.nan, np.nan)
    return Agreement(value=coefficient(table), low=float(low), high=float(high), units=len(table))
