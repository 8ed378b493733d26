"""How the classifier errs, from hand-read passages: confusion, drift by quarter, corrected scores.

PACC (Forman 2008; Bella et al. 2010) written as one score per passage, so that weights, groups
and decompositions stay weighted means. Columns of the confusion matrix are true classes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stanceline.series.settings import EstimatorSettings
from stanceline.series.shrinkage import shrink_exchangeable, shrink_walk
from stanceline.series.survey import domain_variance

NO_BLOCK = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimand:
    """What is estimated: classes merged for the confusion matrix, and the value of each."""

    merge: np.ndarray
    values: np.ndarray

    def fold_scores(self, scores: np.ndarray) -> np.ndarray:
        """Sum probabilities (n, 4) over merged classes: (n, k)."""
        folded = np.zeros((len(scores), len(self.values)))
        for column, target in enumerate(self.merge):
            folded[:, target] += scores[:, column]
        return folded


# Both cancels in the net, so it stands with neither.
NET = Estimand(merge=np.array([0, 1, 2, 0]), values=np.array([0.0, 1.0, -1.0]))
# Premium plus capitulation, of passages with one frame and with both frames counted twice.
SINGLE_FRAMED = Estimand(merge=np.array([0, 1, 2, 0]), values=np.array([0.0, 1.0, 1.0]))
FRAMED = Estimand(merge=np.array([0, 1, 2, 3]), values=np.array([0.0, 1.0, 1.0, 2.0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Hand-read passages, (n,) arrays: scores (n, 4), true classes, 1/pi, strata, blocks.

    A block is a calendar quarter 0..b-1, or ``NO_BLOCK`` for a passage without a date.
    """

    scores: np.ndarray
    true_class: np.ndarray
    weight: np.ndarray
    stratum: np.ndarray
    block: np.ndarray
    n_blocks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What undoes the errors in one line: scores (b, k) of each block, and how sure they are.

    ``covariance`` (k, b, b) is of the drift of each class, ``offset`` (k,) the variance of what
    sets the line's group apart (zero in the overall line).
    """

    estimand: Estimand
    inverse: np.ndarray
    scores: np.ndarray
    covariance: np.ndarray
    offset: np.ndarray

    def apply(self, scores: np.ndarray, blocks: np.ndarray) -> np.ndarray:
        """Correct scores (n, 4) of passages in blocks (n,): (n,), may leave [-1, 1]."""
        folded = self.estimand.fold_scores(scores)
        return np.asarray(np.einsum("nk,nk->n", folded, self.scores[blocks]))

    def prevalence(self, scores: np.ndarray) -> np.ndarray:
        """Return corrected class shares (..., k) of mean folded scores (..., k)."""
        return np.asarray(scores @ self.inverse.T)

    def variance(self, exposure: np.ndarray) -> np.ndarray:
        """Classifier variance of sums that expose (..., b, k) shares of each class and block."""
        shared = np.einsum("...bk,kbc,...ck->...", exposure, self.covariance, exposure)
        return np.asarray(shared + exposure.sum(axis=-2) ** 2 @ self.offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorModel:
    """A classifier's errors on the scale of an estimand, for k classes and b blocks.

    ``confusion`` (k, k) and its inverse; ``drift`` (k, b) with ``covariance`` (k, b, b) is how the
    mean score of a class moves; ``residual`` (n,) is the corrected score of each label minus its
    truth, ``unit`` (k,) its variance in a class.
    """

    estimand: Estimand
    confusion: np.ndarray
    inverse: np.ndarray
    drift: np.ndarray
    covariance: np.ndarray
    residual: np.ndarray
    unit: np.ndarray
    p_drift: float

    def pooled(self) -> Correction:
        """Return the correction of a line over all groups."""
        none = np.zeros(len(self.inverse))
        return self.for_group(none, none)

    def for_group(self, offset: np.ndarray, variance: np.ndarray) -> Correction:
        """Return the correction of a group whose errors differ by ``offset`` (k,)."""
        return Correction(
            estimand=self.estimand,
            inverse=self.inverse,
            scores=correct_for(self.estimand, self.inverse, self.drift.T + offset),
            covariance=self.covariance,
            offset=variance,
        )


def count_labels(sample: Sample, estimand: Estimand) -> np.ndarray:
    """Count labels of each merged class in each block (k, b); undated ones are in no block."""
    dated = sample.block != NO_BLOCK
    counts = np.zeros((len(estimand.values), sample.n_blocks), dtype=np.int64)
    classes = estimand.merge[sample.true_class[dated]]
    np.add.at(counts, (classes, sample.block[dated]), 1)
    return counts


def confuse(sample: Sample, estimand: Estimand) -> np.ndarray:
    """Average the scores of each true class, weighted by 1/pi: (k, k), a column a class.

    A class without labels has a column of NaN.
    """
    classes = estimand.merge[sample.true_class]
    of_class = np.eye(len(estimand.values))[classes] * sample.weight[:, None]
    total = of_class.sum(axis=0)
    sums = estimand.fold_scores(sample.scores).T @ of_class
    return np.asarray(np.divide(sums, total, out=np.full_like(sums, np.nan), where=total > 0))


def condition_number(matrix: np.ndarray) -> float:
    """Return the largest singular value over the smallest; infinite when that is none."""
    sizes = np.linalg.svd(matrix, compute_uv=False)
    return float(sizes[0] / sizes[-1]) if sizes[-1] > 0 else float("inf")


def why_unusable(
    sample: Sample, estimand: Estimand, *, names: tuple[str, ...], settings: EstimatorSettings
) -> str:
    """Say why errors cannot be undone with these labels; empty when they can."""
    classes = estimand.merge[sample.true_class]
    counts = np.bincount(classes, minlength=len(estimand.values))
    thin = int(counts.argmin())
    if counts[thin] < settings.min_labels_class:
        return (
            f"{counts[thin]} labels of class {names[thin]}, "
            f"at least {settings.min_labels_class} are needed"
        )
    if not count_labels(sample, estimand).any(axis=1).all():
        return "a class has no label of a dated passage, so its errors cannot be placed in time"
    confusion = confuse(sample, estimand)
    condition = condition_number(confusion)
    if np.linalg.det(confusion) <= 0 or condition > settings.max_condition:
        return (
            f"the classes are confused beyond repair: condition {condition:.1f}, "
            f"at most {settings.max_condition:.0f} can be undone"
        )
    return ""


def fit_errors(sample: Sample, estimand: Estimand, settings: EstimatorSettings) -> ErrorModel:
    """Fit the confusion matrix and its drift to usable labels (see ``why_unusable``)."""
    confusion = confuse(sample, estimand)
    inverse = np.linalg.inv(confusion)
    scores = estimand.values @ inverse
    classes = estimand.merge[sample.true_class]
    residual = estimand.fold_scores(sample.scores) @ scores - estimand.values[classes]
    seen, variance, unit = _deviations(sample, classes, residual, n_classes=len(scores))
    walks = [
        shrink_walk(seen[k], variance[k], scale=settings.drift_scale, spike=settings.drift_spike)
        for k in range(len(scores))
    ]
    return ErrorModel(
        estimand=estimand,
        confusion=confusion,
        inverse=inverse,
        drift=np.stack([walk.mean for walk in walks]),
        covariance=np.stack([walk.covariance for walk in walks]),
        residual=residual,
        unit=unit,
        p_drift=_test_drift(seen, variance),
    )


def correct_for(estimand: Estimand, inverse: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """Return the scores c'(M + u offset')^-1 with u = M c / c'c: offsets (..., k) to (..., k).

    Sherman and Morrison: a - offset'M^-1 / (1 + offset'c / c'c) with a = c'M^-1.
    """
    values = estimand.values
    scale = 1.0 + offset @ values / (values @ values)
    return np.asarray(values @ inverse - (offset @ inverse) / scale[..., None])


def offset_groups(
    model: ErrorModel,
    sample: Sample,
    members: tuple[np.ndarray, np.ndarray],
    *,
    n_groups: int,
    settings: EstimatorSettings,
) -> tuple[np.ndarray, np.ndarray]:
    """Estimate how each group's errors differ from the pooled ones: means, variances (k, g).

    ``members`` are labels (m,) and their groups (m,); a label may be in several groups. Offsets
    are exchangeable: a group without labels gets none, and the spread of the others.
    """
    labels, groups = members
    n_classes = len(model.inverse)
    classes, blocks = model.estimand.merge[sample.true_class[labels]], sample.block[labels]
    drift = np.where(blocks == NO_BLOCK, 0.0, model.drift[classes, blocks])
    residual, weight = model.residual[labels] - drift, sample.weight[labels]
    cells, shape = classes * n_groups + groups, (n_classes, n_groups)
    total, square, moment = (
        np.bincount(cells, weights=values, minlength=n_classes * n_groups).reshape(shape)
        for values in (weight, weight**2, weight * residual)
    )
    nothing = np.full(shape, np.nan)
    seen = np.divide(moment, total, out=nothing.copy(), where=total > 0)
    per_kish = np.divide(square, total**2, out=nothing.copy(), where=total > 0)
    shrunk = [
        shrink_exchangeable(
            seen[k],
            model.unit[k] * per_kish[k],
            scale=settings.drift_scale,
            spike=settings.drift_spike,
        )
        for k in range(n_classes)
    ]
    return np.stack([s.mean for s in shrunk]), np.stack([s.variance for s in shrunk])


def _deviations(
    sample: Sample, classes: np.ndarray, residual: np.ndarray, *, n_classes: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return d_kb, its variance V_kb (k, b) and the variance of one effective label (k,)."""
    n_blocks = sample.n_blocks
    seen = np.full((n_classes, n_blocks), np.nan)
    kish = np.full((n_classes, n_blocks), np.nan)
    own = np.zeros((n_classes, n_blocks))
    degrees = np.zeros((n_classes, n_blocks))
    for k in range(n_classes):
        for b in range(n_blocks):
            inside = (classes == k) & (sample.block == b)
            if not inside.any():
                continue
            weight = sample.weight[inside]
            seen[k, b] = np.average(residual[inside], weights=weight)
            kish[k, b] = weight.sum() ** 2 / (weight**2).sum()
            degrees[k, b] = inside.sum() - 1
            variance = domain_variance(
                residual - seen[k, b], sample.weight, sample.stratum, inside=inside
            )
            own[k, b] = variance * kish[k, b]
    spread = degrees.sum(axis=1)
    pooled = np.divide((own * degrees).sum(axis=1), spread, out=own.max(axis=1), where=spread > 0)
    # No error seen in n labels is not zero error.
    unit = np.maximum(pooled, 1.0 / (np.bincount(classes, minlength=n_classes) + 2.0))
    return seen, unit[:, None] / kish, unit


def _test_drift(seen: np.ndarray, variance: np.ndarray) -> float:
    """Test that no class moves over blocks: chi-square over classes; NaN with one block."""
    from scipy import stats

    statistic, degrees = 0.0, 0
    for values, noise in zip(seen, variance, strict=True):
        known = np.isfinite(values)
        if known.sum() > 1:
            middle = np.average(values[known], weights=1.0 / noise[known])
            statistic += float(((values[known] - middle) ** 2 / noise[known]).sum())
            degrees += int(known.sum()) - 1
    return float(stats.chi2.sf(statistic, degrees)) if degrees else float("nan")
