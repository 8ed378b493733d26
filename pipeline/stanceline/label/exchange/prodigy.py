"""Prodigy: JSON lines for the ``choice`` interface, and what ``prodigy db-out`` gives back.

Prodigy is not free: this follows its documented task format, and was not run against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stanceline.label.annotations import Annotation, read_time
from stanceline.label.exchange.drafts import Draft, DraftSpan
from stanceline.label.exchange.files import read_lines, write_lines
from stanceline.label.tasks import Task, by_passage
from stanceline.records import Label, Rejected


def write(tasks: Sequence[Task], annotations: Sequence[Annotation], path: Path) -> None:
    """Write tasks with the model's label accepted beforehand, then annotations given along."""
    of_passage = by_passage(tasks)
    done = {annotation.passage_id for annotation in annotations}
    rows = [_row(task) for task in tasks if task.passage_id not in done]
    rows += [_answered(of_passage[a.passage_id], a) for a in annotations]
    write_lines(path, rows)


def _row(task: Task) -> dict[str, Any]:
    names = ("passage_id", "outlet", "published", "sample", "stratum", "pi")
    return {
        "text": task.text,
        "options": [{"id": str(label), "text": str(label).replace("_", " ")} for label in Label],
        "accept": [str(task.predicted)] if task.model else [],
        "meta": {name: getattr(task, name) for name in names},
    }


def _answered(task: Task, annotation: Annotation) -> dict[str, Any]:
    time = annotation.labelled_at
    return _row(task) | {
        "accept": [str(annotation.label)],
        "spans": [
            {
                "start": e.start,
                "end": e.end,
                "label": str(e.frame),
                "text": task.text[e.start : e.end],
            }
            for e in annotation.evidence
        ],
        "answer": "accept",
        "_annotator_id": annotation.coder,
        "_session_id": annotation.coder,
        "labelled_at": time.isoformat() if time else None,
        "seconds": annotation.seconds,
        "comment": annotation.comment,
    }


def read(path: Path, *, coder: str = "") -> Iterator[Draft | Rejected]:
    """Read what ``db-out`` writes; tasks that were ignored or rejected are passed over."""
    for item in read_lines(path):
        if isinstance(item, Rejected):
            yield item
        elif item[1].get("answer") == "accept":
            yield _draft(*item, coder=coder)


def _draft(locator: str, row: Mapping[str, Any], *, coder: str) -> Draft:
    accepted = row.get("accept") or [row.get("label") or ""]
    return Draft(
        locator=locator,
        passage_id=str((row.get("meta") or {}).get("passage_id") or ""),
        text=row.get("text"),
        coder=str(row.get("_annotator_id") or row.get("_session_id") or coder),
        label=accepted[0] if len(accepted) == 1 else ", ".join(map(str, accepted)),
        spans=tuple(_span(span) for span in row.get("spans") or ()),
        labelled_at=_time(row),
        seconds=row.get("seconds"),
        comment=row.get("comment") or "",
    )


def _span(span: Mapping[str, Any]) -> DraftSpan:
    return DraftSpan(
        start=span["start"],
        end=span["end"],
        frame=str(span.get("label") or ""),
        surface=span.get("text"),
    )


def _time(row: Mapping[str, Any]) -> datetime | None:
    """Return our own time of labelling, else Prodigy's, in seconds since 1970."""
    if row.get("labelled_at"):
        return read_time(row["labelled_at"])
    stamp = row.get("_timestamp")
    return datetime.fromtimestamp(stamp, tz=UTC) if stamp else None
