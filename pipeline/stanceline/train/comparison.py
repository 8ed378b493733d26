"""Models and baselines on the same passages, in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from stanceline.frame.calibration import choose_label, expected_calibration_error
from stanceline.frame.transformer import load_transformer
from stanceline.records import Frame, Label
from stanceline.store.provenance import package_versions
from stanceline.train.baselines import Predict, fit_frozen, fit_majority, fit_tfidf
from stanceline.train.fit import split_dev, thin_neithers
from stanceline.train.labelled import LabelledPassage, digest_passages, voiced
from stanceline.train.measures import measure
from stanceline.train.recipe import Recipe


def train_baselines(passages: Sequence[LabelledPassage], recipe: Recipe) -> dict[str, Predict]:
    """Train the baselines on what the model of this recipe was trained on, in the same weights."""
    train = thin_neithers(split_dev(passages, recipe)[0], share=recipe.real_neither_share)
    weight = recipe.real_weight
    return {
        "majority": fit_majority(train),
        "tfidf + logistic regression": fit_tfidf(train, real_weight=weight),
        "frozen minilm + logistic regression": fit_frozen(
            train, backbone="minilm", real_weight=weight
        ),
        "frozen mpnet + logistic regression": fit_frozen(
            train, backbone="mpnet", real_weight=weight
        ),
    }


def compare_models(
    measured: Sequence[LabelledPassage],
    folders: Mapping[str, Path],
    predictors: Mapping[str, Predict],
    *,
    data: Path,
) -> dict[str, Any]:
    """Measure everything on the same passages; return a result file's content."""
    truth = [passage.label for passage in measured]
    texts = [passage.text for passage in measured]
    rows: dict[str, Any] = {}
    for name, predict in predictors.items():
        rows[name] = measure(truth, predict(texts)).to_json()
    for name, folder in folders.items():
        rows[name] = _measure_model(measured, folder, truth)
    return {
        "data": data.name,
        "data_sha256": digest_passages(measured),
        "n": len(measured),
        "date": datetime.now(UTC).date().isoformat(),
        "packages": package_versions(),
        "models": rows,
    }


def _measure_model(
    measured: Sequence[LabelledPassage], folder: Path, truth: Sequence[Label]
) -> dict[str, Any]:
    framer = load_transformer(folder)
    texts = [passage.text for passage in measured]
    encoded = framer.tokenizer(texts, add_special_tokens=False, verbose=False)["input_ids"]
    logits = framer.logits(encoded)
    scores = np.stack([head(logits[:, i]) for i, head in enumerate(framer.heads)], axis=1)
    predicted = [choose_label(row, framer.heads) for row in scores.tolist()]
    targets = voiced(measured)
    errors = {
        str(frame): round(expected_calibration_error(scores[:, i], targets[:, i]), 4)
        for i, frame in enumerate(Frame)
    }
    result = measure(truth, predicted).to_json()
    return result | {"calibration_error": errors, "fingerprint": framer.fingerprint}


def print_table(results: Mapping[str, Any]) -> None:
    """Print the table on stdout."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{results['n']} passages of {results['data']}")
    for column in ("model", "macro-F1", "95%", "premium F1", "capitulation F1", "accuracy"):
        table.add_column(column)
    for name, row in results["models"].items():
        frames = [f"{row['frame_f1'][frame]:.3f}" for frame in Frame]
        interval = f"{row['macro_f1_low']:.2f}-{row['macro_f1_high']:.2f}"
        table.add_row(name, f"{row['macro_f1']:.3f}", interval, *frames, f"{row['accuracy']:.3f}")
    Console(highlight=False).print(table)
