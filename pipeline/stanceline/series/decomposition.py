"""Where a change comes from: outlets that moved, that weigh more, that came or went.

Kitagawa 1955 with midpoint weights; entry and exit as in Foster, Haltiwanger and Krizan 2001.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Decomposition:
    """A change and its three parts, which sum to it exactly; ``by_outlet`` has them apiece."""

    before: float
    after: float
    within: float
    between: float
    entry_exit: float
    by_outlet: Mapping[str, tuple[float, float, float]]

    @property
    def change(self) -> float:
        """After minus before."""
        return self.after - self.before

    @property
    def composition(self) -> float:
        """Share of the change that is between, entry and exit; NaN when nothing changed."""
        return (self.between + self.entry_exit) / self.change if self.change else float("nan")


def decompose(
    before: tuple[np.ndarray, np.ndarray],
    after: tuple[np.ndarray, np.ndarray],
    names: tuple[str, ...],
) -> Decomposition:
    """Decompose a change of sum(share * level): each side is shares (o,) summing to 1, levels (o,).

    A level is NaN where the share is 0.

    >>> side = np.array([0.5, 0.5]), np.array([0.0, 1.0])
    >>> decompose(side, (np.array([0.2, 0.8]), side[1]), ("A", "B")).between
    0.30000000000000004
    """
    share_a, share_b = before[0], after[0]
    in_a, in_b = share_a > 0, share_b > 0
    level_a, level_b = np.where(in_a, before[1], 0.0), np.where(in_b, after[1], 0.0)
    net_a, net_b = float(share_a @ level_a), float(share_b @ level_b)
    middle = (net_a + net_b) / 2.0
    both = in_a & in_b
    within = np.where(both, (share_a + share_b) / 2.0 * (level_b - level_a), 0.0)
    between = np.where(both, (share_b - share_a) * ((level_a + level_b) / 2.0 - middle), 0.0)
    moved = share_b * (level_b - middle) - share_a * (level_a - middle)
    entry_exit = np.where(both, 0.0, moved)
    return Decomposition(
        before=net_a,
        after=net_b,
        within=float(within.sum()),
        between=float(between.sum()),
        entry_exit=float(entry_exit.sum()),
        by_outlet={
            name: (float(within[i]), float(between[i]), float(entry_exit[i]))
            for i, name in enumerate(names)
            if in_a[i] or in_b[i]
        },
    )
