"""Labelled passages, written by us or taken from the public record.

The public record is committed text-free: an id, a digest, where the text came from, and two
annotators' labels. The texts are joined from a path the user gives and checked by digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from stanceline.errors import LabelError
from stanceline.records import Frame, Label, digest_text


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPassage:
    """A passage with its label; ``group`` keeps what belongs together on one side of a split.

    ``batch`` says how it was picked.
    """

    text: str
    label: Label
    group: str
    is_real: bool
    batch: str = ""


def voiced(passages: Iterable[LabelledPassage]) -> np.ndarray:
    """Return (n, 2) of 0 and 1: whether each frame is voiced."""
    return np.array(
        [[p.label in {frame, Label.BOTH} for frame in Frame] for p in passages], dtype=float
    ).reshape(-1, len(Frame))


def digest_passages(passages: Sequence[LabelledPassage]) -> str:
    """Digest texts and labels, whatever their order."""
    lines = sorted(f"{passage.label}\t{passage.text}" for passage in passages)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def read_written(folder: Path) -> list[LabelledPassage]:
    """Read every ``*.jsonl`` of a folder of written passages.

    Raises:
        LabelError: a line is not a labelled passage.

    """
    passages = []
    for path in sorted(folder.glob("*.jsonl")):
        for locator, row in _read_lines(path):
            label = _label(row.get("label"), locator)
            group = f"{path.stem}/{row.get('deal', '')}"
            text = _text(row, locator)
            passages.append(LabelledPassage(text=text, label=label, group=group, is_real=False))
    return passages


def read_public_record(labels: Path, texts: Path) -> list[LabelledPassage]:
    """Join the text-free labels with their texts; disputed passages are left out.

    Raises:
        LabelError: a text is missing or not the one that was labelled.

    """
    text_of = {row["id"]: _text(row, locator) for locator, row in _read_lines(texts)}
    passages = []
    for locator, row in _read_lines(labels):
        if row["label"] is None:
            continue
        text = text_of.get(row["id"])
        if text is None or digest_text(text) != row["text_sha256"]:
            raise LabelError(f"{locator}: {texts} does not hold the text labelled as {row['id']}")
        label = _label(row["label"], locator)
        passages.append(
            LabelledPassage(
                text=text, label=label, group=row["path"], is_real=True, batch=row["batch"]
            )
        )
    return passages


def _read_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise LabelError(f"{path}: cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise LabelError(f"{path}:{number}: not JSON: {error}") from error
        yield f"{path}:{number}", row


def _label(value: object, locator: str) -> Label:
    try:
        return Label(str(value))
    except ValueError as error:
        known = ", ".join(Label)
        raise LabelError(f"{locator}: no label named {value!r}; known: {known}") from error


def _text(row: dict[str, Any], locator: str) -> str:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise LabelError(f"{locator}: no 'text'")
    return text
