"""Distillation: a small model learns what a larger one says, of labelled texts and of others.

A labelled text's target is the mean of its label and the teacher's probability; an unlabelled
text's is the teacher's probability alone (Hinton et al. 2015, at temperature 1: the teacher is
calibrated).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stanceline.errors import LabelError
from stanceline.frame.classifier import Classifier
from stanceline.train.training_set import TrainingSet

_LABEL_SHARE = 0.5


@dataclass(frozen=True, kw_only=True)
class Teacher:
    """A larger model, and texts for it to label."""

    classifier: Classifier
    unlabelled: tuple[str, ...] = ()

    def __call__(self, train: TrainingSet) -> TrainingSet:
        """Return the training set with the teacher's targets, and its texts added.

        Raises:
            LabelError: the teacher has other labels.

        """
        if self.classifier.labels != train.labels:
            raise LabelError(
                f"{self.classifier.name} teaches {', '.join(self.classifier.labels)}, "
                f"not {', '.join(train.labels)}"
            )
        known = set(train.texts)
        added = tuple(text for text in dict.fromkeys(self.unlabelled) if text not in known)
        said = self.classifier.probabilities([*train.texts, *added])
        n = len(train)
        mixed = _LABEL_SHARE * train.targets + (1 - _LABEL_SHARE) * said[:n]
        return TrainingSet(
            texts=(*train.texts, *added),
            targets=np.concatenate([mixed, said[n:]]),
            weights=np.concatenate([train.weights, np.ones(len(added))]),
            labels=train.labels,
            is_exclusive=train.is_exclusive,
        )


def read_texts(path: Path) -> list[str]:
    """Read the ``text`` of JSON lines.

    Raises:
        LabelError: a line has none.

    """
    texts = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            texts.append(str(json.loads(line)["text"]))
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise LabelError(f"{path}:{number}: no JSON object with a 'text'") from error
    return texts
