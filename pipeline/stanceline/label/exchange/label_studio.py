"""Label Studio: tasks with predictions, and its JSON export (checked against 1.x, see docs)."""

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
from stanceline.records import Frame, Label, Rejected

LABEL, EVIDENCE, COMMENT = "label", "evidence", "comment"
_KEYS = {Label.PREMIUM_FOR_SECURITY: "1", Label.ECONOMIC_CAPITULATION: "2",
         Label.BOTH: "3", Label.NEITHER: "4"}  # fmt: skip


def make_config() -> str:
    """Make the labelling interface that the tasks are for."""
    choices = "\n".join(
        f'    <Choice value="{label}" hotkey="{key}"/>' for label, key in _KEYS.items()
    )
    labels = "\n".join(f'    <Label value="{frame}"/>' for frame in Frame)
    return f"""<View>
  <Text name="text" value="$text" granularity="character"/>
  <Choices name="{LABEL}" toName="text" choice="single-radio" required="true">
{choices}
  </Choices>
  <Labels name="{EVIDENCE}" toName="text">
{labels}
  </Labels>
  <TextArea name="{COMMENT}" toName="text" maxSubmissions="1"/>
</View>
"""


def write(tasks: Sequence[Task], annotations: Sequence[Annotation], path: Path) -> None:
    """Write the import file, and the interface beside it as ``<name>.xml``.

    The coder of an annotation that is given along is kept in its results' ``meta``: Label Studio
    knows only its own users.
    """
    of_passage: dict[str, list[Annotation]] = defaultdict(list)
    for annotation in annotations:
        of_passage[annotation.passage_id].append(annotation)
    rows = [_row(task, of_passage[task.passage_id]) for task in tasks]
    write_text(path, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    write_text(path.with_suffix(".xml"), make_config())


def _row(task: Task, annotations: Sequence[Annotation]) -> dict[str, Any]:
    names = ("text", "passage_id", "before", "after", "outlet", "published", "sample", "stratum",
             "pi")  # fmt: skip
    row: dict[str, Any] = {"data": {name: getattr(task, name) for name in names}}
    if task.model:
        row["predictions"] = [
            {
                "model_version": task.model,
                "score": round(task.score_of_predicted, 6),
                "result": [_result(LABEL, "choices", {"choices": [str(task.predicted)]})],
            }
        ]
    if annotations:
        row["annotations"] = [_answer(annotation, task.text) for annotation in annotations]
    return row


def _answer(annotation: Annotation, text: str) -> dict[str, Any]:
    about = {
        "coder": [annotation.coder],
        "labelled_at": [annotation.labelled_at.isoformat() if annotation.labelled_at else ""],
    }
    results = [_result(LABEL, "choices", {"choices": [str(annotation.label)]}, meta=about)]
    for span in annotation.evidence:
        words = {"start": span.start, "end": span.end, "text": text[span.start : span.end]}
        results.append(_result(EVIDENCE, "labels", words | {"labels": [str(span.frame)]}))
    if annotation.comment:
        results.append(_result(COMMENT, "textarea", {"text": [annotation.comment]}))
    return {"result": results, "lead_time": annotation.seconds}


def _result(
    name: str, kind: str, value: Mapping[str, Any], *, meta: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    result = {"from_name": name, "to_name": "text", "type": kind, "value": dict(value)}
    return result | ({"meta": dict(meta)} if meta else {})


def read(path: Path) -> Iterator[Draft | Rejected]:
    """Read a JSON export: one draft for every submitted annotation."""
    rows = read_json(path)
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
        locator = f"{path}:{number}"
        if not isinstance(row, dict) or not isinstance(row.get("data"), dict):
            yield reject(locator, "not a Label Studio task: no 'data'", source=str(path))
            continue
        for answer in row.get("annotations") or ():
            if not answer.get("was_cancelled"):
                yield _draft(row["data"], answer, locator)


def _draft(data: Mapping[str, Any], answer: Mapping[str, Any], locator: str) -> Draft:
    results = answer.get("result") or ()
    chosen = [r for r in results if r.get("type") == "choices" and r.get("from_name") == LABEL]
    comments = [r["value"]["text"] for r in results if r.get("from_name") == COMMENT]
    about = (chosen[0].get("meta") or {}) if chosen else {}
    time = (about.get("labelled_at") or [""])[0] if about else answer.get("created_at")
    return Draft(
        locator=locator,
        passage_id=str(data.get("passage_id") or ""),
        text=data.get("text"),
        coder=(about.get("coder") or [""])[0] or _coder(answer.get("completed_by")),
        label=(chosen[0]["value"].get("choices") or [""])[0] if chosen else "",
        spans=tuple(_span(r["value"]) for r in results if r.get("type") == "labels"),
        labelled_at=read_time(time),
        seconds=answer.get("lead_time"),
        comment=" ".join(_as_list(comments[0])) if comments else "",
    )


def _span(value: Mapping[str, Any]) -> DraftSpan:
    return DraftSpan(
        start=int(value["start"]),
        end=int(value["end"]),
        frame=(value.get("labels") or [""])[0],
        surface=value.get("text"),
    )


def _coder(completed_by: object) -> str:
    if isinstance(completed_by, dict):
        return str(completed_by.get("email") or completed_by.get("id") or "")
    return f"label-studio-{completed_by}" if completed_by else ""


def _as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
