"""Before against after: the model's answer, and the answer of the hand-read passages themselves.

The second needs no assumption on how the classifier errs: the difference estimator, also known as
prediction-powered inference (Angelopoulos et al. 2023) and as design-based supervised learning
(Egami et al. 2023).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stanceline.series.bands import PeriodMeans
from stanceline.series.line import Line
from stanceline.series.passages import UNLABELLED
from stanceline.series.points import usable_periods
from stanceline.series.statuses import Flag
from stanceline.series.survey import stratified_variance

Window = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with its 95% interval and the two parts of its standard error."""

    value: float
    lo: float
    hi: float
    se_sampling: float
    se_classifier: float
    degrees: float

    @property
    def se(self) -> float:
        """Both parts of the standard error together."""
        return float(np.hypot(self.se_sampling, self.se_classifier))

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval lies on one side of zero."""
        return bool(self.lo > 0 or self.hi < 0)


NO_ESTIMATE = Estimate(
    value=np.nan,
    lo=np.nan,
    hi=np.nan,
    se_sampling=np.nan,
    se_classifier=np.nan,
    degrees=np.nan,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """A change from one window to another, the mean of its periods each.

    ``model`` is what the corrected series says, ``dsl`` what the labels of both windows say,
    ``naive`` the count of labels, ``house_adjusted`` the model's with the outlet mix held still.
    ``quoted`` is the one to publish; ``flags`` say why.
    """

    group: str
    before: Window
    after: Window
    model: Estimate
    dsl: Estimate
    naive: Estimate
    house_adjusted: Estimate
    n_labels_before: int
    n_labels_after: int
    flags: tuple[str, ...]

    @property
    def quoted(self) -> Estimate:
        """The labels' answer when the model cannot be had or disagrees with it."""
        wrong = {Flag.MODEL_VS_LABELS_DISAGREE, Flag.ERROR_MODEL_UNUSABLE}
        return self.dsl if wrong & set(self.flags) else self.model


def contrast(
    line: Line, before: np.ndarray, after: np.ndarray, *, names: tuple[Window, Window]
) -> Contrast:
    """Contrast two sets of periods (t,) booleans; a change is after minus before."""
    usable = usable_periods(line)
    combination = subtract_windows(before & usable, after & usable)
    model = estimate_from_model(line, line.net, combination)
    dsl = subtract(
        estimate_from_labels(line, after), estimate_from_labels(line, before), line.settings.alpha
    )
    counts = count_window_labels(line, before), count_window_labels(line, after)
    return Contrast(
        group=line.name,
        before=names[0],
        after=names[1],
        model=model,
        dsl=dsl,
        naive=_naive(line, before, after),
        house_adjusted=estimate_from_model(line, line.adjusted or line.net, combination),
        n_labels_before=counts[0],
        n_labels_after=counts[1],
        flags=_flags(line, model, dsl, counts),
    )


def estimate_from_labels(line: Line, window: np.ndarray) -> Estimate:
    """Estimate the net of a window (t,) from its own labels, each period with a story equal.

    net = sum u f + sum (u/pi)(s - f) / sum (u/pi); nothing below ``min_labels_window`` labels.
    The variance is that of the stories plus that of the stratified labels.
    """
    labels = line.errors.labels
    chosen = spread(window & (line.naive.n_stories > 0))
    if labels is None or count_window_labels(line, window) < line.settings.min_labels_window:
        return NO_ESTIMATE
    share = chosen[line.period_of] * line.weight / line.clusters.total[line.period_of]
    read = (line.rows.label != UNLABELLED) & (share > 0)
    rows = line.rows.label[read]
    weight = share[read] * labels.weight[rows]
    residual = labels.stance[rows] - line.rows.naive[read]
    shift = float(weight @ residual / weight.sum())
    parts = np.zeros(len(labels))
    parts[rows] = weight * (residual - shift) / weight.sum()
    known = chosen > 0
    stories = float((chosen[known] ** 2 * line.naive.variance[known]).sum())
    kish = weight.sum() ** 2 / (weight**2).sum()
    return _interval(
        float(chosen[known] @ line.naive.mean[known]) + shift,
        stories,
        stratified_variance(parts, labels.stratum),
        degrees=float(kish - 1.0),
        alpha=line.settings.alpha,
    )


