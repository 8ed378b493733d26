"""How groups compare over the whole time: levels, and ranks only where labels carry them.

A pooled confusion can be worse than none for a single group, so ranks come from the labels alone,
with at least ``min_labels_group`` of a group's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from stanceline.series.contrasts import (
    NO_ESTIMATE,
    Estimate,
    count_window_labels,
    estimate_from_labels,
    estimate_from_model,
    spread,
)
from stanceline.series.line import Line
from stanceline.series.points import usable_periods

# From so many ranked groups on the extremes are mostly luck, and levels are shrunk.
_MANY = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLevel:
    """The level of a group: mean of its periods by the model, and by its own labels alone.

    ``shrunk`` is the labels' level, drawn to the mean of all ranked groups when there are more
    than ten; ``rank`` counts from the highest. Both are missing below 50 labels.
    """

    group: str
    n_passages: int
    n_labels: int
    model: Estimate
    dsl: Estimate
    shrunk: float
    rank: int | None


def compare_levels(lines: Sequence[Line]) -> tuple[GroupLevel, ...]:
    """Compare the lines of groups, ranked ones first."""
    levels = [_level(line) for line in lines]
    ranked = sorted(
        (level for level in levels if np.isfinite(level.dsl.value)), key=lambda level: level.group
    )
    values = np.array([level.dsl.value for level in ranked])
    variances = np.array([level.dsl.se**2 for level in ranked])
    shrunk = shrink(values, variances) if len(ranked) > _MANY else values
    order = np.argsort(-shrunk, kind="stable")
    first = [
        replace(ranked[place], shrunk=float(shrunk[place]), rank=number + 1)
        for number, place in enumerate(order.tolist())
    ]
    rest = sorted(
        (level for level in levels if not np.isfinite(level.dsl.value)),
        key=lambda level: (-level.n_passages, level.group),
    )
    return (*first, *rest)


def shrink(values: np.ndarray, variances: np.ndarray) -> np.ndarray:
    """Draw values (m,) to their mean by tau^2 / (tau^2 + variance) each (empirical Bayes).

    tau^2 by the method of moments (DerSimonian and Laird 1986), never negative.
    """
    weights = 1.0 / variances
    centre = np.average(values, weights=weights)
    excess = (weights * (values - centre) ** 2).sum() - (len(values) - 1)
    spacing = weights.sum() - (weights**2).sum() / weights.sum()
    between = max(excess / spacing, 0.0)
    middle = np.average(values, weights=1.0 / (variances + between))
    return np.asarray(middle + between / (between + variances) * (values - middle))


def _level(line: Line) -> GroupLevel:
    whole = np.ones(line.n_periods, dtype=bool)
    n_labels = count_window_labels(line, whole)
    enough = n_labels >= line.settings.min_labels_group
    return GroupLevel(
        group=line.name,
        n_passages=len(line.rows),
        n_labels=n_labels,
        model=estimate_from_model(line, line.net, spread(usable_periods(line))),
        dsl=estimate_from_labels(line, whole) if enough else NO_ESTIMATE,
        shrunk=float("nan"),
        rank=None,
    )
