"""Labels that are likely wrong: those a calibrated model contradicts with confidence (cleanlab)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stanceline.errors import LabelError, MissingExtraError
from stanceline.label.annotations import Annotation
from stanceline.label.tasks import Task, by_passage
from stanceline.records import Label

_FEWEST_LABELS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A label to look at again; ``quality`` is low where the model doubts it (0 to 1)."""

    task: Task
    annotation: Annotation
    suggested: Label
    quality: float


def find_suspects(annotations: Sequence[Annotation], tasks: Sequence[Task]) -> list[Suspect]:
    """List likely label errors, the likeliest first (confident learning, Northcutt et al. 2021).

    The model must not have been trained on these labels: its probabilities would agree with them.

    Raises:
        LabelError: there are too few labels.
        MissingExtraError: cleanlab is not installed.

    """
    try:
        from cleanlab.filter import find_label_issues
        from cleanlab.rank import get_label_quality_scores
    except ImportError as error:
        raise MissingExtraError("cleanlab", "label") from error
    of_passage = by_passage(tasks)
    known = [a for a in annotations if a.passage_id in of_passage]
    if len(known) < _FEWEST_LABELS:
        raise LabelError(f"{len(known)} labels of this sample; at least {_FEWEST_LABELS} needed")
    labels, probabilities = _present(known, [of_passage[a.passage_id] for a in known])
    names, codes = np.unique(labels, return_inverse=True)
    # One process: starting others costs more than a few thousand labels take.
    issues = find_label_issues(
        codes,
        probabilities,
        return_indices_ranked_by="self_confidence",
        min_examples_per_class=0,
        n_jobs=1,
    )
    quality = get_label_quality_scores(codes, probabilities)
    best = probabilities.argmax(axis=1)
    return [
        Suspect(
            task=of_passage[known[index].passage_id],
            annotation=known[index],
            suggested=Label(names[best[index]]),
            quality=round(float(quality[index]), 4),
        )
        for index in issues
    ]


def _present(known: Sequence[Annotation], tasks: Sequence[Task]) -> tuple[np.ndarray, np.ndarray]:
    """Return labels, and the probabilities of the classes that occur, summing to 1."""
    labels = np.array([str(a.label) for a in known])
    names = np.unique(labels)
    if len(names) < 2:
        raise LabelError(f"every label is {names[0]}; there is nothing to compare it with")
    heads = np.array([[t.p_premium_for_security, t.p_economic_capitulation] for t in tasks])
    premium, capitulation = heads.T
    columns = {
        str(Label.NEITHER): (1 - premium) * (1 - capitulation),
        str(Label.PREMIUM_FOR_SECURITY): premium * (1 - capitulation),
        str(Label.ECONOMIC_CAPITULATION): capitulation * (1 - premium),
        str(Label.BOTH): premium * capitulation,
    }
    probabilities = np.stack([columns[name] for name in names], axis=1)
    return labels, probabilities / probabilities.sum(axis=1, keepdims=True).clip(min=1e-12)
