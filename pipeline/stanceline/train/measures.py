"""How good predictions are: F1 by class and label, with bootstrap intervals, alone and in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from stanceline.records import Frame, Label

_DRAWS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Agreement of predicted with true classes; intervals are 95% percentile bootstrap."""

    n: int
    accuracy: float
    macro_f1: float
    macro_f1_low: float
    macro_f1_high: float
    class_f1: dict[str, float]
    frame_f1: dict[str, float]

    def to_json(self) -> dict[str, Any]:
        """Return plain data, rounded to what the sample supports."""
        return {
            key: {name: round(item, 4) for name, item in value.items()}
            if isinstance(value, dict)
            else round(value, 4)
            for key, value in asdict(self).items()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedDifference:
    """Macro-F1 of one model minus another's on the same texts, and the chance it is not above 0."""

    difference: float
    low: float
    high: float
    p: float

    def to_json(self) -> dict[str, float]:
        """Return plain data, rounded to what the sample supports."""
        return {key: round(value, 4) for key, value in asdict(self).items()}


def measure(
    true: Sequence[str],
    predicted: Sequence[str],
    *,
    classes: Sequence[str] = tuple(Label),
    labels: Sequence[str] = tuple(Frame),
    groups: Sequence[str] | None = None,
    seed: int = 0,
) -> Measures:
    """Measure predictions over ``classes``; texts, or whole groups, are drawn with replacement.

    A label is found in every class that names it: alone, in ``both``, joined by ``+``.
    """
    truth, found = _codes(true, classes), _codes(predicted, classes)
    counts = _draw_counts(len(truth), groups, seed=seed)
    resampled = _macro_f1(truth, found, len(classes), counts)
    low, high = np.quantile(resampled, [0.025, 0.975])
    ones = np.ones((1, len(truth)))
    return Measures(
        n=len(truth),
        accuracy=float((truth == found).mean()),
        macro_f1=float(_macro_f1(truth, found, len(classes), ones)[0]),
        macro_f1_low=float(low),
        macro_f1_high=float(high),
        class_f1={
            str(name): _f1(truth == code, found == code) for code, name in enumerate(classes)
        },
        frame_f1={
            str(label): _f1(_names(true, label), _names(predicted, label)) for label in labels
        },
    )


def compare_pair(
    true: Sequence[str],
    first: Sequence[str],
    second: Sequence[str],
    *,
    classes: Sequence[str],
    groups: Sequence[str] | None = None,
    seed: int = 0,
) -> PairedDifference:
    """Compare two models by a paired bootstrap: both are measured on the same draws.

    ``p`` is two-sided: twice the share of draws on the other side of zero.
    """
    truth = _codes(true, classes)
    counts = np.concatenate([np.ones((1, len(truth))), _draw_counts(len(truth), groups, seed=seed)])
    scores = [_macro_f1(truth, _codes(x, classes), len(classes), counts) for x in (first, second)]
    whole, *draws = scores[0] - scores[1]
    low, high = np.quantile(draws, [0.025, 0.975])
    below = float(np.mean(np.array(draws) <= 0))
    above = float(np.mean(np.array(draws) >= 0))
    return PairedDifference(
        difference=float(whole), low=float(low), high=float(high), p=min(1.0, 2 * min(below, above))
    )


def confusion(
    true: Sequence[str], predicted: Sequence[str], classes: Sequence[str]
) -> list[list[int]]:
    """Count texts by true class (rows) and predicted class (columns)."""
    table = np.zeros((len(classes), len(classes)), dtype=int)
    np.add.at(table, (_codes(true, classes), _codes(predicted, classes)), 1)
    return [[int(count) for count in row] for row in table]


def _codes(names: Sequence[str], classes: Sequence[str]) -> np.ndarray:
    code_of = {str(name): code for code, name in enumerate(classes)}
    return np.array([code_of[str(name)] for name in names])


def _draw_counts(n: int, groups: Sequence[str] | None, *, seed: int) -> np.ndarray:
    """Return how often each text is in each draw: (draws, n); a group is drawn whole."""
    random = np.random.default_rng(seed)
    if groups is None:
        return _counts(random, n)
    _, members = np.unique(np.array(groups, dtype=str), return_inverse=True)
    return _counts(random, int(members.max()) + 1)[:, members]


def _counts(random: np.random.Generator, n: int) -> np.ndarray:
    draws = random.integers(0, n, size=(_DRAWS, n))
    offsets = np.arange(_DRAWS)[:, None] * n
    return np.bincount((draws + offsets).ravel(), minlength=_DRAWS * n).reshape(_DRAWS, n)


def _macro_f1(
    truth: np.ndarray, found: np.ndarray, n_classes: int, counts: np.ndarray
) -> np.ndarray:
    """Average F1 over the classes that are in the truth, for every row of counts (draws, n)."""
    total, present = np.zeros(len(counts)), np.zeros(len(counts))
    for code in range(n_classes):
        is_true, is_found = truth == code, found == code
        n_true = counts @ is_true
        sizes = n_true + counts @ is_found
        hits = counts @ (is_true & is_found)
        total += np.where(n_true > 0, 2 * hits / np.maximum(sizes, 1), 0.0)
        present += n_true > 0
    return np.asarray(total / np.maximum(present, 1))


def _names(classes: Sequence[str], label: str) -> np.ndarray:
    return np.array([name == Label.BOTH or label in str(name).split("+") for name in classes])


def _f1(truth: np.ndarray, found: np.ndarray) -> float:
    both = (truth & found).sum()
    return float(2 * both / (truth.sum() + found.sum())) if truth.any() or found.any() else 0.0
