import numpy as np
import pytest

from stanceline.errors import LabelError
from stanceline.frame.classifier import load_classifier
from stanceline.train.distillation import Teacher, read_texts
from stanceline.train.training_set import TrainingSet

TEXTS = ("The minister defended the deal.", "A surrender.")


@pytest.fixture(scope="module")
def classifier(repository):
    return load_classifier(repository / "tests" / "data" / "tiny-model")


def training_set(labels=("premium_for_security", "economic_capitulation")):
    return TrainingSet(texts=TEXTS, targets=np.eye(2), weights=np.array([2.0, 1.0]), labels=labels)


def test_labelled_texts_learn_the_mean_of_label_and_teacher(classifier):
    taught = Teacher(classifier=classifier)(training_set())
    said = classifier.probabilities(TEXTS)
    assert taught.targets == pytest.approx((np.eye(2) + said) / 2)
    assert taught.weights.tolist() == [2.0, 1.0]


def test_unlabelled_texts_are_added_once_and_never_a_labelled_one(classifier):
    extra = ("It was signed.", "It was signed.", TEXTS[0])
    taught = Teacher(classifier=classifier, unlabelled=extra)(training_set())
    assert taught.texts == (*TEXTS, "It was signed.")
    assert taught.targets[2] == pytest.approx(classifier.probabilities(extra[:1])[0])


def test_teacher_of_another_debate_is_refused(classifier):
    with pytest.raises(LabelError, match="not for, against"):
        Teacher(classifier=classifier)(training_set(("for", "against")))


def test_line_without_a_text_is_named(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "One."}\n{"body": "Two."}\n')
    with pytest.raises(LabelError, match=r"a.jsonl:2: no JSON object with a 'text'"):
        read_texts(path)
