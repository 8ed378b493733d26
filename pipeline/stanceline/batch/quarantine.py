"""What was given up or done in part because it kills the process that works on it.

A mark a shard, in a file: it holds until ``--retry-quarantined`` takes it away.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from stanceline.batch.specs import Spec
from stanceline.records import Rejected
from stanceline.store.atomic import replace_text
from stanceline.store.run_directory import RunDirectory, read_receipt


def write_quarantine(spec: Spec, *, attempts: int, reason: str) -> None:
    """Mark a shard that was given up, or whose articles were in part left out."""
    run = RunDirectory(Path(spec["run"]))
    mark = {
        "stage": spec["stage"],
        "shard_id": spec["shard_id"],
        "out_id": spec["out_id"],
        "out": str(Path(spec["out"]).relative_to(run.root)),
        "sources": sorted({part["path"] for part in spec["parts"]}),
        "attempts": attempts,
        "reason": reason,
    }
    text = json.dumps(mark, indent=2, sort_keys=True) + "\n"
    replace_text(text, run.quarantine / f"{spec['stage']}-{spec['out_id']}.json")


def read_quarantine(run: RunDirectory) -> list[dict[str, Any]]:
    """Read all marks, in a stable order."""
    paths = sorted(run.quarantine.glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def given_up(run: RunDirectory) -> set[str]:
    """Return the ids of what was given up and has no file."""
    marks = read_quarantine(run)
    return {mark["out_id"] for mark in marks if not (run.root / mark["out"]).exists()}


def release_quarantine(run: RunDirectory) -> int:
    """Take away all marks and the shards done in part, so that they are tried again; count them."""
    marks = read_quarantine(run)
    undone = {mark["out_id"] for mark in marks}
    for path in run.shards("scores") if undone else ():
        # What was made of a shard done in part lacks the same articles.
        if read_receipt(path).get("of") in undone:
            path.unlink(missing_ok=True)
    for mark in marks:
        for table in ("mentions", "voices") if mark["stage"] == "extract" else ():
            run.shard(table, mark["out_id"]).unlink(missing_ok=True)
        (run.root / mark["out"]).unlink(missing_ok=True)
        (run.quarantine / f"{mark['stage']}-{mark['out_id']}.json").unlink(missing_ok=True)
    return len(marks)


def reject_given_up(mark: dict[str, Any]) -> Rejected:
    """Say that a whole shard is missing, and why."""
    sources = mark["sources"]
    return Rejected(
        source=sources[0] if len(sources) == 1 else "",
        locator=f"shard {mark['shard_id']}" + (f" of {', '.join(sources[:3])}" if sources else ""),
        stage=mark["stage"],
        error="quarantined",
        message=(
            f"given up after {mark['attempts']} attempts ({mark['reason']}); "
            "--retry-quarantined tries again"
        ),
    )
