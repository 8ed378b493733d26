"""How much a passage counts: by story, by article, or as printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

Weights = Literal["story", "article", "exposure"]


def weigh(passages: pd.DataFrame, mode: Weights) -> np.ndarray:
    """Weigh passages: (n,) positive numbers.

    ``story``: 1/k, k being the copies of the story printed in these rows, so that a wire story
    counts once ("what was written"). ``article``: one over the passages of the article.
    ``exposure``: 1 ("what was printed").
    """
    if mode == "exposure":
        return np.ones(len(passages))
    if mode == "article":
        size = passages.groupby("article_id", sort=False)["passage_id"].transform("size")
        return 1.0 / size.to_numpy(dtype=float)
    copies = passages.groupby("story_id", sort=False)["article_id"].transform("nunique")
    return 1.0 / copies.to_numpy(dtype=float)
