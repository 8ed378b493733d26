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

    ``batch`` says how it was picked. ``grades``: for each frame the chance, in [0, 1], that a
    careful reader finds it voiced, as graders judged it; none where nobody graded.
    """

    text: str
    label: Label
    group: str
    is_real: bool
    batch: str = ""
    grades: tuple[float, ...] | None = None


def voiced(passages: Iterable[LabelledPassage]) -> np.ndarray:
    """Return (n, 2) of 0 and 1: whether each frame is voiced."""
    return np.array(
        [[p.label in {frame, Label.BOTH} for frame in Frame] for p in passages], dtype=float
    ).reshape(-1, len(Frame))


def digest_passages(passages: Sequence[LabelledPassage]) -> str:
    """Digest texts, labels and grades, whatever their order."""
    lines = sorted(
        f"{passage.label}\t{passage.text}" + (f"\t{passage.grades}" if passage.grades else "")
        for passage in passages
    )
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
            passages.append(
                LabelledPassage(
                    text=text, label=label, group=group, is_real=False, grades=_grades(row)
                )
            )
    return passages


def read_public_record(labels: Iterable[Path], texts: Iterable[Path]) -> list[LabelledPassage]:
    """Join text-free labels with the texts of any of the files; disputed passages are left out.

    Raises:
        LabelError: a text is missing or not the one that was labelled.

    """
    files = list(texts)
    text_of = {row["id"]: _text(row, at) for file in files for at, row in _read_lines(file)}
    passages = []
    for locator, row in (line for file in labels for line in _read_lines(file)):
        if row["label"] is None:
            continue
        text = text_of.get(row["id"])
        if text is None or digest_text(text) != row["text_sha256"]:
            held = ", ".join(map(str, files))
            raise LabelError(
                f"{locator}: {held} does not hold the text labelled as {row['id']}, of "
                f"{row['repository']}: name a file that does, or leave these labels out"
            )
        passages.append(
            LabelledPassage(
                text=text,
                label=_label(row["label"], locator),
                group=row["path"],
                is_real=True,
                batch=row["batch"],
                grades=_grades(row),
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


def _grades(row: dict[str, Any]) -> tuple[float, ...] | None:
    """Return the graders' mean for each frame; they judge in tenths."""
    grades = row.get("grades")
    return tuple(sum(grades[f]) / len(grades[f]) / 10 for f in Frame) if grades else None


def _text(row: dict[str, Any], locator: str) -> str:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise LabelError(f"{locator}: no 'text'")
    return text
