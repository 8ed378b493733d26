"""Labels as ``stanceline train --data`` takes them: one line a passage, with its text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from stanceline.errors import LabelError
from stanceline.label.agreement import settle
from stanceline.label.annotations import Annotation
from stanceline.label.tasks import Task
from stanceline.records import Label
from stanceline.store.atomic import replace_text


def write_lessons(annotations: Sequence[Annotation], tasks: Sequence[Task], path: Path) -> int:
    """Write the passages of a training sample that coders agree on, or somebody decided.

    A passage is kept with its article's id as story, so that no fold tears an article apart. Say
    how many were written.

    Raises:
        LabelError: a passage was drawn for an audit, or none has a label.

    """
    if audited := sum(task.pi is not None for task in tasks):
        raise LabelError(
            f"{audited} of {len(tasks)} passages were drawn for an audit; a model that was taught "
            "them cannot be measured by them: 'stanceline label sample --strategy uncertainty "
            "--without AUDIT' picks others"
        )
    label_of = agreed_labels(annotations)
    rows = [
        {
            "text": task.text,
            "label": str(label),
            "story": task.article_id,
            "outlet": task.outlet,
            "date": task.published,
        }
        for task in tasks
        if (label := label_of.get(task.passage_id)) is not None
    ]
    if not rows:
        raise LabelError(f"none of {len(tasks)} passages has a label that coders agree on")
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), path)
    return len(rows)


def agreed_labels(annotations: Sequence[Annotation]) -> dict[str, Label]:
    """Return the label most coders gave each passage; a tie that nobody decided has none."""
    votes: dict[str, Counter[Label]] = {}
    for annotation in settle(annotations):
        votes.setdefault(annotation.passage_id, Counter())[annotation.label] += 1
    agreed = {}
    for passage, counts in votes.items():
        best, *rest = counts.most_common(2)
        if not rest or best[1] > rest[0][1]:
            agreed[passage] = best[0]
    return agreed
