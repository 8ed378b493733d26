"""Annotated sentences for a voices model: JSON lines of tokens with BIO labels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stanceline.errors import InputError
from stanceline.extract.tagged_voices import LABELS


@dataclass(frozen=True, slots=True)
class VoiceExample:
    """The words of a sentence, and the label of each."""

    tokens: tuple[str, ...]
    labels: tuple[str, ...]


def read_voice_examples(path: Path) -> list[VoiceExample]:
    """Read a file of sentences: one object a line, with ``tokens`` and ``labels`` of one length.

    Labels are ``O`` or B- and I- with source, cue, content.

    Raises:
        InputError: a line is none, or the file holds no sentence.

    """
    examples = list(_read(path))
    if not examples:
        raise InputError(str(path), "no sentence in it", remedy='lines of {"tokens", "labels"}')
    return examples


def _read(path: Path) -> Iterator[VoiceExample]:
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if line.strip():
            yield _parse(line, f"{path.name}:{number}")


def _parse(line: bytes, locator: str) -> VoiceExample:
    try:
        row = json.loads(line)
        tokens, labels = tuple(row["tokens"]), tuple(row["labels"])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            locator, f"no annotated sentence: {error!r}", remedy="needed: tokens and labels"
        ) from error
    if len(tokens) != len(labels):
        raise InputError(locator, f"{len(tokens)} tokens and {len(labels)} labels")
    if not all(isinstance(token, str) for token in tokens):
        raise InputError(locator, "a token is no text")
    if unknown := set(labels) - set(LABELS):
        raise InputError(
            locator, f"unknown labels {sorted(map(str, unknown))}", remedy=f"known: {LABELS}"
        )
    return VoiceExample(tokens, labels)
