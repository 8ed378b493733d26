"""House effects: how far each outlet stands from the others in the same periods.

Two-way model g = mu_period + h_outlet, weighted least squares, sum of ref_o h_o = 0 (Jackman's
poll averages have the same effects for polling houses).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseEffects:
    """Effects (o,), reference shares (o,) and the share of the panel seen in each period (t,)."""

    effect: np.ndarray
    reference: np.ndarray
    panel_share: np.ndarray


def estimate_house_effects(
    values: np.ndarray,
    weights: np.ndarray,
    periods: np.ndarray,
    outlets: np.ndarray,
    *,
    n_periods: int,
    n_outlets: int,
) -> HouseEffects:
    """Estimate effects from passage values (n,) in periods (n,) and outlets (n,).

    Outlets that never share a period, even through others, are compared with nothing: their
    effects are centred apart (the smallest solution).
    """
    from scipy import sparse
    from scipy.sparse import linalg

    shape = (n_periods, n_outlets)
    table = sparse.coo_array((weights, (periods, outlets)), shape=shape).tocsr()
    of_outlet = np.bincount(outlets, weights=weights, minlength=n_outlets)
    of_period = np.bincount(periods, weights=weights, minlength=n_periods)
    mean = np.bincount(periods, weights=weights * values, minlength=n_periods)
    mean = np.divide(mean, of_period, out=np.zeros(n_periods), where=of_period > 0)
    right = np.bincount(outlets, weights=weights * (values - mean[periods]), minlength=n_outlets)
    per_period = np.divide(1.0, of_period, out=np.zeros(n_periods), where=of_period > 0)

    def normal(effect: np.ndarray) -> np.ndarray:
        return np.asarray(of_outlet * effect - table.T @ (per_period * (table @ effect)))

    scale = np.where(of_outlet > 0, of_outlet, 1.0)
    operator = linalg.LinearOperator((n_outlets, n_outlets), matvec=normal, dtype=float)
    smaller = linalg.LinearOperator((n_outlets, n_outlets), matvec=lambda x: x / scale, dtype=float)
    # Outlets that say the same leave only rounding errors, which are no effects.
    rounding = 1e-13 * float(np.abs(weights * values).sum())
    effect, _ = linalg.cg(
        operator, right, rtol=1e-12, atol=rounding, M=smaller, maxiter=10 * n_outlets + 100
    )
    reference = of_outlet / of_outlet.sum()
    present = (table > 0).astype(float)
    return HouseEffects(
        effect=effect - reference @ effect,
        reference=reference,
        panel_share=np.asarray(present @ reference),
    )


def fixed_panel(
    periods: np.ndarray, outlets: np.ndarray, *, n_outlets: int, presence: float
) -> np.ndarray:
    """Say which outlets (o,) are present in at least this share of the periods with passages."""
    cells = np.unique(periods * np.int64(n_outlets) + outlets)
    present = np.bincount(cells % n_outlets, minlength=n_outlets)
    return np.asarray(present >= presence * len(np.unique(periods)))
