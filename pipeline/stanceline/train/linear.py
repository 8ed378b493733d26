"""Linear heads on given features: a baseline by themselves, and where fine-tuning starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stanceline.train.training_set import TrainingSet


@dataclass(frozen=True, kw_only=True)
class LinearHeads:
    """One logit a label: features @ coefficients.T + intercepts."""

    coefficients: np.ndarray
    intercepts: np.ndarray
    is_exclusive: bool

    def logits(self, features: Any) -> np.ndarray:  # noqa: ANN401 - dense or sparse
        """Return logits (n, labels)."""
        return np.asarray(features @ self.coefficients.T + self.intercepts)

    def predict(self, features: Any) -> np.ndarray:  # noqa: ANN401 - dense or sparse
        """Return (n, labels) of 0 and 1."""
        logits = self.logits(features)
        if self.is_exclusive:
            return np.asarray(np.eye(logits.shape[1])[logits.argmax(axis=1)])
        return (logits > 0).astype(float)


def fit_linear(features: Any, data: TrainingSet, *, regularisation: float) -> LinearHeads:  # noqa: ANN401
    """Fit logistic regression, classes weighted to balance; one softmax where labels exclude.

    A teacher's soft targets count as their nearest label. A label that all or none of the texts
    have gets a constant.
    """
    from sklearn.linear_model import LogisticRegression

    def make() -> Any:  # noqa: ANN401 - scikit-learn ships no types
        return LogisticRegression(C=regularisation, max_iter=3000, class_weight="balanced")

    count, width = len(data.labels), features.shape[1]
    coefficients, intercepts = np.zeros((count, width)), np.full(count, -4.0)
    if data.is_exclusive:
        classes = data.targets.argmax(axis=1)
        found = make().fit(features, classes, sample_weight=data.weights)
        rows, offsets = found.coef_, found.intercept_
        if len(found.classes_) == 2:
            rows, offsets = np.stack([-rows[0], rows[0]]) / 2, np.array([-1, 1]) * offsets[0] / 2
        coefficients[found.classes_], intercepts[found.classes_] = rows, offsets
    else:
        for index, target in enumerate((data.targets > 0.5).T):
            if target.all() or not target.any():
                intercepts[index] = 4.0 if target.all() else -4.0
                continue
            found = make().fit(features, target, sample_weight=data.weights)
            coefficients[index], intercepts[index] = found.coef_[0], found.intercept_[0]
    return LinearHeads(
        coefficients=coefficients, intercepts=intercepts, is_exclusive=data.is_exclusive
    )
