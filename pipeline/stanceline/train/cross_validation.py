"""Cross-validation: what a model says of texts it never trained on, beside the baselines.

Every fold trains a network on the others, a part of which is held back to stop early; nothing of
the fold itself decides anything about the network that reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stanceline.frame.calibration import HeadCalibration
from stanceline.frame.classifier import Classifier
from stanceline.frame.runtime import TorchRuntime
from stanceline.records import Pole, make_id
from stanceline.train.baselines import fit_majority, fit_tfidf
from stanceline.train.classes import list_classes, name_classes
from stanceline.train.embedding import embed
from stanceline.train.fine_tuning import adapt
from stanceline.train.folds import hold_back
from stanceline.train.linear import fit_linear
from stanceline.train.measures import measure
from stanceline.train.network import make_network
from stanceline.train.progress import Progress
from stanceline.train.recipe import Recipe
from stanceline.train.steps import StepFolder
from stanceline.train.training_set import TrainingSet

if TYPE_CHECKING:
    from peft import PeftModel
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

# Part of the training folds' units that is watched to stop early.
_WATCHED = 0.15
_CURVE_SHARES = (0.25, 0.5, 0.75, 1.0)
_FROZEN_REGULARISATION = 3.0
STAGE = "train"


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What a cross-validation follows from: the same setup gives the same numbers."""

    data: TrainingSet
    groups: tuple[str, ...]
    fold_of: np.ndarray
    recipe: Recipe
    key: str

    @property
    def folds(self) -> int:
        """How many folds there are."""
        return int(self.fold_of.max()) + 1

    def steps(self, n: int, epochs: int) -> int:
        """Count the optimiser steps over ``n`` texts."""
        return epochs * -(-n // self.recipe.batch_size)


@dataclass(frozen=True, kw_only=True)
class OutOfFold:
    """Logits (n, labels) of texts by the networks that did not see them; epochs of each fold."""

    logits: np.ndarray
    epochs: tuple[int, ...]


def cross_validate(setup: Setup, *, steps: StepFolder, progress: Progress) -> OutOfFold:
    """Train and read every fold that is not finished yet."""
    logits = np.zeros_like(setup.data.targets)
    epochs = []
    for fold in range(setup.folds):
        key = make_id("fold", setup.key, str(fold))
        found = steps.read(key)
        if found is None:
            found = _train_fold(setup, fold, progress)
            steps.write(key, **found)
        else:
            for _ in range(fold_steps(setup, fold)):
                progress.advance(STAGE)
        logits[setup.fold_of == fold] = found["logits"]
        epochs.append(int(found["epochs"]))
    return OutOfFold(logits=logits, epochs=tuple(epochs))


def fold_steps(setup: Setup, fold: int) -> int:
    """Count the optimiser steps of a fold that does not stop early."""
    learn, _ = _split(setup, fold)
    return setup.steps(len(learn), setup.recipe.epochs)


def _split(setup: Setup, fold: int) -> tuple[np.ndarray, np.ndarray]:
    others = np.flatnonzero(setup.fold_of != fold)
    units = [setup.groups[index] for index in others]
    learn, watch = hold_back(units, share=_WATCHED, seed=setup.recipe.seed + fold)
    return others[learn], others[watch]


def _train_fold(setup: Setup, fold: int, progress: Progress) -> dict[str, np.ndarray]:
    learn, watch = _split(setup, fold)
    data, recipe = setup.data, setup.recipe
    left = fold_steps(setup, fold)

    def on_step() -> None:
        nonlocal left
        left -= 1
        progress.advance(STAGE)

    train = data.select(learn)
    network, tokenizer = make_network(recipe, train)
    epochs = adapt(network, tokenizer, train, recipe, held=data.select(watch), on_step=on_step)
    for _ in range(left):
        progress.advance(STAGE)
    test = data.select(np.flatnonzero(setup.fold_of == fold))
    classifier = as_classifier(network, tokenizer, data, recipe)
    logits = classifier.logits(classifier.tokenize(test.texts))
    return {"logits": logits, "epochs": np.array(epochs)}


def as_classifier(
    network: PreTrainedModel | PeftModel,
    tokenizer: PreTrainedTokenizerBase,
    data: TrainingSet,
    recipe: Recipe,
) -> Classifier:
    """Read with a network in memory as its model directory will be read."""
    network.eval()
    return Classifier(
        name=recipe.name,
        model_sha256="",
        poles=tuple(Pole(id=label) for label in data.labels),
        is_exclusive=data.is_exclusive,
        heads=tuple(HeadCalibration() for _ in data.labels),
        max_tokens=recipe.max_tokens,
        overlap_tokens=recipe.overlap_tokens,
        runtime=TorchRuntime(network=network, tokenizer=tokenizer),
        tokenizer=tokenizer,
    )


def run_baselines(setup: Setup, features: np.ndarray) -> dict[str, np.ndarray]:
    """Return what each baseline says of every text, (n, labels), on the same folds."""
    data = setup.data
    names = ("majority", "tfidf + logistic regression", "frozen + logistic regression")
    found = {name: np.zeros_like(data.targets) for name in names}
    for fold in range(setup.folds):
        train = np.flatnonzero(setup.fold_of != fold)
        test = np.flatnonzero(setup.fold_of == fold)
        texts = [data.texts[index] for index in test]
        found["majority"][test] = fit_majority(data.select(train))(texts)
        found["tfidf + logistic regression"][test] = fit_tfidf(data.select(train))(texts)
        found["frozen + logistic regression"][test] = _frozen(data, features, train, test)
    return found


def learning_curve(setup: Setup, features: np.ndarray) -> list[tuple[int, float]]:
    """Return (texts trained on, macro-F1) of a linear head on frozen features, on the same folds.

    A quarter is part of the half, and so on; texts are taken in one random order.
    """
    data = setup.data
    order = np.random.default_rng(setup.recipe.seed).permutation(len(data))
    curve = []
    for share in _CURVE_SHARES:
        found, sizes = np.zeros_like(data.targets), []
        for fold in range(setup.folds):
            train = order[setup.fold_of[order] != fold]
            part = np.sort(train[: max(2, round(share * len(train)))])
            test = np.flatnonzero(setup.fold_of == fold)
            found[test] = _frozen(data, features, part, test)
            sizes.append(len(part))
        curve.append((round(float(np.mean(sizes))), _macro_f1(data, found)))
    return curve


def frozen_features(texts: Sequence[str], recipe: Recipe) -> np.ndarray:
    """Embed texts once for all baselines: (n, d)."""
    return embed(texts, backbone=recipe.backbone)


def _frozen(
    data: TrainingSet, features: np.ndarray, train: np.ndarray, test: np.ndarray
) -> np.ndarray:
    part = data.select(train)
    if data.is_exclusive and len(set(part.targets.argmax(axis=1))) < 2:
        return np.tile(part.targets[0], (len(test), 1))
    heads = fit_linear(features[train], part, regularisation=_FROZEN_REGULARISATION)
    return heads.predict(features[test])


def _macro_f1(data: TrainingSet, found: np.ndarray) -> float:
    names = name_classes(found, data.labels)
    occurring = [*data.classes, *names]
    classes = list_classes(occurring, data.labels, is_exclusive=data.is_exclusive)
    return round(measure(data.classes, names, classes=classes, labels=data.labels).macro_f1, 4)
