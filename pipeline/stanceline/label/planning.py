"""How many labels buy how narrow a band, foretold from the scores of a run alone.

The scores are taken as calibrated: the mean score vector of a true class is then the mean of the
scores weighted by that class's probability, and likewise their spread. With it the classifier's
part of a band follows for any number of labels; the stories' part is the run's own and no label
changes it. Drift is left out: the band of a real correction is somewhat wider.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.parquet as pq

from stanceline.errors import LabelError
from stanceline.label.population import Population
from stanceline.store.run_directory import RunDirectory

SIZES = (150, 300, 600, 1200, 2400)
_Z = 1.96
_CONTRAST = np.array([0.0, 1.0, -1.0])


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSize:
    """What a number of labels is expected to buy; widths are whole 95% bands of the net."""

    labels: int
    each_class: int
    period_width: float
    change_width: float
    stories_only_width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorModel:
    """Expected misreading by true class: ``matrix`` columns are mean scores, ``spread`` their
    variance on the corrected scale, ``inflation`` how much correcting widens sampling error."""  # noqa: D205, D209 - one thought

    matrix: np.ndarray
    spread: np.ndarray
    inflation: float


def three_classes(probabilities: np.ndarray) -> np.ndarray:
    """Return (n, 3): neither or both, premium only, capitulation only, from (n, 4)."""
    neither, premium, capitulation, both = probabilities.T
    return np.stack([neither + both, premium, capitulation], axis=1)


def foretell_errors(scores: np.ndarray) -> ErrorModel:
    """Foretell the error model from (n, 3) calibrated scores.

    Raises:
        LabelError: the scores hardly separate the classes.

    """
    weight = scores / scores.sum(axis=0)
    matrix = scores.T @ weight
    if np.linalg.cond(matrix) > 100:
        raise LabelError("the scores hardly tell the classes apart; train a better model first")
    correction = _CONTRAST @ np.linalg.inv(matrix)
    corrected = scores @ correction
    spread = (weight * (corrected[:, None] - _CONTRAST) ** 2).sum(axis=0)
    inflation = corrected.std() / (scores @ _CONTRAST).std()
    return ErrorModel(matrix=matrix, spread=spread, inflation=float(inflation))


def plan_labels(
    population: Population,
    run: RunDirectory,
    *,
    sizes: Sequence[int] = SIZES,
    design_effect: float = 1.0,
) -> list[PlannedSize]:
    """Foretell, for each number of labels, the band of a period and of the change over the run.

    The change is the last quarter's mean minus the first's. ``design_effect`` is the price of
    unequal probabilities, as a drawn sample states it.

    Raises:
        LabelError: the run has no series yet, or its scores hardly separate the classes.

    """
    errors = foretell_errors(three_classes(population.probabilities))
    sampling = errors.inflation * _sampling_errors(run)
    shares = _shares_by_quarter(population, errors)
    level, change = shares.mean(axis=0), shares[-1] - shares[0]
    width = max(1, round(len(sampling) / len(shares)))
    ends = [sampling[:width], sampling[-width:]]
    change_sampling = sum(float((end**2).mean()) / len(end) for end in ends)
    period_sampling = float(np.median(sampling)) ** 2
    plans = []
    for labels in sizes:
        each = labels / 3 / design_effect
        variance = np.maximum(errors.spread, 1 / (each + 2)) / each
        plans.append(
            PlannedSize(
                labels=labels,
                each_class=round(labels / 3),
                period_width=_width(period_sampling + float(level**2 @ variance)),
                change_width=_width(change_sampling + float(change**2 @ variance)),
                stories_only_width=_width(period_sampling),
            )
        )
    return plans


def _width(variance: float) -> float:
    return round(2 * _Z * float(np.sqrt(variance)), 4)


def _sampling_errors(run: RunDirectory) -> np.ndarray:
    if not run.single("series").exists():
        raise LabelError(f"{run.root}: no series; 'stanceline series' estimates it")
    table = pq.read_table(run.single("series"), columns=["group", "se_sampling", "period_start"])
    rows = [row for row in table.to_pylist() if row["group"] == "all"]
    errors = np.array([row["se_sampling"] for row in rows], dtype=float)
    known: np.ndarray = errors[np.isfinite(errors)]
    if not len(known):
        raise LabelError(f"{run.root}: no period has a band; the series is too short to plan for")
    return known


def _shares_by_quarter(population: Population, errors: ErrorModel) -> np.ndarray:
    """Return (quarters, 3) corrected shares of the classes, in order of time."""
    scores = three_classes(population.probabilities)
    inverse = np.linalg.inv(errors.matrix)
    quarters = sorted({str(quarter) for quarter in population.quarter if quarter})
    if not quarters:
        raise LabelError("no passage has a date; a series has no band without dates")
    return np.stack([inverse @ scores[population.quarter == q].mean(axis=0) for q in quarters])
