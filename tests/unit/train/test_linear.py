import numpy as np
import pytest

from stanceline.train.baselines import fit_majority, fit_tfidf
from stanceline.train.linear import fit_linear
from stanceline.train.training_set import TrainingSet


def make(targets, *, is_exclusive=False):
    targets = np.array(targets, dtype=float)
    return TrainingSet(
        texts=tuple(f"text {'good' if row[0] else 'bad'} number" for row in targets),
        targets=targets,
        weights=np.ones(len(targets)),
        labels=tuple("abc"[: targets.shape[1]]),
        is_exclusive=is_exclusive,
    )


FEATURES = np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.9]])


def test_each_label_is_a_yes_or_no_of_its_own():
    data = make([[1, 1], [1, 1], [0, 1], [0, 0]])
    assert fit_linear(FEATURES, data, regularisation=100).predict(FEATURES)[:, 0].tolist() == [
        1, 1, 0, 0,
    ]  # fmt: skip


@pytest.mark.parametrize("count", [2, 3])
def test_exclusive_labels_are_exactly_one(count):
    data = make(np.eye(count)[[0, 0, 1, 1]], is_exclusive=True)
    found = fit_linear(FEATURES, data, regularisation=100).predict(FEATURES)
    assert found.tolist() == data.targets.tolist()


def test_label_nobody_has_is_never_found():
    data = make([[1, 0], [1, 0], [0, 0], [0, 0]])
    assert fit_linear(FEATURES, data, regularisation=1).predict(FEATURES)[:, 1].sum() == 0


def test_soft_targets_count_as_their_nearest_label():
    soft = make([[0.9], [0.8], [0.2], [0.1]])
    hard = make([[1], [1], [0], [0]])
    one, other = (fit_linear(FEATURES, data, regularisation=1) for data in (soft, hard))
    assert (one.coefficients == other.coefficients).all()


def test_majority_answers_the_largest_row():
    assert fit_majority(make([[1, 0], [0, 1], [0, 1]]))(["x", "y"]).tolist() == [[0, 1], [0, 1]]


def test_tfidf_reads_the_word_that_differs():
    data = make([[1], [1], [1], [0], [0], [0]])
    assert fit_tfidf(data)(["a good one", "a bad one"]).tolist() == [[1.0], [0.0]]
