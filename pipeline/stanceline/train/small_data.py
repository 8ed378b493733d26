"""The recipe for a few hundred to a few thousand labels of anyone's debate."""

from __future__ import annotations

from stanceline.train.embedding import find_base
from stanceline.train.recipe import Recipe


def make_recipe(name: str, base: str) -> Recipe:
    """Return the recipe: more epochs than for our corpora, stopped early, no weights.

    What the text is made of is learnt in the upper half of the layers; a base that reads less at
    once than usual is read in shorter windows.
    """
    from transformers import AutoConfig

    config = AutoConfig.from_pretrained(find_base(base))
    longest = min(192, int(config.max_position_embeddings) - 2)
    return Recipe(
        name=name,
        backbone=base,
        max_tokens=longest,
        overlap_tokens=longest // 6,
        top_layers=-(-int(config.num_hidden_layers) // 2),
        epochs=4,
        voiced_weight=1.0,
    )
