"""From labelled passages to a calibrated model directory."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stanceline.errors import LabelError
from stanceline.frame.backbones import BACKBONES, digest_file
from stanceline.frame.calibration import (
    HeadCalibration,
    choose_label,
    expected_calibration_error,
    fit_head,
    prevalence_weights,
)
from stanceline.frame.classifier import load_classifier
from stanceline.frame.model_directory import ADAPTER, SIDE_FILE
from stanceline.records import Frame, Label, digest_text
from stanceline.store.atomic import replace_text
from stanceline.train.card import write_card
from stanceline.train.distillation import Teacher
from stanceline.train.fine_tuning import adapt
from stanceline.train.labelled import LabelledPassage, digest_passages, voiced
from stanceline.train.measures import measure
from stanceline.train.network import make_network
from stanceline.train.progress import Progress, Silence
from stanceline.train.recipe import Recipe
from stanceline.train.training_set import TrainingSet

if TYPE_CHECKING:
    from peft import PeftModel

# Below this many voiced passages a head can be neither trained nor calibrated.
MIN_VOICED = 20


def fit_model(
    passages: Sequence[LabelledPassage],
    recipe: Recipe,
    folder: Path,
    *,
    teacher: Teacher | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Train, calibrate on held-back real passages, write the model and its card; return its facts.

    With a ``teacher`` the network learns its probabilities too; calibration sees labels only.

    Raises:
        LabelError: a frame is voiced too rarely to be learnt.

    """
    train, dev = split_dev(passages, recipe)
    train = thin_neithers(train, share=recipe.real_neither_share, near_miss=recipe.near_miss)
    _require_voiced(train, "training")
    data = TrainingSet.from_passages(
        train, real_weight=recipe.real_weight, grade_share=recipe.grade_share
    )
    if teacher is not None:
        data = teacher(data)
    network, tokenizer = make_network(recipe, data)
    progress = progress or Silence()
    progress.start("train", recipe.epochs * -(-len(data) // recipe.batch_size), done=0)
    adapt(network, tokenizer, data, recipe, on_step=partial(progress.advance, "train"))
    folder.mkdir(parents=True, exist_ok=True)
    _save_adapter(network, folder)
    _write_side_file(folder, recipe, tuple(HeadCalibration() for _ in Frame), facts={})
    logits, heads = calibrate(folder, dev, prevalence=recipe.prevalence)
    facts = _facts(train, dev, logits=logits, heads=heads, prevalence=recipe.prevalence)
    _write_side_file(folder, recipe, heads, facts=facts)
    write_card(folder)
    return facts


def split_dev(
    passages: Sequence[LabelledPassage], recipe: Recipe
) -> tuple[list[LabelledPassage], list[LabelledPassage]]:
    """Hold back real passages by whole documents; without real ones, written ones by group.

    Only passages of ``recipe.dev_batches`` are held back: a batch chosen by a model is chosen
    where models err, and nothing is to be calibrated on that. What shares a document with a
    held-back passage is not trained on either.
    """
    from sklearn.model_selection import GroupShuffleSplit

    candidates = [p for p in passages if p.batch in recipe.dev_batches] or list(passages)
    splitter = GroupShuffleSplit(n_splits=1, test_size=recipe.dev_share, random_state=recipe.seed)
    groups = [passage.group for passage in candidates]
    _, chosen = next(splitter.split(candidates, groups=groups))
    dev = [candidates[index] for index in chosen]
    held = {passage.group for passage in dev}
    return [passage for passage in passages if passage.group not in held], dev


def thin_neithers(
    train: Sequence[LabelledPassage], *, share: float, near_miss: float = 1.0
) -> list[LabelledPassage]:
    """Keep ``share`` of the real passages that voice neither frame, chosen by their digest.

    Those graded at least ``near_miss`` for a frame all stay.
    """
    limit = int(share * 2**32)
    return [
        passage
        for passage in train
        if not (passage.is_real and passage.label is Label.NEITHER)
        or int(digest_text(passage.text)[:8], 16) < limit
        or (passage.grades is not None and max(passage.grades) >= near_miss)
    ]


def calibrate(
    folder: Path, dev: Sequence[LabelledPassage], *, prevalence: float
) -> tuple[np.ndarray, tuple[HeadCalibration, ...]]:
    """Fit each head's map and threshold on the dev passages, read as the framer reads them."""
    classifier = load_classifier(folder)
    logits = classifier.logits(classifier.tokenize([passage.text for passage in dev]))
    targets = voiced(dev)
    heads = tuple(
        _calibrate_head(head_logits, target, prevalence=prevalence)
        for head_logits, target in zip(logits.T, targets.T, strict=True)
    )
    return logits, heads


def _calibrate_head(
    logits: np.ndarray, target: np.ndarray, *, prevalence: float
) -> HeadCalibration:
    weights = prevalence_weights(target, prevalence)
    head = fit_head(logits, target, weights=weights)
    return choose_threshold(head, logits, target, weights=weights)


def choose_threshold(
    head: HeadCalibration, logits: np.ndarray, target: np.ndarray, *, weights: np.ndarray
) -> HeadCalibration:
    """Choose the threshold of the highest F1, averaged over neighbours so that luck counts less."""
    grid = np.linspace(0.1, 0.7, 61)
    probabilities = head(logits)
    scores = np.array([_f1(target > 0, probabilities >= t, weights) for t in grid])
    smooth = np.convolve(np.pad(scores, 5, mode="edge"), np.full(11, 1 / 11), mode="valid")
    threshold = float(round(grid[int(np.argmax(smooth))], 3))
    return HeadCalibration(slope=head.slope, intercept=head.intercept, threshold=threshold)


def _f1(truth: np.ndarray, found: np.ndarray, weights: np.ndarray) -> float:
    total = (weights * truth).sum() + (weights * found).sum()
    return float(2 * (weights * (truth & found)).sum() / total) if total else 0.0


def _require_voiced(passages: Sequence[LabelledPassage], part: str) -> None:
    for frame, count in zip(Frame, voiced(passages).sum(axis=0), strict=True):
        if count < MIN_VOICED:
            raise LabelError(
                f"{frame} is voiced in {count:.0f} {part} passages; at least {MIN_VOICED} needed"
            )


def _facts(
    train: Sequence[LabelledPassage],
    dev: Sequence[LabelledPassage],
    *,
    logits: np.ndarray,
    heads: Sequence[HeadCalibration],
    prevalence: float,
) -> dict[str, Any]:
    targets = voiced(dev)
    scores = np.stack([head(logits[:, index]) for index, head in enumerate(heads)], axis=1)
    errors = {
        str(frame): round(
            expected_calibration_error(
                score, target, weights=prevalence_weights(target, prevalence)
            ),
            4,
        )
        for frame, score, target in zip(Frame, scores.T, targets.T, strict=True)
    }
    predicted = [choose_label(row, heads) for row in scores.tolist()]
    return {
        "dev": measure([passage.label for passage in dev], predicted).to_json(),
        "train_passages": len(train),
        "train_real": sum(passage.is_real for passage in train),
        "dev_passages": len(dev),
        "dev_voiced": {str(f): int(n) for f, n in zip(Frame, targets.sum(axis=0), strict=True)},
        "dev_calibration_error": errors,
        "data_sha256": digest_passages([*train, *dev]),
    }


def _save_adapter(network: PeftModel, folder: Path) -> None:
    """Save the adapter in 16-bit floats: half the size, and scores move by less than 1e-3."""
    import torch

    state = {
        name: value.to(torch.bfloat16) if value.is_floating_point() else value
        for name, value in network.state_dict().items()
    }
    network.save_pretrained(folder, state_dict=state, safe_serialization=True)
    _drop_machine_paths(folder / "adapter_config.json")
    (folder / "README.md").unlink(missing_ok=True)


def _drop_machine_paths(path: Path) -> None:
    """Take the path of this machine's backbone out of the adapter's configuration."""
    config = json.loads(path.read_text(encoding="utf-8"))
    config["base_model_name_or_path"] = None
    replace_text(json.dumps(config, indent=2, sort_keys=True) + "\n", path)


def _write_side_file(
    folder: Path,
    recipe: Recipe,
    heads: Sequence[HeadCalibration],
    *,
    facts: Mapping[str, Any],
) -> None:
    side = {
        "name": recipe.name,
        "backbone": recipe.backbone,
        "backbone_sha256": BACKBONES[recipe.backbone].sha256,
        "adapter_sha256": digest_file(folder / ADAPTER),
        "labels": list(Frame),
        "max_tokens": recipe.max_tokens,
        "overlap_tokens": recipe.overlap_tokens,
        "calibration": {frame: asdict(head) for frame, head in zip(Frame, heads, strict=True)},
        "recipe": recipe.model_dump(),
        "facts": dict(facts),
    }
    replace_text(json.dumps(side, indent=2, sort_keys=True) + "\n", folder / SIDE_FILE)
