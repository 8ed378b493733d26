"""The cascade: a small model reads everything, a larger one what the small one is not sure of.

Unsure is a passage with a head whose probability lies within ``margin`` of its threshold. That is
decided by the passage alone, so that its score never depends on its company. Where the larger
model read, ``first_label`` keeps what the small one would have said: the share it read and how
often the two agree can be counted from the scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stanceline.errors import ModelError
from stanceline.frame.transformer import TransformerFramer, load_transformer
from stanceline.records import FrameScore, Passage, Pole, make_id


@dataclass(frozen=True, kw_only=True)
class CascadeFramer:
    """Two framers of the same poles, the cheap one first."""

    small: TransformerFramer
    base: TransformerFramer
    margin: float

    @property
    def fingerprint(self) -> str:
        """Identify both models and when the second is asked."""
        return make_id("cascade", self.small.fingerprint, self.base.fingerprint, str(self.margin))

    @property
    def poles(self) -> tuple[Pole, ...]:
        """Name the two poles, the one that counts as plus first."""
        return self.base.poles

    def __call__(self, passages: Sequence[Passage]) -> list[FrameScore]:
        """Score passages in order."""
        scores = self.small(passages)
        unsure = [index for index, score in enumerate(scores) if self.is_unsure(score)]
        again = self.base([passages[index] for index in unsure])
        for index, score in zip(unsure, again, strict=True):
            scores[index] = replace(score, first_label=scores[index].label)
        return scores

    def is_unsure(self, score: FrameScore) -> bool:
        """Say whether a score of the small model is too near a threshold to stand."""
        pair = (score.p_premium_for_security, score.p_economic_capitulation)
        heads = self.small.classifier.heads
        return any(
            abs(probability - head.threshold) < self.margin
            for probability, head in zip(pair, heads, strict=True)
        )


def load_cascade(small: Path, base: Path, *, margin: float, **reading: int | str) -> CascadeFramer:
    """Load both models, each read as ``load_transformer`` is told to.

    Raises:
        ModelError: a model is not usable, or they do not have the same poles.

    """
    first = load_transformer(small, **reading)  # type: ignore[arg-type]  # its own keywords
    second = load_transformer(base, **reading)  # type: ignore[arg-type]
    read, asked = first.classifier.labels, second.classifier.labels
    if read != asked:
        raise ModelError(
            f"{small} reads {', '.join(read)} but {base} reads {', '.join(asked)}; "
            "a cascade needs two models of one codebook"
        )
    return CascadeFramer(small=first, base=second, margin=margin)
