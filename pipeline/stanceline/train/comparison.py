"""Models and baselines on the same labelled texts, in one table, with paired differences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from stanceline.errors import LabelError
from stanceline.frame.calibration import expected_calibration_error
from stanceline.frame.classifier import Classifier
from stanceline.store.provenance import package_versions
from stanceline.train.baselines import (
    Predict,
    fit_descriptions,
    fit_frozen,
    fit_majority,
    fit_tfidf,
)
from stanceline.train.classes import list_classes, name_classes
from stanceline.train.codebook import Codebook
from stanceline.train.examples import Example, make_reader, to_training_set
from stanceline.train.fit import split_dev, thin_neithers
from stanceline.train.labelled import LabelledPassage
from stanceline.train.measures import compare_pair, measure
from stanceline.train.recipe import Recipe
from stanceline.train.training_set import TrainingSet

# The calibration error of fewer texts is mostly chance.
_SLICE_AT_LEAST = 15


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What one model says of every text: (n, labels) of 0 and 1, and facts about it."""

    found: np.ndarray
    facts: Mapping[str, Any]


def train_baselines(
    passages: Sequence[LabelledPassage], recipe: Recipe, codebook: Codebook | None = None
) -> dict[str, Predict]:
    """Train the baselines on what the model of this recipe was trained on, in the same weights.

    With a ``codebook`` its definitions are one of them.
    """
    kept = thin_neithers(split_dev(passages, recipe)[0], share=recipe.real_neither_share)
    train = TrainingSet.from_passages(kept, real_weight=recipe.real_weight)
    described: dict[str, Predict] = {}
    if codebook is not None:
        described["zero-shot by definition, mpnet"] = fit_descriptions(
            train, codebook, backbone="mpnet"
        )
    return {
        "majority": fit_majority(train),
        **described,
        "tfidf + logistic regression": fit_tfidf(train),
        "frozen mpnet + logistic regression": fit_frozen(train, backbone="mpnet"),
        "frozen minilm + logistic regression": fit_frozen(train, backbone="minilm"),
    }


def read_for(
    classifiers: Sequence[Classifier],
    path: Path,
    *,
    columns: Sequence[str] = (),
    slices: Sequence[str] = (),
) -> list[Example]:
    """Read labelled texts under the labels that all the models share.

    Raises:
        LabelError: the models differ in labels, or the file does not fit them.

    """
    first = classifiers[0]
    for other in classifiers[1:]:
        if (set(other.labels), other.is_exclusive) != (set(first.labels), first.is_exclusive):
            raise LabelError(
                f"{first.name} has the labels {', '.join(first.labels)} but {other.name} has "
                f"{', '.join(other.labels)}: they cannot be compared on the same texts"
            )
    titles = {label.replace("_", " "): label for label in first.labels}
    read = make_reader(
        first.labels,
        titles=titles,
        is_exclusive=first.is_exclusive,
        columns=columns,
        slice_columns=slices,
    )
    return read(path)


def compare_models(
    examples: Sequence[Example],
    classifiers: Sequence[Classifier],
    predictors: Mapping[str, Predict],
    *,
    data: str,
) -> dict[str, Any]:
    """Measure everything on the same texts; return a result file's content.

    Intervals and differences draw whole stories where the texts name any.
    """
    labels, is_exclusive = classifiers[0].labels, classifiers[0].is_exclusive
    truth = to_training_set(examples, labels, is_exclusive=is_exclusive)
    answers = {
        name: Answers(found=predict(truth.texts), facts={}) for name, predict in predictors.items()
    }
    answers |= {classifier.name: ask(classifier, truth, examples) for classifier in classifiers}
    named = {name: name_classes(answer.found, labels) for name, answer in answers.items()}
    occurring = [*truth.classes, *(name for names in named.values() for name in names)]
    classes = list_classes(occurring, labels, is_exclusive=is_exclusive)
    stories = [example.story or example.locator for example in examples]
    rows = {
        name: measure(
            truth.classes, names, classes=classes, labels=labels, groups=stories
        ).to_json()
        | dict(answers[name].facts)
        for name, names in named.items()
    }
    return {
        "data": data,
        "data_sha256": truth.sha256,
        "n": len(truth),
        "labels": list(labels),
        "date": datetime.now(UTC).date().isoformat(),
        "packages": package_versions(),
        "models": rows,
        "differences": [
            {"first": first, "second": second}
            | compare_pair(
                truth.classes, named[first], named[second], classes=classes, groups=stories
            ).to_json()
            for first, second in combinations(reversed(named), 2)
        ],
    }


def ask(classifier: Classifier, truth: TrainingSet, examples: Sequence[Example]) -> Answers:
    """Let a model read every text; its labels are put in the order of the truth's."""
    order = [classifier.labels.index(label) for label in truth.labels]
    in_own_order = classifier.probabilities(truth.texts)
    scores = in_own_order[:, order]
    everywhere = np.arange(len(truth))
    return Answers(
        found=classifier.decide(in_own_order)[:, order],
        facts={
            "calibration_error": calibration_errors(truth, scores, everywhere),
            "calibration_error_by": {
                name: {"n": len(rows)} | calibration_errors(truth, scores, rows)
                for name, rows in divide(examples).items()
            },
            "fingerprint": classifier.fingerprint,
        },
    )


def divide(examples: Sequence[Example]) -> dict[str, np.ndarray]:
    """Return the rows of every outlet with texts enough, and those from 2025 on."""
    outlets = Counter(example.outlet for example in examples if example.outlet)
    parts = {
        f"outlet {name}": [e.outlet == name for e in examples]
        for name, count in sorted(outlets.items())
        if count >= _SLICE_AT_LEAST
    }
    parts["from 2025"] = [e.time >= "2025" for e in examples]
    return {name: np.flatnonzero(chosen) for name, chosen in parts.items() if any(chosen)}


def calibration_errors(
    truth: TrainingSet, scores: np.ndarray, rows: np.ndarray
) -> dict[str, float]:
    """Return each label's calibration error over some of the texts."""
    return {
        str(label): round(expected_calibration_error(score[rows], target[rows]), 4)
        for label, score, target in zip(truth.labels, scores.T, truth.targets.T, strict=True)
    }


def print_table(results: Mapping[str, Any]) -> None:
    """Print the table on stdout, and under it the differences between the models."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{results['n']} texts of {results['data']}")
    for column in ("model", "macro-F1", "95%", *results["labels"], "accuracy"):
        table.add_column(column)
    for name, row in results["models"].items():
        labels = [f"{row['frame_f1'][label]:.3f}" for label in results["labels"]]
        interval = f"{row['macro_f1_low']:.2f}-{row['macro_f1_high']:.2f}"
        table.add_row(name, f"{row['macro_f1']:.3f}", interval, *labels, f"{row['accuracy']:.3f}")
    console = Console(highlight=False)
    console.print(table)
    for pair in results["differences"]:
        console.print(
            f"{pair['first']} minus {pair['second']}: {pair['difference']:+.3f} macro-F1, "
            f"95% {pair['low']:+.3f} to {pair['high']:+.3f}, p {pair['p']:.3f}",
            markup=False,
        )
