"""How good predictions are: F1 by class and frame, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from stanceline.records import Frame, Label

_DRAWS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Agreement of predicted with true labels; intervals are 95% percentile bootstrap."""

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


def measure(true: Sequence[Label], predicted: Sequence[Label], *, seed: int = 0) -> Measures:
    """Measure predictions over the four classes; passages are drawn with replacement."""
    truth, found = np.array(true, dtype=str), np.array(predicted, dtype=str)
    random = np.random.default_rng(seed)
    draws = random.integers(0, len(truth), size=(_DRAWS, len(truth)))
    resampled = [_macro_f1(truth[draw], found[draw]) for draw in draws]
    low, high = np.quantile(resampled, [0.025, 0.975])
    return Measures(
        n=len(truth),
        accuracy=float((truth == found).mean()),
        macro_f1=_macro_f1(truth, found),
        macro_f1_low=float(low),
        macro_f1_high=float(high),
        class_f1={str(label): _f1(truth == label, found == label) for label in Label},
        frame_f1={
            str(frame): _f1(
                np.isin(truth, [frame, Label.BOTH]), np.isin(found, [frame, Label.BOTH])
            )
            for frame in Frame
        },
    )


def _macro_f1(truth: np.ndarray, found: np.ndarray) -> float:
    """Average F1 over the classes that are in the truth, as a class without passages has none."""
    scores = [_f1(truth == label, found == label) for label in Label if (truth == label).any()]
    return float(np.mean(scores))


def _f1(truth: np.ndarray, found: np.ndarray) -> float:
    both = (truth & found).sum()
    return float(2 * both / (truth.sum() + found.sum())) if truth.any() or found.any() else 0.0
