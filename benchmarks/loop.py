"""The labelling loop on the sample corpus: what labels do to the model and to the series.

python benchmarks/loop.py --out benchmarks/results/loop.json

Sample, annotate, import, agreement, retrain, score again, estimate again, compare. The coders are
played: they read the planted truth and are wrong one time in ten. docs/loop.md walks through it
with the commands a user types. The model is two logistic heads on word counts or on frozen MiniLM
embeddings, small enough to be trained twice in a test; with ``--train BASE`` both rounds are
trained by ``stanceline train`` itself and read by the run from the model directory it wrote.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from loop_coders import NOISE, annotate
from loop_model import (
    ROOT,
    Model,
    Trainer,
    make_command_trainer,
    make_heads_trainer,
    minilm_features,
    word_features,
)
from machine import describe_machine
from sklearn.metrics import f1_score

from stanceline.batch.execution import CorpusRun
from stanceline.batch.planted import plant, with_true_scores
from stanceline.batch.run import run_corpus
from stanceline.batch.series import scored_passages
from stanceline.config import load_configuration
from stanceline.errors import LabelError
from stanceline.label.active import pick_uncertain
from stanceline.label.agreement import CodedUnits, measure_agreement, settle
from stanceline.label.annotations import Annotation
from stanceline.label.audit import draw_audit
from stanceline.label.planning import plan_labels
from stanceline.label.population import Population, make_tasks, read_population
from stanceline.records import Frame, Label
from stanceline.series.estimate import SeriesResult, estimate_series
from stanceline.store.manifest import scorer_of
from stanceline.store.provenance import package_versions
from stanceline.store.run_directory import RunDirectory
from stanceline.train.labelled import LabelledPassage, read_written


def score(folder: Path, corpus: Path, model: Model) -> tuple[RunDirectory, dict[str, float]]:
    """Run the whole job with a model; what an earlier one had extracted is left alone."""
    run = RunDirectory(folder / "run")
    execution = CorpusRun(run=run, configuration=load_configuration(overrides=model.overrides))
    run_corpus([corpus], execution, make_framer=model.make_framer)
    return run, dict(execution.timings)


def measure_f1(run: RunDirectory, truth: dict[str, str], trained_on: set[str]) -> dict[str, float]:
    """Measure both frames on the passages of stories that gave no training label."""
    population = read_population(run)
    keep = [
        (truth[passage], label)
        for passage, story, label in zip(
            population.passage_id, population.story, population.label, strict=True
        )
        if passage in truth and story not in trained_on
    ]
    true, found = zip(*keep, strict=True)
    result = {"n": len(keep), "macro_f1": float(f1_score(true, found, average="macro"))}
    for frame in Frame:
        poles = {str(frame), str(Label.BOTH)}
        voiced_, said = [t in poles for t in true], [f in poles for f in found]
        result[str(frame)] = float(f1_score(voiced_, said))
    return {name: round(value, 4) for name, value in result.items()}


def estimate(run: RunDirectory, annotations: Sequence[Annotation]) -> SeriesResult:
    """Estimate the series, corrected by the labels of an audit."""
    import pandas as pd

    columns = ("passage_id", "label", "pi", "stratum", "coder")
    labels = [{name: getattr(a, name) for name in columns} for a in settle(annotations)]
    passages = scored_passages(run, scorer=scorer_of(run))
    table = pd.DataFrame(labels) if labels else None
    return estimate_series(passages, table, period="month")


def describe(result: SeriesResult, planted: dict[str, float]) -> dict[str, Any]:
    """Say how wide the bands are, and how often they hold what was planted."""
    known = [p for p in result.points if np.isfinite(p.net) and np.isfinite(p.net_lo)]
    truth = np.array([planted[str(p.period_start)] for p in known])
    net = np.array([p.net for p in known])
    low, high = np.array([(p.net_lo, p.net_hi) for p in known]).reshape(-1, 2).T
    if not known:
        return {"periods": 0, "status": sorted({p.status for p in result.points})}
    change = result.contrast().model
    return {
        "periods": len(known),
        "median_band_width": round(float(np.median(high - low)), 4),
        "change_band_width": round(float(change.hi - change.lo), 4),
        "mean_bias": round(float((net - truth).mean()), 4),
        "mean_absolute_error": round(float(np.abs(net - truth).mean()), 4),
        "bands_that_hold_the_truth": round(float(((low <= truth) & (truth <= high)).mean()), 3),
    }


def run_loop(
    corpus: Path,
    truth_file: Path,
    folder: Path,
    *,
    written: Sequence[LabelledPassage],
    train: Trainer,
    audit: int,
    training: int,
) -> dict[str, Any]:
    """Go round once; return what was measured at every step."""
    run, first_timings = score(folder, corpus, train(written))
    truth, planted_points = read_truth(run, truth_file)

    population = read_population(run)
    known = np.array([passage in truth for passage in population.passage_id])
    drawable = population.take(known & (population.quarter.astype(str) != ""))
    drawn = draw_audit(drawable, size=audit, per_story=4)
    rows = [
        {"passage_id": p, "pi": float(pi), "stratum": str(s), "coders": int(c)}
        for p, pi, s, c in zip(
            drawable.passage_id[drawn.chosen], drawn.pi, drawn.stratum, drawn.coders, strict=True
        )
    ]
    audit_tasks = make_tasks(run, rows, sample="audit-0")
    audited = annotate(audit_tasks, truth, folder, "audit")
    agreement = measure_agreement(
        CodedUnits.from_annotations(audited, {t.passage_id: t.article_id for t in audit_tasks}),
        draws=300,
    )
    planned = foretell_width(population, run, audit, design_effect=drawn.design_effect)

    in_audit = set(drawable.passage_id[drawn.chosen])
    fresh = population.take(known & ~np.isin(population.passage_id.astype(str), sorted(in_audit)))
    picked = pick_uncertain_of_each_story(fresh, size=training)
    tasks = make_tasks(run, [{"passage_id": p} for p in picked.passage_id], sample="uncertainty-0")
    taught = annotate(tasks, truth, folder, "training")
    text_of = {task.passage_id: task.text for task in tasks}
    lessons = [
        LabelledPassage(text=text_of[a.passage_id], label=a.label, group=a.passage_id, is_real=True)
        for a in taught
    ]
    before = {
        "f1": measure_f1(run, truth, set(picked.story)),
        "uncorrected": describe(estimate(run, []), planted_points),
        "corrected": describe(estimate(run, audited), planted_points),
    }
    run, second_timings = score(folder, corpus, train([*written, *lessons]))
    after = {
        "f1": measure_f1(run, truth, set(picked.story)),
        "uncorrected": describe(estimate(run, []), planted_points),
        "corrected": describe(estimate(run, audited), planted_points),
    }
    return {
        "audit_labels": len(audit_tasks),
        "training_labels": len(tasks),
        "noise": NOISE,
        "design_effect": round(drawn.design_effect, 3),
        "alpha": round(agreement.alpha.value, 3),
        "alpha_interval": [round(agreement.alpha.low, 3), round(agreement.alpha.high, 3)],
        "planned_period_width": planned,
        "first_round_s": first_timings,
        "second_round_s": second_timings,
        "before": before,
        "after": after,
    }


def foretell_width(
    population: Population, run: RunDirectory, size: int, *, design_effect: float
) -> float | None:
    """Return the band a month is foretold to have, or nothing for a model that tells nothing."""
    try:
        [plan] = plan_labels(population, run, sizes=[size], design_effect=design_effect)
    except LabelError:
        return None
    return plan.period_width


def pick_uncertain_of_each_story(population: Any, *, size: int) -> Any:
    """Pick the least certain passages, from half of the stories: the others measure F1."""
    stories = sorted(set(population.story))
    half = set(random.Random(0).sample(stories, len(stories) // 2))
    teachable = population.take(np.array([story in half for story in population.story]))
    chosen = pick_uncertain(teachable, size=size, per_story=8)
    return teachable.take(chosen)


def read_truth(run: RunDirectory, path: Path) -> tuple[dict[str, str], dict[str, float]]:
    """Return the planted label of every passage, and the planted net of every month."""
    joined = plant(run, path, scored_passages(run, scorer=scorer_of(run)).to_pandas())
    truth = dict(zip(joined["passage_id"], joined["true_label"].astype(str), strict=True))
    planted = estimate_series(with_true_scores(joined), period="month")
    return truth, {str(point.period_start): point.net for point in planted.points}


def read_own_passages() -> list[LabelledPassage]:
    """Read what the first model is taught: passages written by us."""
    return read_written(ROOT / "corpora" / "deal-frames" / "passages")


def choose_trainer(
    options: argparse.Namespace, written: Sequence[LabelledPassage], folder: Path
) -> Trainer:
    """Return the trainer that the options name."""
    if options.train:
        return make_command_trainer(options.train, folder, folds=options.folds)
    if options.features == "minilm":
        return make_heads_trainer(minilm_features())
    return make_heads_trainer(word_features([passage.text for passage in written]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--features", choices=("words", "minilm"), default="words")
    parser.add_argument("--train", metavar="BASE", default="", help="minilm, mpnet or a folder")
    parser.add_argument("--folds", type=int, default=2)
    parser.add_argument("--audit", type=int, default=600)
    parser.add_argument("--training", type=int, default=400)
    options = parser.parse_args()
    sample = ROOT / "corpora" / "sample-news"
    written = read_own_passages()
    with tempfile.TemporaryDirectory() as scratch:
        result = run_loop(
            sample / "articles",
            sample / "truth.jsonl",
            Path(scratch),
            written=written,
            train=choose_trainer(options, written, Path(scratch)),
            audit=options.audit,
            training=options.training,
        )
    content = {
        "machine": describe_machine(),
        "versions": package_versions(),
        "model": f"stanceline train --base {options.train}"
        if options.train
        else f"two logistic heads on {options.features}",
        **result,
    }
    options.out.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(content, indent=2))


if __name__ == "__main__":
    main()
