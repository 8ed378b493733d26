"""How much a real passage should weigh beside a written one: a linear head on frozen features.

    python benchmarks/framing_weights.py --record-texts PATH --out FILE

Five folds over whole documents of the public record; a head a frame, trained on the written corpus
and on the other folds' real passages with growing weight. Measured on the real passages left out:
average precision and best F1, weighted so that a frame is voiced in a fifth of them, as the recipe
has it. No test data is read.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from machine import describe_machine
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold

from stanceline.frame.calibration import prevalence_weights
from stanceline.records import Frame
from stanceline.store.provenance import package_versions
from stanceline.train.embedding import embed
from stanceline.train.fit import thin_neithers
from stanceline.train.labelled import (
    LabelledPassage,
    digest_passages,
    read_public_record,
    read_written,
    voiced,
)
from stanceline.train.recipe import read_recipe

WEIGHTS = (0.0, 1.0, 2.0, 4.0, 8.0)
FOLDS = 5


def main() -> None:
    """Embed once, cross-validate every weight, write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record-texts", type=Path, required=True)
    parser.add_argument("--home", type=Path, default=Path())
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    corpora = options.home / "corpora"
    recipe = read_recipe(options.home / "models" / "deal-frames-base" / "recipe.toml")
    written = read_written(corpora / "deal-frames" / "passages")
    labels = corpora / "public-record" / "labels.jsonl"
    real = thin_neithers(
        read_public_record([labels], [options.record_texts]), share=recipe.real_neither_share
    )
    features = [embed([p.text for p in part], backbone=recipe.backbone) for part in (written, real)]
    rows = {
        str(weight): measure_weight(weight, written, real, features, recipe.prevalence)
        for weight in WEIGHTS
    }
    result = {
        "real_weight": rows,
        "written": len(written),
        "real": len(real),
        "data_sha256": digest_passages([*written, *real]),
        "backbone": recipe.backbone,
        "packages": package_versions(),
        "machine": describe_machine(),
        "date": datetime.now(UTC).date().isoformat(),
    }
    options.out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")
    print(json.dumps(rows, indent=2))


def measure_weight(
    weight: float,
    written: list[LabelledPassage],
    real: list[LabelledPassage],
    features: list[np.ndarray],
    prevalence: float,
) -> dict[str, dict[str, float]]:
    """Cross-validate one weight; return the measures a frame."""
    targets = voiced(real)
    scores = np.zeros_like(targets)
    groups = [passage.group for passage in real]
    for train, test in GroupKFold(FOLDS).split(features[1], groups=groups):
        matrix = np.vstack([features[0], features[1][train]])
        answers = np.vstack([voiced(written), targets[train]])
        weights = np.r_[np.ones(len(written)), np.full(len(train), weight)]
        for head in range(len(Frame)):
            model = LogisticRegression(C=3.0, max_iter=3000, class_weight="balanced")
            model.fit(matrix, answers[:, head], sample_weight=weights)
            scores[test, head] = model.predict_proba(features[1][test])[:, 1]
    return {
        str(frame): measure_head(targets[:, head], scores[:, head], prevalence)
        for head, frame in enumerate(Frame)
    }


def measure_head(target: np.ndarray, score: np.ndarray, prevalence: float) -> dict[str, float]:
    """Average precision and best F1 of one head at the working prevalence."""
    weights = prevalence_weights(target, prevalence)
    best = max(
        2
        * weights[(target > 0) & (score >= cut)].sum()
        / (weights[target > 0].sum() + weights[score >= cut].sum())
        for cut in np.quantile(score, np.linspace(0.3, 0.99, 70))
    )
    precision = average_precision_score(target, score, sample_weight=weights)
    return {"average_precision": round(float(precision), 4), "best_f1": round(float(best), 4)}


if __name__ == "__main__":
    main()
