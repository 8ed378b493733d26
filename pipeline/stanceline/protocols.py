"""What a stage must look like. Stages meet only in the records named here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from stanceline.records import Article, Extraction, FrameScore, Passage, Pole, Rejected


@runtime_checkable
class Reader(Protocol):
    """Reads one input file into articles; what does not become one is a rejection, in order."""

    def __call__(self, path: Path) -> Iterator[Article | Rejected]:
        """Read one file."""
        ...


@runtime_checkable
class Extractor(Protocol):
    """Finds passages, mentions and voices; one extraction an article, in order."""

    @property
    def fingerprint(self) -> str:
        """Identify what decides the output: models, data and code version."""
        ...

    def __call__(self, articles: Iterable[Article]) -> Iterator[Extraction | Rejected]:
        """Extract from articles, in order."""
        ...


@runtime_checkable
class Framer(Protocol):
    """Scores passages; one score a passage, in order, whatever the batch size."""

    @property
    def fingerprint(self) -> str:
        """Identify what decides the scores: weights, tokenizer, calibration, code version."""
        ...

    @property
    def poles(self) -> tuple[Pole, ...]:
        """Name the two poles, the one that counts as plus first."""
        ...

    def __call__(self, passages: Sequence[Passage]) -> list[FrameScore]:
        """Score passages, in order."""
        ...
