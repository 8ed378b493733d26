"""The card of a model retrained for any debate, from its own ``stanceline.json``."""

from __future__ import annotations

from pathlib import Path

from stanceline.frame.backbones import BACKBONES
from stanceline.frame.model_directory import read_side_file
from stanceline.store.atomic import replace_text

CARD = "README.md"
_TEMPLATE = "debate_card.md.j2"


def write_debate_card(folder: Path) -> Path:
    """Write ``README.md`` of a retrained model directory.

    Raises:
        ModelError: the folder is no model.

    """
    from huggingface_hub import ModelCardData
    from jinja2 import Environment, PackageLoader, StrictUndefined

    side = read_side_file(folder)
    base = BACKBONES.get(str(side["backbone"]))
    head = ModelCardData(
        language="en",
        base_model=base.hub_id if base else None,
        pipeline_tag="text-classification",
        model_name=str(side["name"]),
    )
    # Markdown, not HTML: of the labelled texts none is shown, and labels are checked names.
    pages = Environment(  # noqa: S701
        loader=PackageLoader("stanceline.train", ""),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.filters["cell"] = lambda value: " ".join(str(value).split()).replace("|", "\\|")
    body = pages.get_template(_TEMPLATE).render(side=side, facts=side["facts"])
    replace_text(f"---\n{head.to_yaml()}\n---\n\n{body}", folder / CARD)
    return folder / CARD
