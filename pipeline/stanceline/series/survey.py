"""Variances of estimates from a stratified sample drawn with known probabilities."""

from __future__ import annotations

import numpy as np

_TINY = 1e-12


def domain_variance(
    residual: np.ndarray, weight: np.ndarray, strata: np.ndarray, *, inside: np.ndarray
) -> float:
    """Variance of a weighted mean over a part of a stratified sample (linearised).

    ``residual`` (n,) is value minus mean, ``weight`` (n,) is 1/pi, ``inside`` (n,) says which
    units are in the part. Those of a stratum outside the part count as zeros. A residual is short
    by the factor 1 - 2 h + sum h^2, h being the unit's share of the mean.
    """
    share = np.where(inside, weight, 0.0) / weight[inside].sum()
    factor = 1.0 - 2.0 * share + (share**2).sum()
    parts = np.divide(share * residual, np.sqrt(factor), out=0.0 * share, where=factor > _TINY)
    return stratified_variance(parts, strata)


def stratified_variance(parts: np.ndarray, strata: np.ndarray) -> float:
    """Variance of a sum of parts (n,) drawn in strata (n,): sum n/(n-1) (parts - mean)^2.

    A stratum of one unit has no spread of its own; its part counts whole, which is too much
    rather than too little.

    >>> stratified_variance(np.array([0.0, 2.0, 1.0, 1.0]), np.array([0, 0, 1, 1]))
    4.0
    """
    size = np.bincount(strata)
    first, second = (np.bincount(strata, weights=values) for values in (parts, parts**2))
    many = size > 1
    spread = second[many] - first[many] ** 2 / size[many]
    return float((size[many] / (size[many] - 1.0) * spread).sum() + second[size == 1].sum())
