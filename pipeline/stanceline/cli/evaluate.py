"""``stanceline evaluate``: models and baselines on labelled texts, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from stanceline.cli.options import AsJson, ConfigFile, Overrides, configure
from stanceline.cli.train import (
    RECORD_LABELS,
    Columns,
    RecordLabels,
    RecordTexts,
    Slices,
    Written,
)

Models = Annotated[
    list[str] | None, typer.Argument(help="Models, by name or folder; without any, the set one.")
]
Data = Annotated[
    Path, typer.Option("--data", help="Labelled texts: CSV, JSON lines, Parquet or an export.")
]
Baselines = Annotated[
    bool,
    typer.Option(
        help="Also majority, definitions, TF-IDF and frozen embeddings, trained as the first model."
    ),
]
Robustness = Annotated[
    bool, typer.Option(help="Also names masked, negated, with context, and the words leant on.")
]
Results = Annotated[Path | None, typer.Option("--out", help="Write the results as JSON too.")]


def evaluate(
    data: Data,
    models: Models = None,
    *,
    column: Columns = None,
    slices: Slices = None,
    written: Written = Path("corpora/deal-frames/passages"),
    record_labels: RecordLabels = None,
    record_texts: RecordTexts = None,
    out: Results = None,
    config: ConfigFile = None,
    overrides: Overrides = None,
    baselines: Baselines = False,
    robustness: Robustness = False,
    json: AsJson = False,
) -> None:
    """Measure models on the same labelled texts; compare each pair by a paired bootstrap."""
    from stanceline.cli.console import print_json
    from stanceline.frame.classifier import load_classifier
    from stanceline.frame.model_directory import read_side_file
    from stanceline.registry import find_model, make_extractor
    from stanceline.store.atomic import replace_text
    from stanceline.train.baselines import Predict
    from stanceline.train.codebook import read_codebook
    from stanceline.train.comparison import (
        compare_models,
        print_table,
        read_for,
        train_baselines,
    )
    from stanceline.train.labelled import read_public_record, read_written
    from stanceline.train.recipe import Recipe
    from stanceline.train.robustness import report_robustness

    settings = configure(config, overrides).settings
    frame = settings.frame
    folders = [find_model(name, settings) for name in models or [frame.model]]
    classifiers = [
        load_classifier(folder, runtime=frame.runtime, threads=frame.threads, device=frame.device)
        for folder in folders
    ]
    examples = read_for(classifiers, data, columns=column or (), slices=slices or ())
    predictors: dict[str, Predict] = {}
    if baselines:
        passages = read_written(written)
        if record_texts:
            passages += read_public_record(record_labels or [RECORD_LABELS], record_texts)
        recipe = Recipe(**read_side_file(folders[0])["recipe"])
        book = read_codebook(written.parent / "codebook.toml")
        predictors |= train_baselines(passages, recipe, book)
    results = compare_models(examples, classifiers, predictors, data=data.name)
    if robustness:
        extractor = make_extractor(settings)
        results["robustness"] = {
            classifier.name: report_robustness(classifier, examples, extractor)
            for classifier in classifiers
        }
    if out is not None:
        import json as json_module

        replace_text(json_module.dumps(results, indent=2, sort_keys=True) + "\n", out)
    if json:
        print_json(results)
        return
    print_table(results)
    print_robustness(results.get("robustness", {}))


def print_robustness(reports: Mapping[str, Mapping[str, Any]]) -> None:
    """Print the reports on stdout, a few lines a model."""
    for name, report in reports.items():
        print(f"\n{name}")
        for variant, row in report["variants"].items():
            gap = row["minus_plain"]
            print(
                f"  {variant}: same class for {row['same_class']:.0%}, macro-F1 "
                f"{gap['difference']:+.3f} ({gap['low']:+.3f} to {gap['high']:+.3f})"
            )
        for label, row in report["negated"].items():
            print(f"  denied: {row['still_called']} of {row['called']} still {label}")
        for label, rows in report["leans_on"].items():
            words = ", ".join(f"{row['word']} {row['drop']:+.2f}" for row in rows[:6])
            print(f"  leans on for {label}: {words or 'nothing seen three times'}")
