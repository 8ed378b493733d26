"""What a model must beat: the largest class, TF-IDF, and frozen embeddings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from stanceline.records import Frame, Label
from stanceline.train.embedding import embed
from stanceline.train.labelled import LabelledPassage, voiced

if TYPE_CHECKING:
    from sklearn.base import ClassifierMixin

Predict = Callable[[Sequence[str]], list[Label]]


def fit_majority(train: Sequence[LabelledPassage]) -> Predict:
    """Fit nothing: name the most frequent label every time."""
    largest = Counter(passage.label for passage in train).most_common(1)[0][0]
    return lambda texts: [largest] * len(texts)


def fit_tfidf(train: Sequence[LabelledPassage], *, real_weight: float) -> Predict:
    """Fit logistic regression a frame on words 1-2 and characters 2-5."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
    )
    matrix = features.fit_transform([passage.text for passage in train])
    heads = _fit_heads(matrix, train, real_weight=real_weight, regularisation=10.0)
    return lambda texts: _predict(heads, features.transform(list(texts)))


def fit_frozen(train: Sequence[LabelledPassage], *, backbone: str, real_weight: float) -> Predict:
    """Fit logistic regression a frame on mean-pooled embeddings of a frozen backbone."""
    matrix = embed([passage.text for passage in train], backbone=backbone)
    heads = _fit_heads(matrix, train, real_weight=real_weight, regularisation=3.0)
    return lambda texts: _predict(heads, embed(list(texts), backbone=backbone))


def _fit_heads(
    matrix: np.ndarray,
    train: Sequence[LabelledPassage],
    *,
    real_weight: float,
    regularisation: float,
) -> list[ClassifierMixin]:
    from sklearn.linear_model import LogisticRegression

    targets = voiced(train)
    weights = [real_weight if passage.is_real else 1.0 for passage in train]
    return [
        LogisticRegression(C=regularisation, max_iter=3000, class_weight="balanced").fit(
            matrix, targets[:, index], sample_weight=weights
        )
        for index in range(len(Frame))
    ]


def _predict(heads: Sequence[ClassifierMixin], matrix: np.ndarray) -> list[Label]:
    answers = np.stack([head.predict(matrix) > 0 for head in heads], axis=1)
    return [name_label(premium=bool(row[0]), capitulation=bool(row[1])) for row in answers]


def name_label(*, premium: bool, capitulation: bool) -> Label:
    """Name the class of two yes/no answers."""
    if premium and capitulation:
        return Label.BOTH
    if premium:
        return Label.PREMIUM_FOR_SECURITY
    return Label.ECONOMIC_CAPITULATION if capitulation else Label.NEITHER
