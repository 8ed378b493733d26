"""How far coders agree: over all, on each class, each coder, over time, and on what they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np

from stanceline.label.annotations import ADJUDICATED, Annotation
from stanceline.label.coefficients import (
    UNLABELLED,
    Agreement,
    cohen_kappa,
    estimate_agreement,
    fleiss_kappa,
    krippendorff_alpha,
)
from stanceline.label.tasks import Task
from stanceline.records import Label

# Below this the labels, not the model, are the limit (Krippendorff 2004, ch. 11).
SUFFICIENT_ALPHA = 0.667
# Fewer shared passages than this say nothing about a coder or a month.
_FEWEST = 10
_DRIFT_Z = 2.58


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedUnits:
    """Labels as a table. ``codes``: (units, coders), -1 where a coder gave none."""

    passages: tuple[str, ...]
    coders: tuple[str, ...]
    codes: np.ndarray
    cluster: np.ndarray
    month: np.ndarray

    @classmethod
    def from_annotations(
        cls, annotations: Sequence[Annotation], clusters: Mapping[str, str] | None = None
    ) -> CodedUnits:
        """Lay labels out; ``clusters`` names the story or article of each passage."""
        given = [a for a in annotations if a.coder != ADJUDICATED]
        passages = tuple(dict.fromkeys(a.passage_id for a in given))
        coders = tuple(sorted({a.coder for a in given}))
        row = {passage: number for number, passage in enumerate(passages)}
        column = {coder: number for number, coder in enumerate(coders)}
        codes = np.full((len(passages), len(coders)), UNLABELLED)
        month = np.full(len(passages), "", dtype=object)
        for a in given:
            codes[row[a.passage_id], column[a.coder]] = list(Label).index(a.label)
            if a.labelled_at is not None:
                month[row[a.passage_id]] = f"{a.labelled_at:%Y-%m}"
        clusters = clusters or {}
        cluster = np.array([clusters.get(passage, passage) for passage in passages], dtype=object)
        return cls(
            passages=passages, coders=coders, codes=codes, cluster=cluster.astype(str), month=month
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementReport:
    """Everything about how far coders agree; intervals are 95%, drawn by story."""

    passages: int
    paired: int
    alpha: Agreement
    fleiss: Agreement
    cohen: dict[str, Agreement]
    alpha_by_class: dict[str, Agreement]
    agreement_by_coder: dict[str, float]
    alpha_by_month: dict[str, Agreement]
    confusions: list[tuple[str, str, int]]
    drifting: dict[str, tuple[float, float]]

    @property
    def is_sufficient(self) -> bool:
        """Whether labels agree well enough to measure a model by."""
        return bool(self.alpha.value >= SUFFICIENT_ALPHA)


def measure_agreement(units: CodedUnits, *, seed: int = 0, draws: int = 1000) -> AgreementReport:
    """Measure agreement; coefficients that are not defined are NaN.

    ``draws`` is how often stories are drawn anew for the intervals.
    """
    estimate = partial(estimate_agreement, seed=seed, draws=draws)
    codes, cluster = units.codes, units.cluster
    paired = (codes != UNLABELLED).sum(axis=1) >= 2
    months = sorted({month for month in units.month[paired] if month})
    return AgreementReport(
        passages=len(codes),
        paired=int(paired.sum()),
        alpha=estimate(krippendorff_alpha, codes, cluster),
        fleiss=estimate(fleiss_kappa, codes, cluster),
        cohen={
            f"{units.coders[i]} and {units.coders[j]}": estimate(
                cohen_kappa, codes[:, [i, j]], cluster
            )
            for i, j in combinations(range(len(units.coders)), 2)
            if ((codes[:, [i, j]] != UNLABELLED).sum(axis=1) == 2).sum() >= _FEWEST
        },
        alpha_by_class={
            str(label): estimate(krippendorff_alpha, _one_against_rest(codes, number), cluster)
            for number, label in enumerate(Label)
        },
        agreement_by_coder=_agreement_by_coder(units),
        alpha_by_month={
            month: estimate(
                krippendorff_alpha,
                codes[units.month == month],
                cluster[units.month == month],
            )
            for month in months
            if (paired & (units.month == month)).sum() >= _FEWEST
        },
        confusions=count_confusions(codes),
        drifting=find_drift(units),
    )


def _one_against_rest(codes: np.ndarray, number: int) -> np.ndarray:
    return np.where(codes == UNLABELLED, UNLABELLED, (codes == number).astype(int))


def _agreement_by_coder(units: CodedUnits) -> dict[str, float]:
    """Return each coder's share of agreeing pairs with the others."""
    found = {}
    for number, coder in enumerate(units.coders):
        pairs = _agreeing(units.codes, number)
        if len(pairs) >= _FEWEST:
            found[coder] = float(pairs.mean())
    return found