def subtract(after: Estimate, before: Estimate, alpha: float) -> Estimate:
    """Subtract independent estimates; degrees of freedom by Welch and Satterthwaite."""
    first, second = before.se**2, after.se**2
    spread = first**2 / before.degrees + second**2 / after.degrees
    return _interval(
        after.value - before.value,
        before.se_sampling**2 + after.se_sampling**2,
        before.se_classifier**2 + after.se_classifier**2,
        degrees=(first + second) ** 2 / spread if spread > 0 else np.inf,
        alpha=alpha,
    )


def count_window_labels(line: Line, window: np.ndarray) -> int:
    """Count the labels in a window (t,) of a line."""
    return int(((line.rows.label != UNLABELLED) & window[line.period_of]).sum())


def outlet_sides(line: Line, window: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares and levels (o,) of outlets in a window (t,), each period equal."""
    chosen = spread(window & usable_periods(line))
    share = chosen[line.period_of] * line.weight / line.clusters.total[line.period_of]
    size = len(line.rows.outlets)
    shares = np.bincount(line.rows.outlet, weights=share, minlength=size)
    sums = np.bincount(line.rows.outlet, weights=share * line.values, minlength=size)
    return shares, np.divide(sums, shares, out=np.full(size, np.nan), where=shares > 0)


def estimate_from_model(line: Line, means: PeriodMeans, combination: np.ndarray) -> Estimate:
    """Estimate ``sum x_t mean_t`` with x (t,), and both parts of its variance."""
    known = combination != 0
    if not known.any():
        return NO_ESTIMATE
    classifier = 0.0
    if line.correction is not None:
        classifier = float(line.correction.variance(line.exposure(combination)))
    sampling = float((combination[known] ** 2 * means.variance[known]).sum())
    return _interval(
        float(combination[known] @ means.mean[known]),
        sampling if line.has_bands else np.nan,
        classifier,
        degrees=means.pooled_df,
        alpha=line.settings.alpha,
    )


def _naive(line: Line, before: np.ndarray, after: np.ndarray) -> Estimate:
    seen = line.naive.n_stories > 0
    combination = subtract_windows(before & seen, after & seen)
    known = combination != 0
    if not known.any():
        return NO_ESTIMATE
    sampling = float((combination[known] ** 2 * line.naive.variance[known]).sum())
    return _interval(
        float(combination[known] @ line.naive.mean[known]),
        sampling if line.has_bands else np.nan,
        0.0,
        degrees=line.naive.pooled_df,
        alpha=line.settings.alpha,
    )


def _flags(line: Line, model: Estimate, dsl: Estimate, counts: tuple[int, int]) -> tuple[str, ...]:
    flags: list[Flag] = []
    if line.errors.labels is None:
        return ()
    if line.errors.why_unusable:
        flags.append(Flag.ERROR_MODEL_UNUSABLE)
    if min(counts) < line.settings.min_labels_window:
        flags.append(Flag.TOO_FEW_LABELS)
    limit = line.settings.max_disagreement_se * np.hypot(model.se, dsl.se)
    if abs(model.value - dsl.value) > limit:
        flags.append(Flag.MODEL_VS_LABELS_DISAGREE)
    return tuple(map(str, flags))


def spread(window: np.ndarray) -> np.ndarray:
    """Give each period of a window (t,) the same share; zeros for an empty one."""
    return np.asarray(window / max(int(window.sum()), 1))


def subtract_windows(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return what makes the change (t,): zeros when either window is empty."""
    if not before.any() or not after.any():
        return np.zeros(len(before))
    return np.asarray(spread(after) - spread(before))


def _interval(
    value: float, sampling: float, classifier: float, *, degrees: float, alpha: float
) -> Estimate:
    from scipy import stats

    half = float(stats.t.ppf(1.0 - alpha / 2.0, degrees)) * np.sqrt(sampling + classifier)
    return Estimate(
        value=value,
        lo=float(value - half),
        hi=float(value + half),
        se_sampling=float(np.sqrt(sampling)),
        se_classifier=float(np.sqrt(classifier)),
        degrees=degrees,
    )
