"""The transformer framer: a two-pole classifier over passages.

Of another debate's model the first label stands in the columns of the first pole and the second
in those of the second; the manifest names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stanceline.errors import ModelError
from stanceline.frame.calibration import choose_label
from stanceline.frame.classifier import Classifier, load_classifier
from stanceline.records import FrameScore, Passage, Pole


@dataclass(frozen=True, kw_only=True)
class TransformerFramer:
    """A classifier with one head a pole, reading passages."""

    classifier: Classifier

    @property
    def fingerprint(self) -> str:
        """Identify weights, calibration, reading length and runtime; batch size is not in it."""
        return self.classifier.fingerprint

    @property
    def poles(self) -> tuple[Pole, ...]:
        """Name the two poles, the one that counts as plus first."""
        return self.classifier.poles

    def __call__(self, passages: Sequence[Passage]) -> list[FrameScore]:
        """Score passages in order."""
        classifier = self.classifier
        token_ids = classifier.tokenize([passage.text for passage in passages])
        logits = classifier.logits(token_ids)
        heads = enumerate(classifier.heads)
        columns = [head(logits[:, index]).tolist() for index, head in heads]
        return [
            self._score(passage, len(ids), pair)
            for passage, ids, pair in zip(
                passages, token_ids, zip(*columns, strict=True), strict=True
            )
        ]

    def _score(self, passage: Passage, tokens: int, pair: tuple[float, float]) -> FrameScore:
        plus, minus = pair
        return FrameScore(
            passage=passage,
            p_premium_for_security=plus,
            p_economic_capitulation=minus,
            label=choose_label(pair, self.classifier.heads),
            tokens=tokens,
            tokens_read=tokens,
            model=self.classifier.name,
            model_sha256=self.classifier.model_sha256,
        )


def load_transformer(
    folder: Path,
    *,
    batch_tokens: int = 2048,
    runtime: str = "torch",
    threads: int = 0,
    device: str = "cpu",
) -> TransformerFramer:
    """Load a model directory as a framer.

    Raises:
        ModelError: files are missing or do not fit together, or it is no model of two poles.
        DigestError: weights are not what the side file recorded.

    """
    classifier = load_classifier(
        folder, batch_tokens=batch_tokens, runtime=runtime, threads=threads, device=device
    )
    if classifier.is_exclusive or len(classifier.labels) != 2:
        kind = "that exclude one another" if classifier.is_exclusive else "each a yes or no"
        raise ModelError(
            f"{folder}: has the labels {', '.join(classifier.labels)}, {kind}; a series needs two "
            "poles, each a yes or no of its own ('stanceline evaluate' reads any model)"
        )
    return TransformerFramer(classifier=classifier)
