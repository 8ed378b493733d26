"""What the labels of a run say of its classifier, and of each group of its passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stanceline.series.classes import CLASSES
from stanceline.series.error_model import (
    FRAMED,
    NET,
    NO_BLOCK,
    SINGLE_FRAMED,
    Correction,
    ErrorModel,
    Sample,
    condition_number,
    count_labels,
    fit_errors,
    offset_groups,
    why_unusable,
)
from stanceline.series.labels import Labels
from stanceline.series.line import Calendar, LineErrors
from stanceline.series.passages import NO_GROUP, UNLABELLED, Passages
from stanceline.series.periods import NO_DAY
from stanceline.series.settings import EstimatorSettings

NET_CLASSES = ("neither or both", "premium", "capitulation")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunErrors:
    """The error models of a run, fitted once on all its labels; nothing without usable ones."""

    labels: Labels | None
    net: ErrorModel | None
    framed: ErrorModel | None
    why_unusable: str
    per_class: np.ndarray
    offsets: tuple[Offsets, Offsets] | None
    per_group: np.ndarray

    @property
    def p_drift(self) -> float:
        """P-value of the test that the classifier errs alike in all quarters."""
        return self.net.p_drift if self.net else float("nan")

    def of_line(self, group: int | None) -> LineErrors:
        """Return what the labels say of the line of a group, or of the overall one."""
        return LineErrors(
            labels=self.labels,
            net=self._correct(self.net, 0, group),
            framed=self._correct(self.framed, 1, group),
            why_unusable=self.why_unusable,
            per_block=self.per_class.sum(axis=0),
            in_group=int(self.per_group[group]) if group is not None and self.labels else None,
        )

    def _correct(
        self, model: ErrorModel | None, place: int, group: int | None
    ) -> Correction | None:
        if model is None:
            return None
        if group is None or self.offsets is None:
            return model.pooled()
        offsets = self.offsets[place]
        return model.for_group(offsets.mean[:, group], offsets.variance[:, group])


@dataclass(frozen=True, slots=True, kw_only=True)
class Offsets:
    """How the errors of groups differ from the pooled ones: (k, g)."""

    mean: np.ndarray
    variance: np.ndarray


def fit_run_errors(
    passages: Passages,
    labels: Labels | None,
    *,
    calendar: Calendar,
    by_group: bool,
    settings: EstimatorSettings,
) -> RunErrors:
    """Fit the error models to all labels, dated or not."""
    none = np.zeros((len(NET_CLASSES), calendar.n_quarters), dtype=np.int64)
    per_group = _count_groups(passages)
    if labels is None:
        return RunErrors(
            labels=None,
            net=None,
            framed=None,
            why_unusable="",
            per_class=none,
            offsets=None,
            per_group=per_group,
        )
    sample = make_sample(passages, labels, calendar)
    why = why_unusable(sample, NET, names=NET_CLASSES, settings=settings)
    net = framed = None
    if not why:
        net = fit_errors(sample, NET, settings)
        four = why_unusable(sample, FRAMED, names=CLASSES, settings=settings)
        framed = fit_errors(sample, SINGLE_FRAMED if four else FRAMED, settings)
    models = (net, framed) if by_group and net and framed else None
    return RunErrors(
        labels=labels,
        net=net,
        framed=framed,
        why_unusable=why,
        per_class=count_labels(sample, NET),
        offsets=_offset(models, sample, passages, settings) if models else None,
        per_group=per_group,
    )


def make_sample(passages: Passages, labels: Labels, calendar: Calendar) -> Sample:
    """Join the labels to the scores and quarters of their passages."""
    rows = np.flatnonzero(passages.label != UNLABELLED)
    row_of = np.empty(len(labels), dtype=np.int64)
    row_of[passages.label[rows[::-1]]] = rows[::-1]
    days = passages.day[row_of]
    dated = days != NO_DAY
    blocks = np.full(len(labels), NO_BLOCK)
    blocks[dated] = calendar.blocks(days[dated])
    blocks[(blocks < 0) | (blocks >= calendar.n_quarters)] = NO_BLOCK
    return Sample(
        scores=passages.scores[row_of],
        true_class=labels.true_class,
        weight=labels.weight,
        stratum=labels.stratum,
        block=blocks,
        n_blocks=calendar.n_quarters,
    )


def describe_errors(errors: RunErrors, quarters: list[str]) -> dict[str, Any]:
    """Return the error model as plain data, enough to repeat a point by hand."""
    if errors.labels is None:
        return {"labels": 0}
    described: dict[str, Any] = {
        "labels": len(errors.labels),
        "why_unusable": errors.why_unusable,
        "classes": list(NET_CLASSES),
        "labels_per_class": errors.per_class.sum(axis=1).tolist(),
        "labels_per_quarter": dict(
            zip(quarters, errors.per_class.sum(axis=0).tolist(), strict=True)
        ),
        "coder_agreement": errors.labels.coder_agreement,
    }
    if errors.net is None:
        return described
    return described | {
        "confusion": errors.net.confusion.tolist(),
        "condition": condition_number(errors.net.confusion),
        "quarters": quarters,
        "drift": errors.net.drift.tolist(),
        "drift_covariance": errors.net.covariance.tolist(),
        "correction": errors.net.pooled().scores.tolist(),
        "p_drift": errors.net.p_drift,
        "shares": "premium and capitulation, both counted in each"
        if errors.framed is not None and len(errors.framed.inverse) == len(CLASSES)
        else "premium only and capitulation only: too few labels of passages with both",
    }


def _offset(
    models: tuple[ErrorModel, ErrorModel],
    sample: Sample,
    passages: Passages,
    settings: EstimatorSettings,
) -> tuple[Offsets, Offsets]:
    read = (passages.label != UNLABELLED) & (passages.group != NO_GROUP)
    members = passages.label[read], passages.group[read]
    found = [
        offset_groups(model, sample, members, n_groups=len(passages.groups), settings=settings)
        for model in models
    ]
    net, framed = (Offsets(mean=mean, variance=variance) for mean, variance in found)
    return net, framed


def _count_groups(passages: Passages) -> np.ndarray:
    read = (passages.label != UNLABELLED) & (passages.group != NO_GROUP)
    return np.bincount(passages.group[read], minlength=len(passages.groups))
