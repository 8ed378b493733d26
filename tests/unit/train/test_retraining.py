import hashlib
import json

import pytest

from stanceline.errors import LabelError, ModelError
from stanceline.frame.classifier import load_classifier
from stanceline.train.codebook import read_codebook
from stanceline.train.examples import make_reader
from stanceline.train.progress import Silence
from stanceline.train.retraining import Plan, retrain
from stanceline.train.small_data import make_recipe


class KilledError(Exception):
    pass


class Impatience(Silence):
    """Progress whose owner kills the training in its second fold."""

    def __init__(self):
        self.steps = 0

    def advance(self, stage):
        self.steps += 1
        if self.steps == 7:
            raise KilledError


class Counting(Silence):
    def __init__(self):
        self.total, self.done = 0, 0

    def start(self, stage, total, *, done):
        self.total = total

    def advance(self, stage):
        self.done += 1


@pytest.fixture(scope="module")
def debate(repository):
    return repository / "corpora" / "congestion-charge"


@pytest.fixture(scope="module")
def plan(repository, debate):
    tiny = str(repository / "tests" / "data" / "tiny-model")
    recipe = make_recipe("charge", tiny).model_copy(update={"epochs": 1})
    return Plan(codebook=read_codebook(debate / "codebook.toml"), recipe=recipe, folds=2)


@pytest.fixture(scope="module")
def examples(debate, plan):
    return make_reader(plan.codebook.labels)(debate / "labels.csv")


@pytest.fixture(scope="module")
def resumed(tmp_path_factory, examples, plan):
    """Train, be killed in the second fold, train again."""
    folder = tmp_path_factory.mktemp("models") / "charge"
    with pytest.raises(KilledError):
        retrain(examples, plan, folder, progress=Impatience())
    assert not folder.exists()
    [kept] = (folder.parent / ".charge.steps").glob("*.npz")
    written = kept.stat().st_mtime_ns
    progress = Counting()
    retrain(examples, plan, folder, progress=progress)
    assert progress.done == progress.total
    assert written
    return folder


def digest(folder):
    return hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()


def test_nothing_is_left_beside_the_model(resumed):
    assert [path.name for path in resumed.parent.iterdir()] == ["charge"]


def test_plain_transformers_names_our_labels(resumed):
    from transformers import pipeline

    classify = pipeline("text-classification", model=str(resumed), top_k=None)
    [answers] = classify(["The air is better."])
    assert {answer["label"] for answer in answers} == {"public_benefit", "unfair_burden"}


def test_same_labels_make_the_same_weights_killed_or_not(resumed, examples, plan, tmp_path):
    again = tmp_path / "charge"
    retrain(examples, plan, again, progress=Silence())
    assert digest(again) == digest(resumed)
    assert (again / "stanceline.json").read_bytes() == (resumed / "stanceline.json").read_bytes()


def test_side_file_holds_what_the_card_shows(resumed):
    facts = json.loads((resumed / "stanceline.json").read_text())["facts"]
    assert facts["labels"] == {"public_benefit": 50, "unfair_burden": 50}
    assert facts["grouping"] == "story"
    assert facts["units"] == 42
    assert set(facts["table"]) == {
        "charge",
        "majority",
        "tfidf + logistic regression",
        "frozen + logistic regression",
    }
    assert sum(map(sum, facts["confusion"])) == 124
    assert len(facts["learning_curve"]) == 4


def test_card_has_a_row_for_each_baseline_and_slice(resumed):
    card = (resumed / "README.md").read_text()
    assert "| **charge** |" in card
    assert "| tfidf + logistic regression |" in card
    assert "| Quayside Post |" in card


def test_model_reads_as_a_classifier_of_its_own_labels(resumed):
    classifier = load_classifier(resumed)
    assert classifier.labels == ("public_benefit", "unfair_burden")
    assert classifier.probabilities(["It is a tax."]).shape == (1, 2)


def test_too_few_labels_are_refused_by_name(examples, plan, tmp_path):
    few = [e for e in examples if "unfair_burden" not in e.labels]
    with pytest.raises(LabelError, match="unfair_burden has 0; at least 4 are needed"):
        retrain(few, plan, tmp_path / "charge", progress=Silence())


def test_folder_of_something_else_is_not_overwritten(examples, plan, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ModelError, match="holds something that is no model"):
        retrain(examples, plan, tmp_path, progress=Silence())
