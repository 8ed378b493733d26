"""``stanceline models``: which models there are, verified, or written out whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stanceline.cli.options import configure

Name = Annotated[str | None, typer.Argument(help="A model to verify; without one, list all.")]
Export = Annotated[
    Path | None,
    typer.Option(help="Write the model merged with its backbone, for plain transformers."),
]
Card = Annotated[
    Path | None,
    typer.Option(help="Write the model's card anew, with this result file of 'evaluate'."),
]


def models(name: Name = None, export: Export = None, card: Card = None) -> None:
    """List the models, or verify one, write it out whole, write its card."""
    from stanceline.config import find_home
    from stanceline.frame.model_directory import SIDE_FILE, read_side_file
    from stanceline.registry import find_model

    settings = configure(None, None).settings
    if name is None:
        shelf = find_home(settings) / "models"
        for path in sorted(shelf.glob(f"*/{SIDE_FILE}")):
            side = read_side_file(path.parent)
            print(f"{side['name']}  ({side['backbone']})  {path.parent}")
        return
    folder = find_model(name, settings)
    _verify(folder, export)
    if card is not None:
        from stanceline.train.card import write_card

        print(f"card: {write_card(folder, results=card)}")


def _verify(folder: Path, export: Path | None) -> None:
    from stanceline.frame.classifier import load_classifier
    from stanceline.frame.model_directory import save_whole

    classifier = load_classifier(folder)
    print(f"{classifier.name}: verified, fingerprint {classifier.fingerprint}")
    if export is not None:
        save_whole(folder, export)
        print(f"written whole to {export}")
