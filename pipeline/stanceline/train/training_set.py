"""What a network is fitted on: texts, targets, weights."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stanceline.records import Frame
from stanceline.train.classes import name_classes
from stanceline.train.labelled import LabelledPassage, voiced


@dataclass(frozen=True, kw_only=True)
class TrainingSet:
    """Texts with one target a label in [0, 1]; a teacher's targets lie between.

    ``targets``: (n, labels). ``weights``: (n,).
    """

    texts: tuple[str, ...]
    targets: np.ndarray
    weights: np.ndarray
    labels: tuple[str, ...]
    is_exclusive: bool = False

    @classmethod
    def from_passages(
        cls, passages: Sequence[LabelledPassage], *, real_weight: float, grade_share: float = 0.0
    ) -> TrainingSet:
        """Take passages of our own corpora; a real one weighs ``real_weight``.

        ``grade_share`` of a graded passage's target is its grades, the rest its label.
        """
        return cls(
            texts=tuple(passage.text for passage in passages),
            targets=_blend(passages, grade_share),
            weights=np.array([real_weight if passage.is_real else 1.0 for passage in passages]),
            labels=tuple(str(frame) for frame in Frame),
        )

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def classes(self) -> list[str]:
        """The class of every text, from its targets."""
        return name_classes(self.targets > 0.5, self.labels)

    @property
    def sha256(self) -> str:
        """Digest texts and classes, whatever their order."""
        lines = sorted(
            f"{name}\t{text}" for name, text in zip(self.classes, self.texts, strict=True)
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def select(self, indices: Sequence[int] | np.ndarray) -> TrainingSet:
        """Return the examples at ``indices``, in their order."""
        return TrainingSet(
            texts=tuple(self.texts[index] for index in indices),
            targets=self.targets[indices],
            weights=self.weights[indices],
            labels=self.labels,
            is_exclusive=self.is_exclusive,
        )


def _blend(passages: Sequence[LabelledPassage], grade_share: float) -> np.ndarray:
    labels = voiced(passages)
    grades = np.array(
        [label if p.grades is None else p.grades for p, label in zip(passages, labels, strict=True)]
    ).reshape(labels.shape)
    return (1 - grade_share) * labels + grade_share * grades
