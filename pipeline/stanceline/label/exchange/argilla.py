"""Argilla 2: records as ``Dataset.records.to_json`` writes and ``from_json`` reads them.

The dataset has a text field ``text``, a label question ``label``, a span question ``evidence``
and a text question ``comment``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stanceline.label.annotations import Annotation, read_time
from stanceline.label.exchange.drafts import Draft, DraftSpan, reject
from stanceline.label.exchange.files import read_json, write_text
from stanceline.label.tasks import Task
from stanceline.records import Rejected

_QUESTIONS = ("label", "evidence", "comment")


def write(tasks: Sequence[Task], annotations: Sequence[Annotation], path: Path) -> None:
    """Write records with the model's suggestion; annotations given along become responses.

    Argilla knows its own users only: each response's coder, time and seconds are in the record's
    metadata as well, under the response's place.
    """
    of_passage: dict[str, list[Annotation]] = defaultdict(list)
    for annotation in annotations:
        of_passage[annotation.passage_id].append(annotation)
    rows = [_row(task, of_passage[task.passage_id]) for task in tasks]
    write_text(path, json.dumps(rows, ensure_ascii=False) + "\n")


def _row(task: Task, annotations: Sequence[Annotation]) -> dict[str, Any]:
    names = ("passage_id", "outlet", "published", "sample", "stratum", "pi")
    suggestion = {
        "value": str(task.predicted),
        "score": round(task.score_of_predicted, 6),
        "agent": task.model,
    }
    answers = [_about(annotation) for annotation in annotations]
    metadata = {name: getattr(task, name) for name in names}
    return {
        "id": task.passage_id,
        "fields": {"text": task.text},
        "metadata": metadata | {"answers": json.dumps(answers, ensure_ascii=False)},
        "suggestions": {"label": suggestion} if task.model else {},
        "responses": {name: _values(name, annotations) for name in _QUESTIONS if annotations},
        "vectors": {},
        "status": "completed" if annotations else "pending",
    }


def _values(question: str, annotations: Sequence[Annotation]) -> list[dict[str, Any]]:
    return [
        {"value": _value(question, annotation), "user_id": annotation.coder}
        for annotation in annotations
    ]


def _value(question: str, annotation: Annotation) -> Any:  # noqa: ANN401 - by question
    if question == "label":
        return str(annotation.label)
    if question == "comment":
        return annotation.comment
    return [{"start": e.start, "end": e.end, "label": str(e.frame)} for e in annotation.evidence]


def _about(annotation: Annotation) -> dict[str, Any]:
    time = annotation.labelled_at
    return {
        "coder": annotation.coder,
        "labelled_at": time.isoformat() if time else None,
        "seconds": annotation.seconds,
    }


def read(path: Path) -> Iterator[Draft | Rejected]:
    """Read a records file: one draft for every user who answered the label question."""
    rows = read_json(path)
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
        locator = f"{path}:{number}"
        if not isinstance(row, dict) or not isinstance(row.get("fields"), dict):
            yield reject(locator, "not an Argilla record: no 'fields'", source=str(path))
            continue
        yield from _drafts(row, locator)


def _drafts(row: Mapping[str, Any], locator: str) -> Iterator[Draft]:
    metadata, responses = row.get("metadata") or {}, row.get("responses") or {}
    about = {a["coder"]: a for a in json.loads(metadata.get("answers") or "[]")}
    for answer in responses.get("label") or ():
        coder = str(answer["user_id"])
        said = {name: _said(responses, name, coder) for name in ("evidence", "comment")}
        known = about.get(coder, {})
        yield Draft(
            locator=locator,
            passage_id=str(metadata.get("passage_id") or row.get("id") or ""),
            text=row["fields"].get("text"),
            coder=coder,
            label=str(answer["value"]),
            spans=tuple(
                DraftSpan(start=s["start"], end=s["end"], frame=s["label"])
                for s in said["evidence"] or ()
            ),
            labelled_at=read_time(known.get("labelled_at")),
            seconds=known.get("seconds"),
            comment=said["comment"] or "",
        )


def _said(responses: Mapping[str, Any], question: str, coder: str) -> Any:  # noqa: ANN401 - by question
    answers = responses.get(question) or ()
    return next((a["value"] for a in answers if str(a["user_id"]) == coder), None)
