"""``stanceline train``: labelled passages to a calibrated model directory."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stanceline.cli.options import AsJson

RecipeFile = Annotated[Path, typer.Option(help="A recipe, as models/*/recipe.toml.")]
Written = Annotated[Path, typer.Option(help="Folder of written passages (JSON lines).")]
RecordLabels = Annotated[Path, typer.Option(help="Text-free labels of real passages.")]
RecordTexts = Annotated[
    Path | None, typer.Option(help="The texts of the real passages; without them, written only.")
]
ModelOut = Annotated[Path, typer.Option("--out", "-o", help="The model directory to write.")]


def train(
    recipe: RecipeFile,
    out: ModelOut,
    written: Written = Path("corpora/deal-frames/passages"),
    record_labels: RecordLabels = Path("corpora/public-record/labels.jsonl"),
    record_texts: RecordTexts = None,
    *,
    json: AsJson = False,
) -> None:
    """Fine-tune, calibrate on held-back passages and write a model directory."""
    from stanceline.cli.console import make_console, print_json
    from stanceline.train.fit import fit_model
    from stanceline.train.labelled import read_public_record, read_written
    from stanceline.train.recipe import read_recipe

    passages = read_written(written)
    if record_texts is not None:
        passages += read_public_record(record_labels, record_texts)
    console = make_console()
    console.print(f"training on {len(passages)} labelled passages", markup=False)
    facts = fit_model(passages, read_recipe(recipe), out)
    if json:
        print_json(facts)
        return
    for name, value in facts.items():
        print(f"{name}: {value}")
    print(f"model: {out}")
