import numpy as np

from stanceline.train import baselines
from stanceline.train.baselines import fit_descriptions
from stanceline.train.codebook import Codebook, Pole
from stanceline.train.training_set import TrainingSet

BOOK = Codebook(
    name="weather",
    pole=(Pole(id="rain", definition="wet wet"), Pole(id="sun", definition="dry dry")),
)


def count_words(texts, *, backbone):
    rows = np.array([[text.count("wet"), text.count("dry"), 0.1] for text in texts], dtype=float)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_descriptions_call_the_nearest_texts_and_as_many_as_voice_the_pole(monkeypatch):
    monkeypatch.setattr(baselines, "embed", count_words)
    texts = ("wet", "wet wet dry", "dry", "nothing")
    train = TrainingSet(
        texts=texts,
        # The labels are wrong on purpose: only how many there are may count.
        targets=np.array([[0, 0], [0, 0], [0, 0], [1, 1]], dtype=float),
        weights=np.ones(4),
        labels=BOOK.labels,
    )
    predict = fit_descriptions(train, BOOK, backbone="any")
    assert predict(texts).tolist() == [[1, 0], [0, 0], [0, 1], [0, 0]]
