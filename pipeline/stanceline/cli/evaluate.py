"""``stanceline evaluate``: models and baselines on labelled passages, in one table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stanceline.cli.options import AsJson, ConfigFile, Overrides, configure
from stanceline.cli.train import RecordLabels, RecordTexts, Written

Data = Annotated[Path, typer.Argument(help="Labelled passages: JSON lines with text and label.")]
Models = Annotated[list[str] | None, typer.Option("--model", help="A model; can be repeated.")]
Baselines = Annotated[
    bool,
    typer.Option(
        help="Also majority, TF-IDF and frozen embeddings, trained as the first model was."
    ),
]
Results = Annotated[Path | None, typer.Option("--out", help="Write the results as JSON too.")]


def evaluate(
    data: Data,
    model: Models = None,
    written: Written = Path("corpora/deal-frames/passages"),
    record_labels: RecordLabels = Path("corpora/public-record/labels.jsonl"),
    record_texts: RecordTexts = None,
    out: Results = None,
    config: ConfigFile = None,
    overrides: Overrides = None,
    *,
    baselines: Baselines = False,
    json: AsJson = False,
) -> None:
    """Measure models on labelled passages: macro-F1 over the four classes, F1 by frame."""
    from stanceline.cli.console import print_json
    from stanceline.frame.transformer import read_side_file
    from stanceline.registry import find_model
    from stanceline.store.atomic import replace_text
    from stanceline.train.baselines import Predict
    from stanceline.train.comparison import compare_models, print_table, train_baselines
    from stanceline.train.labelled import read_measured, read_public_record, read_written
    from stanceline.train.recipe import Recipe

    settings = configure(config, overrides).settings
    measured = read_measured(data)
    folders = {name: find_model(name, settings) for name in model or [settings.frame.model]}
    predictors: dict[str, Predict] = {}
    if baselines:
        passages = read_written(written)
        if record_texts is not None:
            passages += read_public_record(record_labels, record_texts)
        first = next(iter(folders.values()))
        predictors |= train_baselines(passages, Recipe(**read_side_file(first)["recipe"]))
    results = compare_models(measured, folders, predictors, data=data)
    if out is not None:
        import json as json_module

        replace_text(json_module.dumps(results, indent=2, sort_keys=True) + "\n", out)
    if json:
        print_json(results)
    else:
        print_table(results)
