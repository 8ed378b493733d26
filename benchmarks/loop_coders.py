"""The coders of the labelling loop, played from the planted truth."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from pathlib import Path

from stanceline.label.annotations import Annotation
from stanceline.label.exchange.formats import read_labels, write_labels
from stanceline.label.log import LabelLog
from stanceline.label.tasks import Task
from stanceline.records import Label

NOISE = 0.1


def play_coder(truth: dict[str, str], coder: str, path: Path) -> None:
    """Fill in the table a coder was sent: the planted label, and another one time in ten."""
    choose = random.Random(coder)
    with path.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        right = truth[row["passage_id"]]
        others = [str(label) for label in Label if label != right]
        row["label"] = choose.choice(others) if choose.random() < NOISE else right
        row["coder"] = coder
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def annotate(
    tasks: Sequence[Task], truth: dict[str, str], folder: Path, name: str
) -> list[Annotation]:
    """Send tasks to two coders as tables, import what they send back into a log, read the log."""
    log = LabelLog(folder / f"{name}-labels.jsonl")
    doubled = [task for task in tasks if task.coders > 1]
    for coder, theirs in (("anna", tasks), ("bo", doubled)):
        if theirs:
            path = folder / f"{name}-{coder}.csv"
            write_labels("csv", theirs, path)
            play_coder(truth, coder, path)
            log.append(read_labels("csv", path, theirs))
    return log.read()
