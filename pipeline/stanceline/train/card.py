"""The model card: what a model was made of, how it was measured, where it errs, in plain words.

Everything on the page is read from ``stanceline.json``; only results measured later (on data that
training never saw) come from a result file that ``stanceline evaluate`` wrote.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stanceline.errors import ModelError
from stanceline.frame.backbones import BACKBONES
from stanceline.frame.model_directory import read_side_file
from stanceline.records import Frame, Label
from stanceline.store.atomic import replace_text
from stanceline.train.card_templates import open_templates

CARD = "README.md"
_TEMPLATE = "card.md.j2"


def write_card(folder: Path, *, results: Path | None = None) -> Path:
    """Write ``README.md`` of a model directory; ``results`` holds a later measurement.

    Raises:
        ModelError: the folder is no model, or the results are not of this model.

    """
    side = read_side_file(folder)
    measured = _read_results(results, name=str(side["name"])) if results else None
    replace_text(make_card(side, measured=measured), folder / CARD)
    return folder / CARD


def make_card(side: Mapping[str, Any], *, measured: Mapping[str, Any] | None = None) -> str:
    """Return the card of a side file's content, with a YAML head the Hub understands."""
    from huggingface_hub import ModelCardData

    head = ModelCardData(
        license="apache-2.0",
        language="en",
        base_model=BACKBONES[str(side["backbone"])].hub_id,
        pipeline_tag="text-classification",
        tags=["news", "framing", "stance"],
        model_name=str(side["name"]),
    )
    body = (
        open_templates()
        .get_template(_TEMPLATE)
        .render(
            side=side,
            facts=side["facts"],
            recipe=side["recipe"],
            frames=list(Frame),
            labels=list(Label),
            measured=measured,
        )
    )
    return f"---\n{head.to_yaml()}\n---\n\n{body}"


def _read_results(path: Path, *, name: str) -> dict[str, Any]:
    try:
        results: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise ModelError(f"{path}: not a result file of 'stanceline evaluate': {error}") from error
    if name not in results.get("models", {}):
        known = ", ".join(results.get("models", {}))
        raise ModelError(f"{path}: no results of {name!r}; it measures {known or 'nothing'}")
    return results