def _agreeing(codes: np.ndarray, coder: int) -> np.ndarray:
    """Return 0 or 1 for every pair of this coder's label with another's, unit by unit."""
    own = codes[:, [coder]]
    others = np.delete(codes, coder, axis=1)
    known = (own != UNLABELLED) & (others != UNLABELLED)
    agreeing: np.ndarray = (own == others)[known].astype(float)
    return agreeing


def count_confusions(codes: np.ndarray) -> list[tuple[str, str, int]]:
    """Count which two labels passages are disputed between, the most frequent first."""
    names = [str(label) for label in Label]
    counts: Counter[tuple[str, str]] = Counter()
    for row in codes:
        given = sorted({int(code) for code in row if code != UNLABELLED})
        counts.update((names[a], names[b]) for a, b in combinations(given, 2))
    return [(first, second, count) for (first, second), count in counts.most_common()]


def find_drift(units: CodedUnits) -> dict[str, tuple[float, float]]:
    """Find coders whose agreement with the others changed from first half to second half.

    Units are in the order in which they were labelled. Two shares differ when the z of their
    difference (pooled) is beyond 2.58, one chance in a hundred for one coder.
    """
    drifting = {}
    for number, coder in enumerate(units.coders):
        pairs = _agreeing(units.codes, number)
        half = len(pairs) // 2
        if half < _FEWEST:
            continue
        first, second = float(pairs[:half].mean()), float(pairs[half:].mean())
        share = float(pairs.mean())
        error = (share * (1 - share) * (1 / half + 1 / (len(pairs) - half))) ** 0.5
        if error and abs(second - first) / error > _DRIFT_Z:
            drifting[coder] = (first, second)
    return drifting


def queue_disputes(
    annotations: Sequence[Annotation], tasks: Sequence[Task]
) -> list[tuple[Task, tuple[Annotation, ...]]]:
    """List the passages whose coders differ and nobody has decided, the most disputed first.

    Those the model is sure about come first among equals: there a wrong label costs most.
    """
    given: dict[str, list[Annotation]] = {}
    for annotation in annotations:
        given.setdefault(annotation.passage_id, []).append(annotation)
    disputed = []
    for task in tasks:
        ours = given.get(task.passage_id, [])
        labels = {a.label for a in ours}
        if len(labels) > 1 and ADJUDICATED not in {a.coder for a in ours}:
            disputed.append((task, tuple(ours)))
    return sorted(
        disputed, key=lambda pair: (-len({a.label for a in pair[1]}), -pair[0].score_of_predicted)
    )


def settle(annotations: Sequence[Annotation]) -> list[Annotation]:
    """Return the labels an estimate may use: the adjudicated one where there is one.

    Passages without one keep every coder's label: the series counts such a passage once and
    measures agreement from the rest.
    """
    decided = {a.passage_id for a in annotations if a.coder == ADJUDICATED}
    return [a for a in annotations if a.coder == ADJUDICATED or a.passage_id not in decided]
