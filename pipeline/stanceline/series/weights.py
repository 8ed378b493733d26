"""How much a passage counts: by story, by article, or as printed."""

from __future__ import annotations

from typing import Literal

import numpy as np

Weights = Literal["story", "article", "exposure"]


def weigh(articles: np.ndarray, stories: np.ndarray, mode: Weights) -> np.ndarray:
    """Weigh passages by the codes of their articles and stories: (n,) positive numbers.

    ``story``: 1/k, k being the copies of the story printed in these rows, so that a wire story
    counts once ("what was written"). ``article``: one over the passages of the article.
    ``exposure``: 1 ("what was printed").

    >>> weigh(np.array([0, 1, 2]), np.array([0, 0, 1]), "story").tolist()
    [0.5, 0.5, 1.0]
    """
    if mode == "exposure":
        return np.ones(len(articles))
    if mode == "article":
        return np.asarray(1.0 / np.bincount(articles)[articles])
    return np.asarray(1.0 / count_copies(articles, stories)[stories])


def count_copies(articles: np.ndarray, stories: np.ndarray) -> np.ndarray:
    """Count the articles of each story: (s,) with s one more than the highest code."""
    width = int(stories.max(initial=0)) + 1
    printed = np.unique(articles * np.int64(width) + stories) % width
    return np.bincount(printed, minlength=width)
