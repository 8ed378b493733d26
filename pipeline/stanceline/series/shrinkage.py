"""Posterior of offsets seen with known noise, under a spike and a slab for their spread.

The spread tau is 0 with probability ``spike``, else half-normal with ``scale``; it is averaged
over thirteen points, so that the posterior is in closed form and needs no random numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_SLAB_POINTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A random walk of m steps: its posterior mean (m,) and covariance (m, m)."""

    mean: np.ndarray
    covariance: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Offsets:
    """Exchangeable offsets of m groups: posterior means (m,) and variances (m,)."""

    mean: np.ndarray
    variance: np.ndarray


def shrink_walk(seen: np.ndarray, variance: np.ndarray, *, scale: float, spike: float) -> Walk:
    """Shrink values of consecutive blocks (m,) to their neighbours.

    ``seen`` is NaN where a block has no observation. Model: seen = level + walk + noise, a flat
    prior on the level, steps N(0, tau^2), noise variances known. Blocks not seen follow the walk.
    """
    known = np.isfinite(seen)
    steps = np.arange(len(seen))
    kernel = np.minimum.outer(steps, steps).astype(float)
    taus, prior = _grid(scale, spike)
    parts = [_walk_given(tau, seen, variance, known, kernel) for tau in taus]
    weight = _normalise(np.log(prior) + np.array([part[0] for part in parts]))
    means = np.stack([part[1] for part in parts])
    mean = weight @ means
    spread = means - mean
    within = np.einsum("g,gij->ij", weight, np.stack([part[2] for part in parts]))
    between = np.einsum("g,gi,gj->ij", weight, spread, spread)
    return Walk(mean=mean, covariance=within + between)


def shrink_exchangeable(
    seen: np.ndarray, variance: np.ndarray, *, scale: float, spike: float
) -> Offsets:
    """Shrink the offsets of groups (m,) to zero; a group not seen (NaN) has the prior's spread."""
    known = np.isfinite(seen)
    taus, prior = _grid(scale, spike)
    observed, noise = np.where(known, seen, 0.0), np.where(known, variance, 1.0)
    total = noise + (taus**2)[:, None]
    likelihood = np.where(known, -0.5 * (np.log(total) + observed**2 / total), 0.0).sum(axis=1)
    weight = _normalise(np.log(prior) + likelihood)
    gain = np.where(known, (taus**2)[:, None] / total, 0.0)
    means = gain * observed
    mean = weight @ means
    inside = np.where(known, gain * noise, (taus**2)[:, None])
    return Offsets(mean=mean, variance=weight @ (inside + (means - mean) ** 2))


def _walk_given(
    tau: float, seen: np.ndarray, variance: np.ndarray, known: np.ndarray, kernel: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    """Return the log likelihood, mean and covariance of the walk for one tau.

    Generalised least squares for the level, then kriging with its error (universal kriging).
    """
    walk = tau**2 * kernel
    inverse = np.linalg.inv(np.diag(variance[known]) + walk[np.ix_(known, known)])
    pull = inverse.sum(axis=1)
    precision = pull.sum()
    level = float(pull @ seen[known]) / precision
    residual = seen[known] - level
    gain = walk[:, known] @ inverse
    leverage = 1.0 - gain.sum(axis=1)
    covariance = walk - gain @ walk[known] + np.outer(leverage, leverage) / precision
    _, log_determinant = np.linalg.slogdet(inverse)
    likelihood = 0.5 * (log_determinant - np.log(precision) - residual @ inverse @ residual)
    return float(likelihood), level + gain @ residual, covariance


def _grid(scale: float, spike: float) -> tuple[np.ndarray, np.ndarray]:
    """Return thirteen spreads and their prior weights: zero, and the slab's quantile midpoints."""
    from scipy import stats

    middles = (np.arange(_SLAB_POINTS) + 0.5) / _SLAB_POINTS
    slab = stats.halfnorm.ppf(middles, scale=scale) if scale > 0 else np.zeros(_SLAB_POINTS)
    slab_weight = np.full(_SLAB_POINTS, max(1.0 - spike, 1e-300) / _SLAB_POINTS)
    return np.append(0.0, slab), np.append(max(spike, 1e-300), slab_weight)


def _normalise(log_weight: np.ndarray) -> np.ndarray:
    weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())
