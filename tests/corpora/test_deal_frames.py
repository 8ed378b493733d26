"""The written corpus: well formed, and no surface trait gives the class away."""

import json
import re
from collections import Counter

import pytest
from sklearn.metrics import roc_auc_score

from stanceline.records import Label, VoiceGroup

SURFACE = {
    "words": lambda text: len(text.split()),
    "quotation marks": lambda text: len(re.findall('[“”"]', text)),
    "question marks": lambda text: text.count("?"),
    "sentences": lambda text: len(re.findall(r"[.!?](?=\s|$|”|\")", text)),
    "digits": lambda text: len(re.findall(r"\d", text)),
    "capitals": lambda text: sum(word.isupper() and len(word) > 2 for word in text.split()),
}
FRAMES = ("premium_for_security", "economic_capitulation")
# Where chance alone would put a trait of this corpus, and a little more.
HIGHEST_AUC = 0.55
# A word that this many passages hold must not be all of one class.
FREQUENT = 40


@pytest.fixture(scope="module")
def passages(repository):
    folder = repository / "corpora" / "deal-frames" / "passages"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.jsonl"))]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def test_no_text_stands_twice(passages):
    counts = Counter(passage["text"] for passage in passages)
    assert counts.most_common(1)[0][1] == 1


def test_labels_and_groups_are_known(passages):
    assert {passage["label"] for passage in passages} == set(Label)
    assert {passage["group"] for passage in passages} <= set(VoiceGroup)


def test_both_annotators_agree_on_every_label(passages):
    assert all(p["label"] == p["label_a"] == p["label_b"] for p in passages)


@pytest.mark.parametrize("trait", SURFACE)
@pytest.mark.parametrize("frame", FRAMES)
def test_surface_does_not_give_the_frame_away(passages, trait, frame):
    voiced = [passage["label"] in {frame, "both"} for passage in passages]
    area = roc_auc_score(voiced, [SURFACE[trait](passage["text"]) for passage in passages])
    assert 1 - HIGHEST_AUC < area < HIGHEST_AUC


def test_no_frequent_word_predicts_a_class_alone(passages):
    holding, classes = Counter(), Counter()
    for passage in passages:
        for word in set(re.findall(r"[a-z]{3,}", passage["text"].lower())):
            holding[word] += 1
            classes[word, passage["label"]] += 1
    frequent = [word for word, count in holding.items() if count >= FREQUENT]
    alone = {
        word: label
        for word in frequent
        for label in Label
        if classes[word, label] / holding[word] > 0.8
    }
    assert alone == {}
