"""Turn a classifier's logits into probabilities that mean what they say.

Each head has its own Platt map, sigmoid(slope * logit + intercept), fitted on labelled passages
the classifier never trained on. The map and the thresholds are a side file of the model
directory, never needed to load the model itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stanceline.records import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCalibration:
    """The map of one head and the probability from which its frame is called voiced."""

    slope: float = 1.0
    intercept: float = 0.0
    threshold: float = 0.5

    def __call__(self, logits: np.ndarray) -> np.ndarray:
        """Map logits (n,) to probabilities (n,)."""
        scores = np.clip(self.slope * logits + self.intercept, -30.0, 30.0)
        return np.asarray(1.0 / (1.0 + np.exp(-scores)))


def calibrated(
    logits: np.ndarray, heads: Sequence[HeadCalibration], *, is_exclusive: bool
) -> np.ndarray:
    """Map logits (n, labels) to probabilities; of labels that exclude one another they sum to 1."""
    if not is_exclusive:
        return np.stack([head(logits[:, index]) for index, head in enumerate(heads)], axis=1)
    slopes = np.array([head.slope for head in heads])
    scores = slopes * logits + np.array([head.intercept for head in heads])
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def decide(
    probabilities: np.ndarray, heads: Sequence[HeadCalibration], *, is_exclusive: bool
) -> np.ndarray:
    """Return (n, labels) of 0 and 1: those from their threshold on, or the most probable one."""
    if is_exclusive:
        return np.asarray(np.eye(probabilities.shape[1])[probabilities.argmax(axis=1)])
    return np.asarray(probabilities >= [head.threshold for head in heads], dtype=float)


def prevalence_weights(voiced: np.ndarray, prevalence: float) -> np.ndarray:
    """Weigh passages (n,) so that the share that voices the frame becomes ``prevalence``.

    Probabilities hold for text in which a frame is about as frequent as where they were fitted;
    a calibration set in which frames are rare would understate them where they are not (label
    shift: Saerens et al. 2002). The weights average one.
    """
    share = voiced.mean()
    if not 0 < share < 1:
        return np.ones(len(voiced))
    return np.asarray(np.where(voiced > 0, prevalence / share, (1 - prevalence) / (1 - share)))


def fit_head(
    logits: np.ndarray, voiced: np.ndarray, *, weights: np.ndarray | None = None
) -> HeadCalibration:
    """Fit slope and intercept by maximum likelihood with Platt's smoothed targets (Platt 1999).

    ``logits`` (n,) and ``voiced`` (n,) of 0 and 1 come from passages never trained on.
    """
    weight = np.ones(len(logits)) if weights is None else weights
    from scipy.optimize import minimize

    positives, negatives = voiced.sum(), (1 - voiced).sum()
    high, low = (positives + 1) / (positives + 2), 1 / (negatives + 2)
    target = np.where(voiced > 0, high, low)

    def loss(parameters: np.ndarray) -> float:
        score = parameters[0] * logits + parameters[1]
        return float(np.sum(weight * (np.logaddexp(0.0, score) - target * score)))

    fitted = minimize(loss, x0=np.array([1.0, 0.0]), method="BFGS").x
    return HeadCalibration(slope=float(fitted[0]), intercept=float(fitted[1]))


def fit_temperature(logits: np.ndarray, classes: np.ndarray) -> float:
    """Fit the slope that makes a softmax over logits (n, labels) most likely (Guo et al. 2017).

    ``classes`` (n,) are indices of the true labels of texts never trained on.
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import logsumexp

    rows = np.arange(len(classes))

    def loss(log_slope: float) -> float:
        scores = np.exp(log_slope) * logits
        return float(np.mean(logsumexp(scores, axis=1) - scores[rows, classes]))

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 4.0), method="bounded").x))


def choose_label(probabilities: Sequence[float], heads: Sequence[HeadCalibration]) -> Label:
    """Name the class of one passage: (premium, capitulation) probabilities against thresholds."""
    premium, capitulation = (
        probability >= head.threshold
        for probability, head in zip(probabilities, heads, strict=True)
    )
    if premium and capitulation:
        return Label.BOTH
    if premium:
        return Label.PREMIUM_FOR_SECURITY
    return Label.ECONOMIC_CAPITULATION if capitulation else Label.NEITHER


def expected_calibration_error(
    probabilities: np.ndarray,
    voiced: np.ndarray,
    *,
    weights: np.ndarray | None = None,
    bins: int = 10,
) -> float:
    """Measure the mean gap between claimed and observed frequency over equally full bins."""
    weight = np.ones(len(voiced)) if weights is None else weights
    parts = np.array_split(np.argsort(probabilities, kind="stable"), bins)
    gaps = [abs(np.sum(weight[part] * (probabilities[part] - voiced[part]))) for part in parts]
    return float(sum(gaps) / weight.sum())
