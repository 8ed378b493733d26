"""doccano: JSON lines for a project of intents and slots, which has a class and spans a text.

One line a coder: doccano exports one file a user or all labels merged, so the coder and what
else must come back travel as extra fields, which doccano keeps as metadata.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stanceline.label.annotations import Annotation, read_time
from stanceline.label.exchange.drafts import Draft, DraftSpan
from stanceline.label.exchange.files import read_lines, write_lines
from stanceline.label.tasks import Task, by_passage
from stanceline.records import Rejected


def write(tasks: Sequence[Task], annotations: Sequence[Annotation], path: Path) -> None:
    """Write tasks with the model's label, then annotations that are given along."""
    of_passage = by_passage(tasks)
    done = {annotation.passage_id for annotation in annotations}
    rows = [_row(task, cats=[str(task.predicted)]) for task in tasks if task.passage_id not in done]
    rows += [_answered(of_passage[a.passage_id], a) for a in annotations]
    write_lines(path, rows)


def _row(task: Task, *, cats: list[str]) -> dict[str, Any]:
    names = ("passage_id", "outlet", "published", "sample", "stratum", "pi")
    return {"text": task.text, "cats": cats, "entities": []} | {
        name: getattr(task, name) for name in names
    }


def _answered(task: Task, annotation: Annotation) -> dict[str, Any]:
    time = annotation.labelled_at
    return _row(task, cats=[str(annotation.label)]) | {
        "entities": [[e.start, e.end, str(e.frame)] for e in annotation.evidence],
        "coder": annotation.coder,
        "labelled_at": time.isoformat() if time else None,
        "seconds": annotation.seconds,
        "note": annotation.comment,
    }


def read(path: Path, *, coder: str = "") -> Iterator[Draft | Rejected]:
    """Read an export; ``coder`` names who labelled, for files that do not say."""
    for item in read_lines(path):
        yield item if isinstance(item, Rejected) else _draft(*item, coder=coder)


def _draft(locator: str, row: Mapping[str, Any], *, coder: str) -> Draft:
    cats = row.get("cats") or row.get("label") or []
    return Draft(
        locator=locator,
        passage_id=str(row.get("passage_id") or ""),
        text=row.get("text"),
        coder=str(row.get("coder") or coder),
        label=cats[0] if len(cats) == 1 else ", ".join(map(str, cats)),
        spans=tuple(DraftSpan(start=s[0], end=s[1], frame=s[2]) for s in _spans(row)),
        labelled_at=read_time(row.get("labelled_at")),
        seconds=row.get("seconds"),
        comment=row.get("note") or "",
    )


def _spans(row: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    spans: Sequence[Sequence[Any]] = row.get("entities") or []
    return spans
