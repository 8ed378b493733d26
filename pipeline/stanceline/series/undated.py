"""Whether passages without a usable date say something else than the dated ones."""

from __future__ import annotations

import numpy as np

from stanceline.series.bands import Clusters, average, half_widths
from stanceline.series.passages import Passages
from stanceline.series.periods import NO_DAY
from stanceline.series.run_errors import RunErrors
from stanceline.series.settings import EstimatorSettings
from stanceline.series.weights import Weights, weigh


def compare_undated(
    rows: Passages, errors: RunErrors, weights: Weights, settings: EstimatorSettings
) -> dict[str, dict[str, float]]:
    """Return net, lo, hi of the undated and of the dated passages; empty when all are dated.

    Errors are undone without drift, which an undated passage cannot be given.
    """
    undated = rows.day == NO_DAY
    if not undated.any() or errors.why_unusable:
        return {}
    parts = {"undated": rows.take(undated), "dated": rows.take(~undated)}
    return {
        name: _level(part, errors, weights, settings) for name, part in parts.items() if len(part)
    }


def _level(
    rows: Passages, errors: RunErrors, weights: Weights, settings: EstimatorSettings
) -> dict[str, float]:
    values, classifier = rows.naive, 0.0
    weight = weigh(rows.article, rows.story, weights)
    if errors.net is not None:
        folded = errors.net.estimand.fold_scores(rows.scores)
        values = folded @ (errors.net.estimand.values @ errors.net.inverse)
        shares = errors.net.inverse @ (weight @ folded / weight.sum())
        size = errors.net.covariance.shape[-1]
        common = errors.net.covariance.sum(axis=(1, 2)) / max(size, 1) ** 2
        classifier = float(shares**2 @ common)
    one = np.zeros(len(rows), dtype=np.int64)
    clusters = Clusters.of(one, rows.story, weight, n_periods=1)
    net = average(clusters, values, prior_df=settings.prior_df)
    half = half_widths(net.degrees, net.variance + classifier, alpha=settings.alpha)
    mean = float(net.mean[0])
    return {"net": mean, "lo": mean - float(half[0]), "hi": mean + float(half[0])}
