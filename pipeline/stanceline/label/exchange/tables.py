"""CSV and XLSX: one row a passage and coder, safe in a spreadsheet and the same when it returns.

A cell that a spreadsheet would run gets an apostrophe before it in CSV, taken off again on the
way back; in XLSX it is a string and nothing runs. Tables of one's own need a text or passage_id
and a label, under any names.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stanceline.errors import InputError, LabelError, MissingExtraError
from stanceline.label.annotations import Annotation, read_time
from stanceline.label.exchange.drafts import Draft, DraftSpan, reject
from stanceline.label.exchange.files import read_text, write_text
from stanceline.label.tasks import Task, by_passage
from stanceline.records import Rejected

COLUMNS = ("passage_id", "text", "label", "coder", "comment", "evidence", "labelled_at", "seconds",
           "predicted", "outlet", "published", "sample", "stratum", "pi")  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# What Excel holds in a cell; a longer passage would be cut without a word.
_LONGEST_CELL = 32_767


def write_csv(tasks: Sequence[Task], annotations: Sequence[Annotation], path: Path) -> None:
    """Write a CSV file with an empty label column for what is not yet labelled."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for row in _rows(tasks, annotations):
        writer.writerow([_disarm(row[name]) for name in COLUMNS])
    write_text(path, buffer.getvalue())


def write_xlsx(tasks: Sequence[Task], annotations: Sequence[Annotation], path: Path) -> None:
    """Write a workbook of one sheet.

    Raises:
        MissingExtraError: openpyxl is not installed.
        LabelError: a passage is longer than a cell can hold.

    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError as error:
        raise MissingExtraError("openpyxl", "label") from error
    book = Workbook(write_only=True)
    sheet = book.create_sheet("labels")
    sheet.append(list(COLUMNS))
    for row in _rows(tasks, annotations):
        cells = []
        for name in COLUMNS:
            value = row[name]
            if isinstance(value, str) and len(_escape(value)) > _LONGEST_CELL:
                raise LabelError(
                    f"passage {row['passage_id']}: {name} does not fit a cell; use csv"
                )
            cell = WriteOnlyCell(sheet, _escape(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _rows(tasks: Sequence[Task], annotations: Sequence[Annotation]) -> Iterator[dict[str, Any]]:
    of_passage = by_passage(tasks)
    done = {annotation.passage_id for annotation in annotations}
    for task in tasks:
        if task.passage_id not in done:
            yield dict.fromkeys(COLUMNS, "") | _about(task)
    for annotation in annotations:
        spans = [[e.start, e.end, str(e.frame)] for e in annotation.evidence]
        yield _about(of_passage[annotation.passage_id]) | {
            "label": str(annotation.label),
            "coder": annotation.coder,
            "comment": annotation.comment,
            "evidence": json.dumps(spans) if spans else "",
            "labelled_at": annotation.labelled_at.isoformat() if annotation.labelled_at else "",
            "seconds": "" if annotation.seconds is None else annotation.seconds,
        }


def _about(task: Task) -> dict[str, Any]:
    names = ("passage_id", "text", "predicted", "outlet", "published", "sample", "stratum", "pi")
    values = {name: getattr(task, name) for name in names}
    return {
        k: "" if v is None else v if isinstance(v, float) else str(v) for k, v in values.items()
    }


def read_csv(
    path: Path, *, coder: str = "", names: Mapping[str, str] | None = None
) -> Iterator[Draft | Rejected]:
    """Read a CSV file; ``names`` maps our column names to the file's."""
    text = read_text(path)
    delimiter = _delimiter(text)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    _require_label(path, reader.fieldnames or (), names or {})
    rows = ({k: _rearm(v) for k, v in row.items() if k is not None} for row in reader)
    yield from _drafts(rows, path, coder=coder, names=names or {})


def _delimiter(text: str) -> str:
    """Take the separator that the first line has most of: European tables use semicolons."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def read_xlsx(
    path: Path, *, coder: str = "", names: Mapping[str, str] | None = None
) -> Iterator[Draft | Rejected]:
    """Read the first sheet of a workbook.

    Raises:
        InputError: it is no workbook.
        MissingExtraError: openpyxl is not installed.

    """
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.escape import unescape
    except ImportError as error:
        raise MissingExtraError("openpyxl", "label") from error
    try:
        book = load_workbook(path, read_only=True)
    except Exception as error:  # zip, XML and openpyxl's own errors all mean the same
        raise InputError(str(path), f"not an XLSX workbook: {error}") from error
    rows = book.worksheets[0].iter_rows(values_only=True)
    header = [str(name) for name in next(rows, ())]
    _require_label(path, header, names or {})
    content = (
        {k: unescape(v) if isinstance(v, str) else v for k, v in zip(header, row, strict=False)}
        for row in rows
    )
    yield from _drafts(content, path, coder=coder, names=names or {})
    book.close()


def _require_label(path: Path, header: Sequence[str], names: Mapping[str, str]) -> None:
    if (wanted := names.get("label", "label")) not in header:
        raise InputError(
            str(path),
            f"no column {wanted!r}; there are: {', '.join(header)[:200]}",
            remedy="--column label=NAME says which column has the labels",
        )


def _drafts(
    rows: Iterable[Mapping[str, Any]], path: Path, *, coder: str, names: Mapping[str, str]
) -> Iterator[Draft | Rejected]:
    # Counted as a spreadsheet counts: the header is row 1.
    for number, row in enumerate(rows, start=2):
        locator = f"{path}:{number}"
        value = {name: row.get(names.get(name, name)) for name in COLUMNS}
        if not value["label"]:
            continue
        try:
            yield _draft(locator, value, coder=coder)
        except (ValueError, TypeError, IndexError) as error:
            yield reject(locator, f"not a row of labels: {error}", source=str(path))


def _draft(locator: str, value: Mapping[str, Any], *, coder: str) -> Draft:
    spans = json.loads(value["evidence"] or "[]")
    return Draft(
        locator=locator,
        passage_id=str(value["passage_id"] or ""),
        text=None if value["text"] in {None, ""} else str(value["text"]),
        coder=str(value["coder"] or coder),
        label=str(value["label"]),
        spans=tuple(DraftSpan(start=s[0], end=s[1], frame=s[2]) for s in spans),
        labelled_at=read_time(value["labelled_at"]),
        seconds=float(value["seconds"]) if value["seconds"] not in {None, ""} else None,
        comment=str(value["comment"] or ""),
    )


def _escape(value: str) -> str:
    """Write control characters as Excel does, and what only looks like that so that it stays."""
    from openpyxl.utils.escape import escape

    escaped: str = escape(_LOOKS_ESCAPED.sub("_x005F_", value))
    return escaped


def _disarm(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _rearm(value: object) -> object:
    if isinstance(value, str) and value.startswith("'") and value[1:].startswith(_FORMULA):
        return value[1:]
    return value
