"""From anyone's labels to a model directory: cross-validated, calibrated, carded, whole.

Nothing is chosen on text that measures it: a fold's networks stop on a part of the other folds,
and calibration and thresholds that measure a fold come from the other folds. What ships is trained
on everything, for the median of the folds' epochs, and calibrated on the out-of-fold logits.
Finished folds are kept beside the output until the model is written; the same labels, recipe and
machine give the same weights.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stanceline.errors import ModelError
from stanceline.frame.backbones import BACKBONES, digest_file
from stanceline.frame.calibration import HeadCalibration
from stanceline.frame.model_directory import SIDE_FILE, WHOLE
from stanceline.frame.quiet import quiet_loading
from stanceline.records import make_id
from stanceline.store.atomic import replace_text
from stanceline.store.provenance import package_versions
from stanceline.train.advice import advise, count_labels, require_enough, warn_of_baselines
from stanceline.train.codebook import Codebook
from stanceline.train.cross_validation import (
    STAGE,
    OutOfFold,
    Setup,
    cross_validate,
    fold_steps,
    frozen_features,
    learning_curve,
    run_baselines,
)
from stanceline.train.debate_card import write_debate_card
from stanceline.train.embedding import find_base
from stanceline.train.examples import Example, to_training_set
from stanceline.train.fine_tuning import adapt
from stanceline.train.folds import choose_grouping, make_folds, make_groups
from stanceline.train.network import make_network
from stanceline.train.outcome import calibrate_heads, cross_fit, describe_outcome
from stanceline.train.progress import Progress
from stanceline.train.recipe import Recipe
from stanceline.train.steps import StepFolder
from stanceline.train.training_set import TrainingSet

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to train and how to measure it."""

    codebook: Codebook
    recipe: Recipe
    folds: int = 5
    group_by: str = "auto"


def retrain(
    examples: Sequence[Example], plan: Plan, folder: Path, *, progress: Progress
) -> dict[str, Any]:
    """Cross-validate, train on everything, write the model directory; return its facts.

    Raises:
        LabelError: a label is too rare, or the folds cannot be made as asked.
        ModelError: the output folder holds something else.

    """
    _require_free(folder)
    codebook, recipe = plan.codebook, plan.recipe
    data = to_training_set(examples, codebook.labels, is_exclusive=codebook.is_exclusive)
    require_enough(data, folds=plan.folds)
    grouping = choose_grouping(examples, plan.group_by)
    fold_of = make_folds(examples, data, grouping=grouping, folds=plan.folds, seed=recipe.seed)
    setup = Setup(
        data=data,
        groups=tuple(make_groups(examples, grouping)),
        fold_of=fold_of,
        recipe=recipe,
        key=_digest_setup(data, fold_of, plan),
    )
    steps = StepFolder(folder.with_name(f".{folder.name}.steps"))
    total = sum(fold_steps(setup, fold) for fold in range(plan.folds))
    progress.start(STAGE, total + setup.steps(len(data), recipe.epochs), done=0)
    progress.say(f"{plan.folds} folds by {grouping}, {len(set(setup.groups))} units")
    outside = cross_validate(setup, steps=steps, progress=progress)
    facts = _facts(setup, outside, examples, grouping) | {"codebook": codebook.name}
    network, tokenizer, epochs = _train_whole(setup, outside, progress)
    heads = calibrate_heads(outside.logits, data)
    facts |= {"epochs": epochs, "codebook_sha256": codebook.sha256}
    _write_whole(folder, network, tokenizer, plan=plan, heads=heads, facts=facts)
    steps.remove()
    return facts


def _require_free(folder: Path) -> None:
    if folder.exists() and not (folder / SIDE_FILE).exists() and any(folder.iterdir()):
        raise ModelError(f"{folder}: holds something that is no model; give another --out")


def _digest_setup(data: TrainingSet, fold_of: np.ndarray, plan: Plan) -> str:
    """Digest everything a fold's numbers follow from."""
    rows = [
        json.dumps([text, target.tolist(), int(fold)])
        for text, target, fold in zip(data.texts, data.targets, fold_of, strict=True)
    ]
    recipe = plan.recipe.model_dump_json()
    return make_id(recipe, json.dumps(package_versions(), sort_keys=True), *data.labels, *rows)


def _facts(
    setup: Setup, outside: OutOfFold, examples: Sequence[Example], grouping: str
) -> dict[str, Any]:
    data, model = setup.data, setup.recipe.name
    features = frozen_features(data.texts, setup.recipe)
    probabilities, found = cross_fit(outside.logits, data, setup.fold_of)
    curve = learning_curve(setup, features)
    outcome = describe_outcome(
        data,
        probabilities=probabilities,
        predictions={model: found, **run_baselines(setup, features)},
        model=model,
        groups=setup.groups,
        examples=examples,
    )
    return {
        "texts": len(data),
        "labels": count_labels(data),
        "grouping": grouping,
        "units": len(set(setup.groups)),
        "folds": setup.folds,
        "fold_epochs": list(outside.epochs),
        "data_sha256": data.sha256,
        "learning_curve": [list(point) for point in curve],
        "advice": [*warn_of_baselines(outcome["table"]), *advise(data, curve)],
        "packages": package_versions(),
        **outcome,
    }


def _train_whole(
    setup: Setup, outside: OutOfFold, progress: Progress
) -> tuple[PreTrainedModel, PreTrainedTokenizerBase, int]:
    """Train on everything for the median of the folds' epochs; merge the adapters."""
    epochs = max(1, round(float(np.median(outside.epochs))))
    recipe = setup.recipe.model_copy(update={"epochs": epochs})
    network, tokenizer = make_network(recipe, setup.data)
    adapt(network, tokenizer, setup.data, recipe, on_step=lambda: progress.advance(STAGE))
    for _ in range(setup.steps(len(setup.data), setup.recipe.epochs - epochs)):
        progress.advance(STAGE)
    return network.merge_and_unload(), tokenizer, epochs


def _write_whole(
    folder: Path,
    network: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    *,
    plan: Plan,
    heads: Sequence[HeadCalibration],
    facts: dict[str, Any],
) -> None:
    """Write the model directory beside its place, then swap: it is never half there."""
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    with quiet_loading():
        network.save_pretrained(temporary, safe_serialization=True)
    tokenizer.save_pretrained(temporary)
    labels, recipe = plan.codebook.labels, plan.recipe
    side = {
        "name": recipe.name,
        "backbone": recipe.backbone if recipe.backbone in BACKBONES else "other",
        "base_sha256": digest_file(find_base(recipe.backbone) / WHOLE),
        "weights_sha256": digest_file(temporary / WHOLE),
        "labels": list(labels),
        "is_exclusive": plan.codebook.is_exclusive,
        "question": plan.codebook.question,
        "titles": {pole.id: pole.title for pole in plan.codebook.pole},
        "definitions": {pole.id: pole.definition for pole in plan.codebook.pole},
        "max_tokens": recipe.max_tokens,
        "overlap_tokens": recipe.overlap_tokens,
        "calibration": {label: asdict(head) for label, head in zip(labels, heads, strict=True)},
        "recipe": recipe.model_dump(exclude={"backbone"}),
        "facts": facts,
    }
    replace_text(json.dumps(side, indent=2, sort_keys=True) + "\n", temporary / SIDE_FILE)
    write_debate_card(temporary)
    if folder.exists():
        shutil.rmtree(folder)
    temporary.rename(folder)
