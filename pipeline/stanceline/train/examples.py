"""Labelled texts of any debate, from a table or an annotation tool's export.

A label cell holds a pole's id or title, several joined by ``|`` or ``;``, a JSON list, ``both`` (of
two poles), or ``neither``; or there is a column of 0 and 1 a pole. An empty cell is a text nobody
has labelled: it is counted and left out. doccano (``label``: a list), Prodigy (``accept`` and
``answer``) and Label Studio (JSON with ``annotations``) are read as they are exported.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from stanceline.errors import LabelError
from stanceline.train.classes import BOTH, NEITHER
from stanceline.train.tables import read_rows
from stanceline.train.training_set import TrainingSet

# What a column is called when the mapping does not say.
DEFAULT_COLUMNS = {
    "text": "text",
    "label": "label",
    "story": "story",
    "outlet": "outlet",
    "time": "date",
}
_NONE = {NEITHER, "none", "[]"}
_YES, _NO = {"1", "1.0", "true", "yes"}, {"0", "0.0", "false", "no"}
# Problems of the same file worth showing at once.
_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A labelled text; ``slices`` are further columns to break results down by."""

    text: str
    labels: frozenset[str]
    locator: str
    story: str = ""
    outlet: str = ""
    time: str = ""
    slices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelReader:
    """Reads rows under a list of labels and a mapping of columns."""

    labels: tuple[str, ...]
    titles: Mapping[str, str]
    is_exclusive: bool
    columns: Mapping[str, str]
    slice_columns: tuple[str, ...] = ()

    def __call__(self, path: Path) -> list[Example]:
        """Read a file.

        Raises:
            LabelError: it cannot be read, or rows of it are no labelled texts; the first are named.

        """
        examples, problems = [], []
        for locator, row in read_rows(path):
            try:
                example = self._example(row, locator)
            except LabelError as error:
                problems.append(str(error))
                continue
            if example is not None:
                examples.append(example)
        if problems:
            shown = "\n  ".join(problems[:_SHOWN])
            more = f"\n  and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
            raise LabelError(f"{path}: {len(problems)} rows cannot be used:\n  {shown}{more}")
        if not examples:
            raise LabelError(f"{path}: no labelled text in it; a row needs {self._wanted()}")
        return examples

    def _example(self, row: Mapping[str, Any], locator: str) -> Example | None:
        text = row.get(self.columns["text"])
        if not isinstance(text, str) or not text.strip():
            raise LabelError(
                f"{locator}: no text in column {self.columns['text']!r}; it has "
                f"{', '.join(map(str, row))}; name it with --column text=NAME"
            )
        labels = self._labels(row, locator)
        if labels is None:
            return None
        if self.is_exclusive and len(labels) != 1:
            raise LabelError(
                f"{locator}: {len(labels)} labels, but labels of this codebook exclude one another"
            )
        return Example(
            text=text.strip(),
            labels=labels,
            locator=locator,
            story=self._cell(row, "story"),
            outlet=self._cell(row, "outlet"),
            time=self._cell(row, "time"),
            slices={name: str(row.get(name) or "") for name in self.slice_columns},
        )

    def _cell(self, row: Mapping[str, Any], role: str) -> str:
        value = row.get(self.columns[role])
        return "" if value is None else str(value)

    def _labels(self, row: Mapping[str, Any], locator: str) -> frozenset[str] | None:
        if row.get("answer") in {"reject", "ignore"}:
            return None
        value = row.get(self.columns["label"], row.get("accept"))
        if value is None and any(label in row for label in self.labels):
            return self._from_columns(row, locator)
        names = split_labels(value)
        if names is None:
            return None
        return frozenset(found for name in names for found in self._resolve(name, locator))

    def _from_columns(self, row: Mapping[str, Any], locator: str) -> frozenset[str] | None:
        cells = {label: str(row.get(label, "")).strip().lower() for label in self.labels}
        if not any(cells.values()):
            return None
        for label, cell in cells.items():
            if cell not in _YES | _NO:
                raise LabelError(f"{locator}: column {label!r} holds {cell!r}, not 0 or 1")
        return frozenset(label for label, cell in cells.items() if cell in _YES)

    def _resolve(self, name: str, locator: str) -> Iterable[str]:
        if (label := self.titles.get(name.casefold())) is not None:
            return [label]
        if name.casefold() in _NONE and not self.is_exclusive:
            return []
        if name.casefold() == BOTH and len(self.labels) == 2 and not self.is_exclusive:
            return self.labels
        raise LabelError(f"{locator}: no label named {name!r}; known: {', '.join(self.labels)}")

    def _wanted(self) -> str:
        return f"{self.columns['text']!r} and {self.columns['label']!r}"


def make_reader(
    labels: Sequence[str],
    *,
    titles: Mapping[str, str] | None = None,
    is_exclusive: bool = False,
    columns: Iterable[str] = (),
    slice_columns: Iterable[str] = (),
) -> LabelReader:
    """Make a reader; ``columns`` are ``role=name`` pairs, ``titles`` other names of labels.

    Raises:
        LabelError: a pair names no role.

    """
    mapping = dict(DEFAULT_COLUMNS)
    for pair in columns:
        role, equals, name = pair.partition("=")
        if not equals or role not in mapping:
            raise LabelError(
                f"--column {pair}: expected ROLE=NAME with a role of {', '.join(mapping)}"
            )
        mapping[role] = name
    names = {label.casefold(): label for label in labels}
    names |= {title.casefold(): label for title, label in (titles or {}).items() if title}
    return LabelReader(
        labels=tuple(labels),
        titles=names,
        is_exclusive=is_exclusive,
        columns=mapping,
        slice_columns=tuple(slice_columns),
    )


def split_labels(value: object) -> list[str] | None:
    """Split a label cell into names; nothing of an empty one.

    >>> split_labels("for | against"), split_labels('["for"]'), split_labels("")
    (['for', 'against'], ['for'], None)
    """
    if isinstance(value, str) and value.strip().startswith("["):
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            return [str(value)]
    if isinstance(value, list | tuple | np.ndarray):
        return [str(item).strip() for item in value]
    if value is None or not str(value).strip():
        return None
    return [name.strip() for name in str(value).replace(";", "|").split("|") if name.strip()]


def to_training_set(
    examples: Sequence[Example], labels: Sequence[str], *, is_exclusive: bool
) -> TrainingSet:
    """Turn examples into texts and targets, all of the same weight."""
    targets = np.array(
        [[label in example.labels for label in labels] for example in examples], dtype=float
    )
    return TrainingSet(
        texts=tuple(example.text for example in examples),
        targets=targets,
        weights=np.ones(len(examples)),
        labels=tuple(labels),
        is_exclusive=is_exclusive,
    )
