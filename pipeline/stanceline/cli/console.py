"""Talk: a progress bar with its remaining time, tables and messages, all on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from stanceline.batch.meter import Meter
from stanceline.store.plain import write_plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


def make_console() -> Console:
    """Make the console that talks to a person."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


class BarProgress:
    """Progress as bars: what is committed, what is left, and when it will be done."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def start(self, stage: str, total: int, *, done: int) -> None:
        """Open a stage's bar; shards of an earlier run are counted as done."""
        self._tasks[stage] = self._bar.add_task(stage, total=total, completed=done)

    def advance(self, stage: str, receipt: Mapping[str, Any] | None = None) -> None:
        """Move a stage's bar by one shard; say what went wrong with it."""
        self._bar.advance(self._tasks[stage])
        if receipt and (receipt["state"] == "quarantined" or receipt["crashed"]):
            self.say(_misfortune(receipt))

    def say(self, message: str) -> None:
        """Print a line above the bars."""
        self._bar.console.print(message, markup=False)


class JsonProgress:
    """Progress as JSON lines on stderr, for programs."""

    def __init__(self) -> None:
        self._meters: dict[str, Meter] = {}

    def start(self, stage: str, total: int, *, done: int) -> None:
        """Say that a stage begins."""
        self._meters[stage] = Meter(total=total, done=done)
        self._print({"event": "stage", "stage": stage, "total": total, "done": done})

    def advance(self, stage: str, receipt: Mapping[str, Any] | None = None) -> None:
        """Say that a shard is dealt with, how fast it goes and how long it will take."""
        meter = self._meters[stage]
        meter.hear(receipt or {})
        about = {name: (receipt or {}).get(name) for name in _TOLD}
        self._print({"event": "shard", "stage": stage, **about, **meter.reading()})

    def say(self, message: str) -> None:
        """Say something."""
        self._print({"event": "message", "message": message})

    def _print(self, content: Mapping[str, Any]) -> None:
        print(json.dumps(content, ensure_ascii=False), file=sys.stderr, flush=True)


_TOLD = ("shard_id", "state", "rows", "seconds", "worker", "memory_mb", "message")


def _misfortune(receipt: Mapping[str, Any]) -> str:
    which = f"{receipt['stage']} of shard {receipt['shard_id'][:12]}"
    if receipt["crashed"]:
        return (
            f"{which}: {receipt['crashed']} left out that killed the worker; see rejected.parquet"
        )
    return f"{which}: {receipt.get('message', 'given up')}; see rejected.parquet"


@contextmanager
def show_run_progress(*, as_json: bool) -> Iterator[BarProgress | JsonProgress]:
    """Show a run's progress as bars, or as JSON lines for a program."""
    if as_json:
        yield JsonProgress()
        return
    with show_progress() as progress:
        yield progress


@contextmanager
def show_progress(unit: str = "shards") -> Iterator[BarProgress]:
    """Show bars while a run works, counted in ``unit``."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description:<8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=make_console()) as bar:
        yield BarProgress(bar)


def print_json(content: Mapping[str, Any]) -> None:
    """Print data for a program on stdout."""
    print(write_plain(content), end="")
