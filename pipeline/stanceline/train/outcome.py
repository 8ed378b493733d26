"""What a cross-validation amounts to: calibration, thresholds, and every number of the card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from stanceline.frame.calibration import (
    HeadCalibration,
    calibrated,
    decide,
    expected_calibration_error,
    fit_head,
    fit_temperature,
)
from stanceline.train.classes import list_classes, name_classes
from stanceline.train.examples import Example
from stanceline.train.fit import choose_threshold
from stanceline.train.measures import compare_pair, confusion, measure
from stanceline.train.training_set import TrainingSet

# A slice smaller than this has no interval worth reading.
_SLICE_AT_LEAST = 15
_RELIABILITY_BINS = 10


def calibrate_heads(logits: np.ndarray, data: TrainingSet) -> tuple[HeadCalibration, ...]:
    """Fit maps and thresholds on logits of texts by networks that did not see them."""
    if data.is_exclusive:
        slope = fit_temperature(logits, data.targets.argmax(axis=1))
        return tuple(HeadCalibration(slope=slope) for _ in data.labels)
    weights = np.ones(len(data))
    return tuple(
        choose_threshold(fit_head(column, target), column, target, weights=weights)
        for column, target in zip(logits.T, data.targets.T, strict=True)
    )


def cross_fit(
    logits: np.ndarray, data: TrainingSet, fold_of: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities and decisions (n, labels), each by calibration on the other folds."""
    probabilities, found = np.zeros_like(data.targets), np.zeros_like(data.targets)
    for fold in np.unique(fold_of):
        test, others = np.flatnonzero(fold_of == fold), np.flatnonzero(fold_of != fold)
        heads = calibrate_heads(logits[others], data.select(others))
        probabilities[test] = calibrated(logits[test], heads, is_exclusive=data.is_exclusive)
        found[test] = decide(probabilities[test], heads, is_exclusive=data.is_exclusive)
    return probabilities, found


def describe_outcome(
    data: TrainingSet,
    *,
    probabilities: np.ndarray,
    predictions: Mapping[str, np.ndarray],
    model: str,
    groups: Sequence[str],
    examples: Sequence[Example],
) -> dict[str, Any]:
    """Return the table, confusion, reliability and slices; ``predictions[model]`` is the model's.

    Intervals and differences draw whole groups, since texts of one are not independent.
    """
    named = {name: name_classes(rows, data.labels) for name, rows in predictions.items()}
    true = data.classes
    occurring = [*true, *(name for names in named.values() for name in names)]
    classes = list_classes(occurring, data.labels, is_exclusive=data.is_exclusive)
    table = {
        name: measure(true, names, classes=classes, labels=data.labels, groups=groups).to_json()
        for name, names in named.items()
    }
    for name, names in named.items():
        if name != model:
            pair = compare_pair(true, named[model], names, classes=classes, groups=groups)
            table[name]["model_minus_this"] = pair.to_json()
    return {
        "classes": classes,
        "table": table,
        "confusion": confusion(true, named[model], classes),
        "calibration_error": {
            label: round(expected_calibration_error(p, t), 4)
            for label, p, t in zip(data.labels, probabilities.T, data.targets.T, strict=True)
        },
        "reliability": {
            label: reliability(p, t)
            for label, p, t in zip(data.labels, probabilities.T, data.targets.T, strict=True)
        },
        "slices": _slices(true, named[model], classes, data.labels, examples),
    }


def reliability(probabilities: np.ndarray, voiced: np.ndarray) -> list[dict[str, float]]:
    """Return claimed and observed frequency over equally full bins."""
    order = np.argsort(probabilities, kind="stable")
    return [
        {
            "n": len(part),
            "claimed": round(float(probabilities[part].mean()), 4),
            "observed": round(float(voiced[part].mean()), 4),
        }
        for part in np.array_split(order, min(_RELIABILITY_BINS, len(order)))
    ]


def _slices(
    true: Sequence[str],
    found: Sequence[str],
    classes: Sequence[str],
    labels: Sequence[str],
    examples: Sequence[Example],
) -> dict[str, dict[str, Any]]:
    columns = {
        "outlet": [example.outlet for example in examples],
        "year": [example.time[:4] for example in examples],
    }
    for name in examples[0].slices:
        columns[name] = [example.slices[name] for example in examples]
    return {
        column: rows
        for column, values in columns.items()
        if (rows := slice_rows(true, found, values, classes=classes, labels=labels))
    }


def slice_rows(
    true: Sequence[str],
    found: Sequence[str],
    values: Sequence[str],
    *,
    classes: Sequence[str],
    labels: Sequence[str],
) -> dict[str, Any]:
    """Measure every value of a column that holds enough texts; small ones are pooled."""
    big = {value for value in set(values) if value and values.count(value) >= _SLICE_AT_LEAST}
    if not big:
        return {}
    pooled = [value if value in big else "(others)" for value in values]
    rows = {}
    for value in sorted(set(pooled)):
        indices = [index for index, other in enumerate(pooled) if other == value]
        rows[value] = measure(
            [true[i] for i in indices], [found[i] for i in indices], classes=classes, labels=labels
        ).to_json()
    return rows
