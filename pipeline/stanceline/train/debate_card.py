"""The card of a model retrained for any debate, from its own ``stanceline.json``."""

from __future__ import annotations

from pathlib import Path

from stanceline.frame.backbones import BACKBONES
from stanceline.frame.model_directory import read_side_file
from stanceline.store.atomic import replace_text
from stanceline.train.card_templates import open_templates

CARD = "README.md"
_TEMPLATE = "debate_card.md.j2"


def write_debate_card(folder: Path) -> Path:
    """Write ``README.md`` of a retrained model directory.

    Raises:
        ModelError: the folder is no model.

    """
    from huggingface_hub import ModelCardData

    side = read_side_file(folder)
    base = BACKBONES.get(str(side["backbone"]))
    head = ModelCardData(
        language="en",
        base_model=base.hub_id if base else None,
        pipeline_tag="text-classification",
        model_name=str(side["name"]),
    )
    pages = open_templates()
    pages.filters["cell"] = lambda value: " ".join(str(value).split()).replace("|", "\\|")
    body = pages.get_template(_TEMPLATE).render(side=side, facts=side["facts"])
    replace_text(f"---\n{head.to_yaml()}\n---\n\n{body}", folder / CARD)
    return folder / CARD
