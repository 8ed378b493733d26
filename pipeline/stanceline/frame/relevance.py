"""What a text has to do with the codebook's subject, found before anything dear reads it.

Two cheap signs are added up: how many of the subject's terms stand in the text, and how near its
words lie to the sentences that say what the subject is. A text is judged by its best stretch of
some 120 words, so that a digest is about the subject when one of its items is (ADR 0072).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from stanceline.errors import InputError
from stanceline.frame.word_vectors import WordVectors, load_word_vectors
from stanceline.records import FrameScore, Label, Passage, make_id

# Raised when the same text and subject would be judged otherwise.
_CODE_VERSION = "relevance.v1"
_BACKBONE = "minilm"
_STRETCH_WORDS = 120
# A term in every hundred words, twice, is as good as words that all lie near the subject.
_WORDS_A_TERM = 200
_A_TERM = 0.25
# Texts about anything else lie around 0.5: words have a likeness of their own.
_FAR, _SLOPE = 0.5, 5.0
_REMEDY = "see [subject] in corpora/deal-frames/codebook.toml"
_PARAGRAPH = re.compile(r"[^\n]+(?:\n\s*|$)|\n\s*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters ``start`` to ``end`` of a text, and how relevant they are, from 0 to 1."""

    start: int
    end: int
    relevance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a codebook is about: terms that tell it, and sentences that say it.

    A term stands for itself in any case; ``*`` is any rest of a word.
    """

    terms: tuple[str, ...]
    about: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Identify what decides how relevant a text is."""
        return make_id(_CODE_VERSION, *self.terms, "", *self.about)

    def __call__(self, text: str) -> float:
        """Return how relevant a text is, from 0 to 1: that of its best stretch."""
        return max((stretch.relevance for stretch in self.measure(text)), default=0.0)

    def measure(self, text: str) -> list[Stretch]:
        """Return the stretches of a text in order, each with its relevance."""
        return [
            Stretch(start, end, self.judge(text[start:end])) for start, end in cut_stretches(text)
        ]

    def judge(self, stretch: str) -> float:
        """Return how relevant one stretch of text is, from 0 to 1."""
        found = len(set(_pattern(self.terms).findall(_flat(stretch))))
        density = found / max(1.0, len(stretch.split()) / _WORDS_A_TERM)
        likeness = _vectors().likeness(stretch, self.about)
        return min(1.0, max(0.0, _A_TERM * density + _SLOPE * (likeness - _FAR)))


def read_subject(codebook: Path) -> Subject | None:
    """Read what a codebook is about; nothing when it does not say.

    Raises:
        InputError: the file is not a codebook or its subject is not one.

    """
    try:
        content: dict[str, Any] = tomllib.loads(codebook.read_text(encoding="utf-8"))
        if (subject := content.get("subject")) is None:
            return None
        found = Subject(terms=tuple(subject["terms"]), about=tuple(subject["about"]))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise InputError(
            str(codebook),
            f"no subject can be read: {error!r}",
            remedy=_REMEDY,
        ) from error
    if not found.terms or not found.about:
        raise InputError(str(codebook), "its subject has no terms or no sentences", remedy=_REMEDY)
    return found


def cut_stretches(text: str, *, words: int = _STRETCH_WORDS) -> Iterator[tuple[int, int]]:
    r"""Yield where whole paragraphs of at least ``words`` words stand; the last may have fewer.

    >>> list(cut_stretches("a b\n\nc\n\nd", words=3))
    [(0, 8), (8, 9)]
    """
    start = count = 0
    for paragraph in _PARAGRAPH.finditer(text):
        count += len(paragraph.group().split())
        if count >= words:
            yield start, paragraph.end()
            start, count = paragraph.end(), 0
    if count:
        yield start, len(text)


def make_off_subject_score(passage: Passage) -> FrameScore:
    """Score a passage that no model reads, because it is not about the subject: neither."""
    return FrameScore(
        passage=passage,
        p_premium_for_security=0.0,
        p_economic_capitulation=0.0,
        label=Label.NEITHER,
        tokens=0,
        tokens_read=0,
        model=_CODE_VERSION,
        model_sha256="",
    )


def _flat(text: str) -> str:
    return text.casefold().replace("’", "'")


@cache
def _pattern(terms: Sequence[str]) -> re.Pattern[str]:
    """Compile terms, those with the same first letter together: one look rules the others out."""
    by_letter: dict[str, list[str]] = {}
    for term in sorted({_flat(term) for term in terms}, key=lambda term: (-len(term), term)):
        by_letter.setdefault(term[0], []).append(_to_pattern(term[1:]))
    letters = (f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_letter.items())
    return re.compile(rf"(?<!\w)(?:{'|'.join(letters)})(?!\w)")


def _to_pattern(term: str) -> str:
    return re.escape(term).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")


@cache
def _vectors() -> WordVectors:
    return load_word_vectors(_BACKBONE)
