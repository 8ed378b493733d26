"""Hand-read passages from a file: JSON lines, CSV or Parquet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from stanceline.batch.plan import digest_file
from stanceline.errors import InputError
from stanceline.records import Label
from stanceline.store.run_directory import RunDirectory, read_receipt
from stanceline.store.schemas import AUDIT

_REQUIRED = ("passage_id", "label", "pi")
# People write the short names.
_LABELS = {
    "premium": str(Label.PREMIUM_FOR_SECURITY),
    "capitulation": str(Label.ECONOMIC_CAPITULATION),
}


@dataclass(frozen=True, slots=True)
class Audit:
    """Hand-read passages, and where they came from: file, sha256 and coders."""

    table: pa.Table
    origin: Mapping[str, Any]


def find_audit(run: RunDirectory, labels: Path | None) -> Audit | None:
    """Read the labels of a file, or without one those that a run keeps; nothing when it has none.

    Raises:
        InputError: the file cannot be read, or a column is missing or of the wrong kind.

    """
    if labels is not None:
        table = read_audit(labels)
        coders = sorted({coder for coder in table["coder"].to_pylist() if coder})
        origin = {"file": labels.name, "sha256": digest_file(labels), "coders": coders}
        return Audit(table, origin)
    kept = run.single("audit")
    if not kept.exists():
        return None
    return Audit(_read_parquet(kept), read_receipt(kept).get("origin", {}))


def read_audit(path: Path) -> pa.Table:
    """Read hand-read passages: passage_id, label, pi, and stratum, coder if known.

    Raises:
        InputError: the file cannot be read, or a column is missing or of the wrong kind.

    """
    read = _READERS.get(path.suffix)
    if read is None:
        raise InputError(
            str(path),
            f"labels as {path.suffix or 'a file without an ending'}",
            remedy=f"give one of {', '.join(_READERS)}",
        )
    try:
        table = read(path)
    except (OSError, pa.ArrowException) as error:
        raise InputError(str(path), f"no labels can be read: {error}") from error
    missing = [name for name in _REQUIRED if name not in table.column_names]
    if missing:
        raise InputError(
            str(path),
            f"labels lack {', '.join(missing)}",
            remedy=f"have {', '.join(table.column_names)}",
        )
    try:
        return _conform(table)
    except pa.ArrowException as error:
        raise InputError(str(path), f"labels of the wrong kind: {error}") from error


def _conform(table: pa.Table) -> pa.Table:
    columns: dict[str, Any] = {}
    for field in AUDIT:
        if field.name in table.column_names:
            columns[field.name] = table[field.name].cast(field.type)
        else:
            columns[field.name] = pa.array([""] * len(table), field.type)
    labels = [_LABELS.get(label, label) for label in columns["label"].to_pylist()]
    columns["label"] = pa.array(labels, pa.string())
    conformed = pa.table(columns, schema=AUDIT)
    if "used_in_training" in table.column_names:
        # Not a column of ours, but a reason to refuse: the estimator does.
        conformed = conformed.append_column("used_in_training", table["used_in_training"])
    return conformed


def _read_jsonl(path: Path) -> pa.Table:
    from pyarrow import json

    return json.read_json(path)


def _read_csv(path: Path) -> pa.Table:
    from pyarrow import csv

    return csv.read_csv(path)


def _read_parquet(path: Path) -> pa.Table:
    from pyarrow import parquet

    return parquet.read_table(path)


_READERS: dict[str, Callable[[Path], pa.Table]] = {
    ".jsonl": _read_jsonl,
    ".csv": _read_csv,
    ".parquet": _read_parquet,
}
