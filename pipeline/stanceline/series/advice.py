"""What hand-read labels would buy, said of a series that has none."""

from __future__ import annotations

import numpy as np

from stanceline.series.error_model import NET, condition_number
from stanceline.series.line import Line

ADVISED_LABELS = 300


def advise(line: Line, *, n_labels: int = ADVISED_LABELS) -> str:
    """Say what ``n_labels`` would buy on this line, taking the model's probabilities at their word.

    With labels spread equally over the three classes, se^2 = sum_k pi_k^2 var_k / (n/3): the
    variance of the corrected score in each class, as the probabilities themselves have it.
    """
    folded, weight = NET.fold_scores(line.rows.scores), line.weight
    shares = weight @ folded / weight.sum()
    opening = (
        "Not corrected: the net is a count of what the model says and the band holds sampling of "
        "stories only; a model that errs shrinks or shifts real changes."
    )
    if (shares <= 0).any():
        return f"{opening} {n_labels} hand-read passages would measure those errors."
    confusion = (folded * weight[:, None]).T @ folded / (shares * weight.sum())
    if condition_number(confusion) > line.settings.max_condition:
        return (
            f"{opening} By its own probabilities the model confuses the classes too much for "
            f"{n_labels} hand-read passages to undo; train it on more before labelling for this."
        )
    corrected = folded @ (NET.values @ np.linalg.inv(confusion))
    gap = (corrected[:, None] - NET.values) ** 2
    variance = ((folded * gap) * weight[:, None]).sum(axis=0) / (shares * weight.sum())
    error = 1.96 * np.sqrt((shares**2 * variance).sum() / (n_labels / len(shares)))
    plain = np.nanmean(line.naive.mean)
    return (
        f"{opening} {n_labels} passages drawn at random over the whole time and read by hand "
        f"would take the errors out: the level (now {plain:+.2f} on average) would be known to "
        f"about ±{error:.2f} beyond the sampling of stories, if the model's probabilities are "
        "right."
    )
