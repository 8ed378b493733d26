"""Which of several trained models is the better one, on the real passages training held back.

    python benchmarks/framing_candidates.py --record-texts PATH --model NAME=FOLDER ... --out FILE

A candidate is chosen here and never on test data. Average precision and area under the curve a
frame, weighted so that a frame is voiced in a fifth of the passages, as calibration has it; the
differences to the first model are drawn over whole documents. Each row carries the recipe and the
digests of the model's data and weights, so that it can be made again. Rows that the result already
holds, of models not given again, are kept.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from machine import describe_machine
from result_file import write_result
from sklearn.metrics import average_precision_score, roc_auc_score

from stanceline.frame.calibration import prevalence_weights
from stanceline.frame.classifier import load_classifier
from stanceline.frame.model_directory import read_side_file
from stanceline.records import Frame
from stanceline.store.provenance import package_versions
from stanceline.train.fit import split_dev
from stanceline.train.labelled import (
    LabelledPassage,
    digest_passages,
    read_public_record,
    voiced,
)
from stanceline.train.recipe import Recipe

LABELS = Path(__file__).parents[1] / "corpora" / "public-record" / "labels.jsonl"
DRAWS = 1000
Scores = dict[str, np.ndarray]


def main() -> None:
    """Score the held-back passages with every model and compare them with the first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record-texts", type=Path, required=True)
    parser.add_argument("--model", action="append", required=True, metavar="NAME=FOLDER")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    folders = {name: Path(path) for name, _, path in (m.partition("=") for m in options.model)}
    sides = {name: read_side_file(folder) for name, folder in folders.items()}
    recipe = Recipe.model_validate(sides[next(iter(sides))]["recipe"])
    _, dev = split_dev(read_public_record([LABELS], [options.record_texts]), recipe)
    texts, targets = [passage.text for passage in dev], voiced(dev)
    scores: Scores = {}
    for name, folder in folders.items():
        classifier = load_classifier(folder)
        scores[name] = classifier.logits(classifier.tokenize(texts))
    differences = draw_differences(scores, targets, dev, prevalence=recipe.prevalence)
    rows = {
        name: {
            "recipe": side["recipe"],
            "data_sha256": side["facts"]["data_sha256"],
            "adapter_sha256": side["adapter_sha256"],
            "train_passages": side["facts"]["train_passages"],
            "frames": {
                frame: measure_frame(scores[name][:, index], targets[:, index], recipe.prevalence)
                | {"minus_first": differences[name][index]}
                for index, frame in enumerate(Frame)
            },
        }
        for name, side in sides.items()
    }
    kept = json.loads(options.out.read_text())["models"] if options.out.exists() else {}
    write_result(
        options.out,
        {
            "date": datetime.now(UTC).date().isoformat(),
            "n": len(dev),
            "voiced": {str(f): int(k) for f, k in zip(Frame, targets.sum(axis=0), strict=True)},
            "dev_sha256": digest_passages(dev),
            "models": kept | rows,
            "packages": package_versions(),
            "machine": describe_machine(),
        },
    )
    for name, row in rows.items():
        print(name, row["train_passages"], row["frames"])


def measure_frame(logits: np.ndarray, target: np.ndarray, prevalence: float) -> dict[str, object]:
    """Return average precision at ``prevalence`` and the area under the curve of one frame."""
    return {
        "average_precision": round(precision_at(logits, target, prevalence), 4),
        "area_under_curve": round(float(roc_auc_score(target, logits)), 4),
    }


def precision_at(logits: np.ndarray, target: np.ndarray, prevalence: float) -> float:
    """Return average precision as if ``prevalence`` of the passages voiced the frame."""
    weights = prevalence_weights(target, prevalence)
    return float(average_precision_score(target, logits, sample_weight=weights))


def draw_differences(
    scores: Scores, targets: np.ndarray, dev: list[LabelledPassage], *, prevalence: float
) -> dict[str, list[list[float]]]:
    """Return the 95% interval of each model's average precision minus the first one's, a frame."""
    documents = np.unique([passage.group for passage in dev], return_inverse=True)[1]
    members = [np.flatnonzero(documents == d) for d in range(documents.max() + 1)]
    generator = np.random.default_rng(0)
    first = next(iter(scores))
    drawn: dict[str, list[list[float]]] = {name: [] for name in scores}
    for _ in range(DRAWS):
        rows = np.concatenate(
            [members[d] for d in generator.integers(len(members), size=len(members))]
        )
        if (targets[rows].sum(axis=0) == 0).any():
            continue
        base = [precision_at(scores[first][rows, i], targets[rows, i], prevalence) for i in (0, 1)]
        for name, logits in scores.items():
            drawn[name].append(
                [
                    precision_at(logits[rows, i], targets[rows, i], prevalence) - base[i]
                    for i in (0, 1)
                ]
            )
    return {
        name: np.quantile(np.array(values), [0.025, 0.975], axis=0).T.round(4).tolist()
        for name, values in drawn.items()
    }


if __name__ == "__main__":
    main()
