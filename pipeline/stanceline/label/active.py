"""Pick passages that teach a model most; they are for training, never for an audit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from stanceline.errors import LabelError
from stanceline.label.population import Population

# Diversity is looked for among this many times the passages wanted, the least certain ones.
_POOL = 10


def margin_uncertainty(probabilities: np.ndarray) -> np.ndarray:
    """Return (n,) in [0, 1]: 1 when the two likeliest classes tie (Luo et al. 2005).

    probabilities: (n, classes).
    """
    top = np.sort(probabilities, axis=1)
    uncertainty: np.ndarray = 1.0 - (top[:, -1] - top[:, -2])
    return uncertainty


def divergence(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return (n,) the Jensen-Shannon divergence of two models' classes, in bits."""
    middle = (first + second) / 2
    result: np.ndarray = (_relative(first, middle) + _relative(second, middle)) / 2
    return result


def _relative(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    terms = np.where(p > 0, p * np.log2(np.where(p > 0, p, 1) / np.where(q > 0, q, 1)), 0.0)
    result: np.ndarray = terms.sum(axis=1)
    return result


def pick_uncertain(population: Population, *, size: int, per_story: int = 1) -> np.ndarray:
    """Return the places of the least certain passages, at most ``per_story`` of a story."""
    score = margin_uncertainty(population.probabilities)
    return _best_of_each_story(score, population.story, size, per_story=per_story)


def pick_disputed(population: Population, other: Population, *, size: int) -> np.ndarray:
    """Return the places where two models differ most, one a story.

    Raises:
        LabelError: the second model scored none of these passages.

    """
    place_of = {passage: place for place, passage in enumerate(other.passage_id)}
    shared = np.array([p in place_of for p in population.passage_id])
    if not shared.any():
        raise LabelError("the second model scored none of the first one's passages")
    theirs = other.probabilities[[place_of[p] for p in population.passage_id[shared]]]
    score = np.full(len(population), -1.0)
    score[shared] = divergence(population.probabilities[shared], theirs)
    return _best_of_each_story(score, population.story, size)


def pick_diverse(
    population: Population,
    read_texts: Callable[[Sequence[str]], Sequence[str]],
    *,
    size: int,
    seed: int = 0,
) -> np.ndarray:
    """Return places of uncertain passages that differ in their words (k-means++ on TF-IDF).

    ``read_texts`` gives the texts of passage ids; only the pool's are read.
    """
    from sklearn.cluster import kmeans_plusplus
    from sklearn.feature_extraction.text import TfidfVectorizer

    pool = pick_uncertain(population, size=_POOL * size)
    texts = read_texts([str(i) for i in population.passage_id[pool]])
    matrix = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    _, centres = kmeans_plusplus(matrix, min(size, len(pool)), random_state=seed)
    # A centre can come twice when texts are equal; the next least certain take its place.
    distinct = list(dict.fromkeys(centres.tolist()))
    rest = [place for place in range(len(pool)) if place not in set(distinct)]
    chosen: np.ndarray = pool[[*distinct, *rest][:size]]
    return chosen


def _best_of_each_story(
    score: np.ndarray, story: np.ndarray, size: int, *, per_story: int = 1
) -> np.ndarray:
    order = np.argsort(-score, kind="stable")
    _, code = np.unique(story[order].astype(str), return_inverse=True)
    by_story = np.argsort(code, kind="stable")
    starts = np.flatnonzero(np.diff(code[by_story], prepend=-1) != 0)
    rank = np.empty(len(code), dtype=int)
    rank[by_story] = np.arange(len(code)) - np.repeat(starts, np.bincount(code))
    chosen: np.ndarray = order[rank < per_story][:size]
    return chosen
