"""Models and baselines on the same labelled texts, in one table, with paired differences."""

from __future__ import annotations

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
from stanceline.train.baselines import Predict, fit_frozen, fit_majority, fit_tfidf
from stanceline.train.classes import list_classes, name_classes
from stanceline.train.examples import Example, make_reader, to_training_set
from stanceline.train.fit import split_dev, thin_neithers
from stanceline.train.labelled import LabelledPassage
from stanceline.train.measures import compare_pair, measure
from stanceline.train.recipe import Recipe
from stanceline.train.training_set import TrainingSet


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What one model says of every text: (n, labels) of 0 and 1, and facts about it."""

    found: np.ndarray
    facts: Mapping[str, Any]


def train_baselines(passages: Sequence[LabelledPassage], recipe: Recipe) -> dict[str, Predict]:
    """Train the baselines on what the model of this recipe was trained on, in the same weights."""
    kept = thin_neithers(split_dev(passages, recipe)[0], share=recipe.real_neither_share)
    train = TrainingSet.from_passages(kept, real_weight=recipe.real_weight)
    return {
        "majority": fit_majority(train),
        "tfidf + logistic regression": fit_tfidf(train),
        "frozen minilm + logistic regression": fit_frozen(train, backbone="minilm"),
        "frozen mpnet + logistic regression": fit_frozen(train, backbone="mpnet"),
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
    answers |= {classifier.name: ask(classifier, truth) for classifier in classifiers}
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


def ask(classifier: Classifier, truth: TrainingSet) -> Answers:
    """Let a model read every text; its labels are put in the order of the truth's."""
    order = [classifier.labels.index(label) for label in truth.labels]
    in_own_order = classifier.probabilities(truth.texts)
    scores = in_own_order[:, order]
    errors = {
        str(label): round(expected_calibration_error(score, target), 4)
        for label, score, target in zip(truth.labels, scores.T, truth.targets.T, strict=True)
    }
    return Answers(
        found=classifier.decide(in_own_order)[:, order],
        facts={"calibration_error": errors, "fingerprint": classifier.fingerprint},
    )


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
