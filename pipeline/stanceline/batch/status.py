"""How a run stands, seen from outside: from its files and journals, without touching either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from stanceline.batch.journal import Event, list_journals, read_events
from stanceline.batch.plan import read_plan, shard_ids
from stanceline.batch.quarantine import read_quarantine
from stanceline.batch.specs import STAGES
from stanceline.store.run_directory import RunDirectory

# Journals of executions that began within this time of the latest belong to one job array.
_TOGETHER_S = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StageStatus:
    """One stage: shards done of those there are, and how fast the last ones came.

    ``left_s`` are seconds until the stage is done if shards go on as they did, or nothing while
    none is finished.
    """

    stage: str
    done: int
    total: int
    rows: int
    rows_a_second: float | None
    left_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStatus:
    """A run as it stands."""

    state: str
    stages: tuple[StageStatus, ...]
    left_s: float | None
    rejected: int
    quarantined: int
    memory_mb: dict[str, int]
    since: str
    last_sign: str


def read_status(run: RunDirectory) -> RunStatus:
    """Read how a run stands.

    The state is running, finished, stopped, failed or, where an execution left no last word and
    nobody holds the run, killed.
    """
    executions = _latest([list(read_events(path)) for path in list_journals(run)])
    events = [event for execution in executions for event in execution]
    shards = [event for event in events if event["event"] == "shard"]
    planned = shard_ids(read_plan(run.plan))
    stages = [
        stage
        for name in STAGES
        if (stage := _stage_status(name, events, planned=len(planned))) is not None
    ]
    is_running = run.is_held()
    return RunStatus(
        state="running" if is_running else _outcome(run, executions),
        stages=tuple(stages),
        left_s=_total(stages) if is_running else None,
        rejected=sum(event.get("rejected", 0) for event in shards),
        quarantined=sum(mark["shard_id"] in set(planned) for mark in read_quarantine(run)),
        memory_mb={event["worker"]: event["memory_mb"] for event in shards},
        since=min((event["at"] for event in events), default=""),
        last_sign=max((event["at"] for event in events), default=""),
    )


def _latest(executions: list[list[Event]]) -> list[list[Event]]:
    """Return the executions that are not over, or the last one, with those beside it."""
    known = [execution for execution in executions if execution]
    if not known:
        return []
    is_open = [execution for execution in known if execution[-1]["event"] != "end"]
    newest = _moment(known[-1][0])
    recent = [
        execution
        for execution in is_open
        if (newest - _moment(execution[0])).total_seconds() < _TOGETHER_S
    ]
    return recent if known[-1] in recent else [*recent, known[-1]]


def _stage_status(stage: str, events: Iterable[Event], *, planned: int) -> StageStatus | None:
    mine = [event for event in events if event.get("stage") == stage]
    begun = [event for event in mine if event["event"] == "stage"]
    finished = [event for event in mine if event["event"] == "shard"]
    if not begun:
        return None
    rows = sum(event.get("rows", 0) for event in finished)
    # Tasks of a job array each name their own share.
    total = min(sum(event["total"] for event in begun), max(planned, 1))
    done = min(total, sum(event["done"] for event in begun) + len(finished))
    began = min(_moment(event) for event in begun)
    elapsed_s = (max(map(_moment, finished)) - began).total_seconds() if finished else 0.0
    left_s = (total - done) * elapsed_s / len(finished) if finished else None
    return StageStatus(
        stage=stage,
        done=done,
        total=total,
        rows=rows,
        rows_a_second=round(rows / elapsed_s, 2) if elapsed_s else None,
        left_s=0.0 if done == total else left_s,
    )


def _total(stages: Iterable[StageStatus]) -> float | None:
    """Return the seconds left: extract and score go side by side, reading goes before."""
    left = {stage.stage: stage.left_s for stage in stages}
    if not left or any(value is None for value in left.values()):
        return None
    known = {name: value or 0.0 for name, value in left.items()}
    return known.get("ingest", 0.0) + max(known.get("extract", 0.0), known.get("score", 0.0))


def _outcome(run: RunDirectory, executions: list[list[Event]]) -> str:
    if not executions:
        return "finished" if run.manifest.exists() else "not begun"
    last = executions[-1][-1]
    return str(last["outcome"]) if last["event"] == "end" else "killed"


def _moment(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["at"]).astimezone(UTC)
