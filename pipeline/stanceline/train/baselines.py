"""What a model must beat: the largest class, descriptions, TF-IDF, and frozen embeddings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from stanceline.train.codebook import Codebook
from stanceline.train.embedding import embed
from stanceline.train.linear import fit_linear
from stanceline.train.training_set import TrainingSet

# Texts to (n, labels) of 0 and 1.
Predict = Callable[[Sequence[str]], np.ndarray]


def fit_majority(train: TrainingSet) -> Predict:
    """Fit nothing: answer the most frequent row every time."""
    rows, counts = np.unique(train.targets > 0.5, axis=0, return_counts=True)
    largest = rows[counts.argmax()].astype(float)
    return lambda texts: np.tile(largest, (len(texts), 1))


def fit_tfidf(train: TrainingSet) -> Predict:
    """Fit logistic regression a label on words 1-2 and characters 2-5."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    features: Any = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
    )
    matrix = features.fit_transform(train.texts)
    heads = fit_linear(matrix, train, regularisation=10.0)
    return lambda texts: heads.predict(features.transform(list(texts)))


def fit_frozen(train: TrainingSet, *, backbone: str) -> Predict:
    """Fit logistic regression a label on mean-pooled embeddings of a frozen backbone."""
    heads = fit_linear(_embed_training(train.texts, backbone), train, regularisation=3.0)
    return lambda texts: heads.predict(embed(texts, backbone=backbone))


def fit_descriptions(train: TrainingSet, codebook: Codebook, *, backbone: str) -> Predict:
    """Compare a text with the definition of every pole: zero-shot but for one cut a pole.

    A pole is voiced where the cosine of text and definition is above the quantile that leaves as
    many training texts above it as voice the pole; which ones those are is not looked at.
    """
    definitions = embed([pole.definition for pole in codebook.pole], backbone=backbone)
    near = _embed_training(train.texts, backbone) @ definitions.T
    share = np.average(train.targets > 0.5, axis=0, weights=train.weights)
    cuts = [np.quantile(column, 1 - part) for column, part in zip(near.T, share, strict=True)]
    return lambda texts: (embed(texts, backbone=backbone) @ definitions.T > cuts).astype(float)


@lru_cache(maxsize=1)
def _embed_training(texts: tuple[str, ...], backbone: str) -> np.ndarray:
    """Embed the training texts once for the baselines that follow one another."""
    return embed(texts, backbone=backbone)
