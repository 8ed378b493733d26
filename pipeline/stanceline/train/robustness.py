"""What a model's answers hang on: names, negation, context, single words.

Every variant is made from the labelled texts themselves, by rule; paraphrase is not among them,
because no rule writes one. A variant keeps the truth of the text, but for negation, where the
truth of what is denied is gone and the share still called the same says how deaf the model is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from stanceline.flow import make_loose_passage
from stanceline.frame.classifier import Classifier
from stanceline.protocols import Extractor
from stanceline.records import Extraction, MentionKind
from stanceline.train.classes import list_classes, name_classes
from stanceline.train.examples import Example, to_training_set
from stanceline.train.measures import compare_pair, measure
from stanceline.train.outcome import slice_rows
from stanceline.train.training_set import TrainingSet

# What stands for a name: common words, so that the sentence stays one.
_STAND_INS = {
    MentionKind.PERSON: "the speaker",
    MentionKind.INSTITUTION: "the institution",
    MentionKind.PLACE: "the country",
}
_DENIAL = "It is not true that"
# Occlusion reads a text once a word: a sample is enough to see what is leant on.
_OCCLUDED_TEXTS = 60
_OCCURRENCES = 3
_WORDS_SHOWN = 12
_WORD = re.compile(r"[^\W\d_]{3,}")


def report_robustness(
    classifier: Classifier, examples: Sequence[Example], extractor: Extractor
) -> dict[str, Any]:
    """Measure a model on the texts as they are and on each variant; list the words it leans on."""
    truth = to_training_set(examples, classifier.labels, is_exclusive=classifier.is_exclusive)
    texts = list(truth.texts)
    plain = classifier.decide(classifier.probabilities(texts))
    masked = mask_names(texts, extractor)
    variants: dict[str, list[str]] = {"names masked": masked}
    if any(example.slices.get("context") for example in examples):
        variants["with the sentence before"] = [
            f"{example.slices.get('context', '')} {example.text}".strip() for example in examples
        ]
    if any(shortened := [last_sentence(text) for text in texts]):
        variants["last sentence alone"] = shortened
    return {
        "variants": {
            name: _compare(classifier, truth, plain, changed) for name, changed in variants.items()
        },
        "negated": _negation(classifier, texts, plain),
        "slices": _slices(truth, plain, examples),
        "leans_on": lean_words(classifier, texts[:_OCCLUDED_TEXTS]),
    }


def mask_names(texts: Sequence[str], extractor: Extractor) -> list[str]:
    """Replace people, institutions and places by common words."""
    articles = [make_loose_passage(text).article for text in texts]
    return [
        _mask(text, found) if isinstance(found, Extraction) else text
        for text, found in zip(texts, extractor(articles), strict=True)
    ]


def _mask(text: str, found: Extraction) -> str:
    pieces, end = [], 0
    for mention in sorted(found.mentions, key=lambda m: (m.start, -m.end)):
        if mention.kind in _STAND_INS and mention.start >= end:
            pieces += [text[end : mention.start], _STAND_INS[mention.kind]]
            end = mention.end
    return "".join([*pieces, text[end:]])


def negate(text: str) -> str:
    """Deny a text's first sentence.

    >>> negate("The deal is worth it.")
    'It is not true that the deal is worth it.'
    """
    head, tail = text[:1], text[1:]
    lowered = head if tail[:1].isupper() else head.lower()
    return f"{_DENIAL} {lowered}{tail}"


def last_sentence(text: str) -> str:
    """Return the last sentence, by its punctuation.

    >>> last_sentence("It was signed. Nobody cheered.")
    'Nobody cheered.'
    """
    return re.split(r"(?<=[.!?])\s+", text.strip())[-1]


def _compare(
    classifier: Classifier, truth: TrainingSet, plain: np.ndarray, changed: Sequence[str]
) -> dict[str, Any]:
    labels = classifier.labels
    found = classifier.decide(classifier.probabilities(changed))
    before, after = name_classes(plain, labels), name_classes(found, labels)
    occurring = [*truth.classes, *before, *after]
    classes = list_classes(occurring, labels, is_exclusive=truth.is_exclusive)
    pair = compare_pair(truth.classes, after, before, classes=classes)
    same = [one == other for one, other in zip(before, after, strict=True)]
    return {
        "changed_texts": sum(a != b for a, b in zip(changed, truth.texts, strict=True)),
        "same_class": round(float(np.mean(same)), 4),
        "macro_f1": measure(truth.classes, after, classes=classes, labels=labels).to_json()[
            "macro_f1"
        ],
        "minus_plain": pair.to_json(),
    }


def _negation(
    classifier: Classifier, texts: Sequence[str], plain: np.ndarray
) -> dict[str, dict[str, float | int]]:
    """Say of each label how many texts called it are still called it when denied."""
    found = classifier.decide(classifier.probabilities([negate(text) for text in texts]))
    return {
        label: {"called": int(before.sum()), "still_called": int((before * after).sum())}
        for label, before, after in zip(classifier.labels, plain.T, found.T, strict=True)
    }


def _slices(
    truth: TrainingSet, plain: np.ndarray, examples: Sequence[Example]
) -> dict[str, dict[str, Any]]:
    names = sorted({name for e in examples for name in e.slices} - {"context"})
    columns = {name: [e.slices.get(name, "") for e in examples] for name in names}
    columns |= {"outlet": [e.outlet for e in examples], "year": [e.time[:4] for e in examples]}
    found = name_classes(plain, truth.labels)
    classes = list_classes([*truth.classes, *found], truth.labels, is_exclusive=truth.is_exclusive)
    rows = {
        name: slice_rows(truth.classes, found, values, classes=classes, labels=truth.labels)
        for name, values in columns.items()
    }
    return {name: row for name, row in rows.items() if row}


def lean_words(classifier: Classifier, texts: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """List, for each label, the words whose loss lowers its probability most, on average.

    One word is left out at a time (occlusion: Zeiler and Fergus 2014); words seen in fewer than
    three places are left out of the list.
    """
    variants, owners, words = [], [], []
    for owner, text in enumerate(texts):
        for match in _WORD.finditer(text):
            variants.append(text[: match.start()] + text[match.end() :])
            owners.append(owner)
            words.append(match.group().casefold())
    if not variants:
        return {label: [] for label in classifier.labels}
    drops = classifier.probabilities(texts)[owners] - classifier.probabilities(variants)
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, word in enumerate(words):
        rows_of[word].append(row)
    often = {word: rows for word, rows in rows_of.items() if len(rows) >= _OCCURRENCES}
    return {
        label: _loudest({word: (len(rows), drops[rows, index]) for word, rows in often.items()})
        for index, label in enumerate(classifier.labels)
    }


def _loudest(drops: Mapping[str, tuple[int, np.ndarray]]) -> list[dict[str, Any]]:
    means = sorted((-float(drop.mean()), word, n) for word, (n, drop) in drops.items())
    return [
        {"word": word, "n": n, "drop": round(-minus, 4)} for minus, word, n in means[:_WORDS_SHOWN]
    ]
