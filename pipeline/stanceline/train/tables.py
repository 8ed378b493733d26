"""Rows of files of labelled texts: CSV, JSON lines, Parquet, and a Label Studio export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stanceline.errors import LabelError


def read_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read a table's rows with where they stand, by the file's ending.

    Raises:
        LabelError: it cannot be read.

    """
    readers = {
        ".csv": _read_csv,
        ".tsv": _read_csv,
        ".jsonl": _read_jsonl,
        ".ndjson": _read_jsonl,
        ".json": _read_label_studio,
        ".parquet": _read_parquet,
    }
    if path.suffix.lower() not in readers:
        raise LabelError(f"{path}: not one of {', '.join(readers)}")
    try:
        yield from readers[path.suffix.lower()](path)
    except OSError as error:
        raise LabelError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise LabelError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error


def _read_csv(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    import csv

    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8-sig", newline="") as handle:
        sample = handle.readline()
        handle.seek(0)
        delimiter = max(",;\t", key=sample.count)
        reader = csv.DictReader(handle, delimiter=delimiter)
        try:
            for row in reader:
                yield f"{path.name}:{reader.line_num}", row
        except csv.Error as error:
            raise LabelError(f"{path}:{reader.line_num}: not CSV: {error}") from error


def _read_jsonl(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            yield f"{path.name}:{number}", _parse_object(line, f"{path}:{number}")


def _parse_object(line: str, locator: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise LabelError(f"{locator}: not JSON: {error}") from error
    if not isinstance(row, dict):
        raise LabelError(f"{locator}: expected an object, found {type(row).__name__}")
    return row


def _read_label_studio(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read tasks; of several annotations the first that was not cancelled."""
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise LabelError(f"{path}: not JSON: {error}") from error
    if not isinstance(tasks, list):
        raise LabelError(f"{path}: expected a list of tasks or rows")
    for number, task in enumerate(tasks, start=1):
        if not isinstance(task, dict):
            raise LabelError(f"{path}: item {number} is no object")
        row = dict(task.get("data", task))
        annotations = [a for a in task.get("annotations", ()) if not a.get("was_cancelled")]
        if annotations:
            results = annotations[0].get("result", ())
            row["label"] = [c for r in results for c in r.get("value", {}).get("choices", ())]
        yield f"{path.name}: item {number}", row


def _read_parquet(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows = pq.read_table(path).to_pylist()
    except pa.ArrowInvalid as error:
        raise LabelError(f"{path}: not a Parquet file: {error}") from error
    for number, row in enumerate(rows, start=1):
        yield f"{path.name}: row {number}", row
