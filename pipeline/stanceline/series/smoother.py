"""The smoothed line: a local level seen with known noise, and perhaps one-period shocks.

    y_t = mu_t + s_t + e_t,  e_t ~ N(0, v_t) known,  mu a random walk,  s_t ~ N(0, shock^2)

The two unknown variances are found by maximum (diffuse) likelihood; the level's precision is
tridiagonal, so a likelihood costs one factorisation. Same model as statsmodels'
``UnobservedComponents(level="rwalk")`` with known noise, which knows no shock term.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

# Standard deviations searched, in points of the series; the smallest stands for none.
_SMALLEST, _LARGEST = 1e-4, 2.0
_COARSE_POINTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoothed:
    """The level plus shock of each period, (t,): mean, variance, and the two deviations found."""

    mean: np.ndarray
    variance: np.ndarray
    level_sd: float
    shock_sd: float


def smooth(seen: np.ndarray, noise: np.ndarray, *, shock_ratio: float) -> Smoothed:
    """Smooth values (t,) with noise variances (t,); NaN is a period not seen.

    The shock is kept when it lifts twice the log likelihood by more than ``shock_ratio``.
    """
    known = np.isfinite(seen) & np.isfinite(noise)
    precision = np.where(known, 1.0 / np.where(known, noise, 1.0), 0.0)
    values = np.where(known, seen, 0.0)
    if known.sum() < 2:
        return _constant(values, precision)
    level, without = _fit_level(values, precision)
    both, with_shock = _fit_both(values, precision, level)
    shock = both[1] if 2.0 * (with_shock - without) > shock_ratio else 0.0
    level = both[0] if shock else level
    return _posterior(values, precision, level_sd=level, shock_sd=shock)


def hide_unknown(smoothed: np.ndarray, known: np.ndarray, *, max_gap: int) -> np.ndarray:
    """Blank (t,) values before the first and after the last known period, and in long gaps."""
    hidden = smoothed.copy()
    seen = np.flatnonzero(known)
    if not len(seen):
        return np.full_like(smoothed, np.nan)
    hidden[: seen[0]] = np.nan
    hidden[seen[-1] + 1 :] = np.nan
    for before, after in pairwise(seen):
        if after - before - 1 > max_gap:
            hidden[before + 1 : after] = np.nan
    return hidden


def log_likelihood(
    values: np.ndarray, precision: np.ndarray, *, level_sd: float, shock_sd: float
) -> float:
    """Return the diffuse log likelihood (t,) up to a constant; precision 0 is a period not seen."""
    weight = precision / (1.0 + shock_sd**2 * precision)
    known = weight > 0
    diagonal, below = _factor(weight, level_sd)
    level = _solve(diagonal, below, weight * values)
    fit = (weight * values**2).sum() - (weight * values) @ level
    determinants = (
        np.log(weight[known]).sum()
        - np.log(diagonal).sum()
        - 2.0 * (len(values) - 1) * np.log(level_sd)
    )
    return float(0.5 * (determinants - fit))


def _fit_level(values: np.ndarray, precision: np.ndarray) -> tuple[float, float]:
    """Return the level's deviation and the log likelihood without a shock."""
    from scipy import optimize

    def cost(log_sd: float) -> float:
        return -log_likelihood(values, precision, level_sd=float(np.exp(log_sd)), shock_sd=0.0)

    grid = np.linspace(np.log(_SMALLEST), np.log(_LARGEST), _COARSE_POINTS)
    best = int(np.argmin([cost(point) for point in grid]))
    bounds = (grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)])
    found = optimize.minimize_scalar(cost, bounds=bounds, method="bounded")
    return float(np.exp(found.x)), -float(found.fun)


def _fit_both(
    values: np.ndarray, precision: np.ndarray, level: float
) -> tuple[tuple[float, float], float]:
    """Return both deviations and the log likelihood, from the better of two starts."""
    from scipy import optimize

    low, high = np.log(_SMALLEST), np.log(_LARGEST)

    def cost(logs: np.ndarray) -> float:
        level_sd, shock_sd = np.exp(np.clip(logs, low, high))
        return -log_likelihood(
            values, precision, level_sd=float(level_sd), shock_sd=float(shock_sd)
        )

    spread = np.sqrt(1.0 / np.median(precision[precision > 0]))
    starts = [np.clip(np.log([start, spread / 2.0]), low, high) for start in (level, level / 8.0)]
    found = [
        optimize.minimize(cost, start, method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-5})
        for start in starts
    ]
    best = min(found, key=lambda result: float(result.fun))
    level_sd, shock_sd = np.exp(np.clip(best.x, low, high))
    return (float(level_sd), float(shock_sd)), -float(best.fun)


def _posterior(
    values: np.ndarray, precision: np.ndarray, *, level_sd: float, shock_sd: float
) -> Smoothed:
    """Return mean and variance of level plus shock, given both deviations.

    Given the level, the shock is k (y - level) with k = shock^2 / (v + shock^2).
    """
    weight = precision / (1.0 + shock_sd**2 * precision)
    diagonal, below = _factor(weight, level_sd)
    level = _solve(diagonal, below, weight * values)
    variance = _inverse_diagonal(diagonal, below)
    gain = shock_sd**2 * weight
    return Smoothed(
        mean=level + gain * (values - level),
        variance=(1.0 - gain) ** 2 * variance + shock_sd**2 * (1.0 - gain),
        level_sd=level_sd,
        shock_sd=shock_sd,
    )


def _constant(values: np.ndarray, precision: np.ndarray) -> Smoothed:
    """Return the line of a single value, or nothing at all."""
    total = precision.sum()
    mean = float(precision @ values) / total if total else np.nan
    return Smoothed(
        mean=np.full(len(values), mean),
        variance=np.full(len(values), 1.0 / total if total else np.nan),
        level_sd=0.0,
        shock_sd=0.0,
    )


def _factor(weight: np.ndarray, level_sd: float) -> tuple[np.ndarray, np.ndarray]:
    """Factor the level's precision diag(weight) + D'D / level_sd^2 as L D L' (tridiagonal)."""
    from scipy.linalg import lapack

    step = 1.0 / level_sd**2
    neighbours = np.full(len(weight), 2.0)
    neighbours[[0, -1]] = 1.0
    diagonal, below, info = lapack.dpttrf(
        weight + step * neighbours, np.full(len(weight) - 1, -step)
    )
    if info:
        raise ValueError(f"no precision: {len(weight)} periods, level {level_sd}")
    return diagonal, below


def _solve(diagonal: np.ndarray, below: np.ndarray, right: np.ndarray) -> np.ndarray:
    from scipy.linalg import lapack

    solved, _ = lapack.dpttrs(diagonal, below, right)
    return np.asarray(solved)


def _inverse_diagonal(diagonal: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Return the diagonal of (L D L')^-1 by its backward recursion."""
    inverse = 1.0 / diagonal
    for place in range(len(below) - 1, -1, -1):
        inverse[place] += below[place] ** 2 * inverse[place + 1]
    return np.asarray(inverse)
