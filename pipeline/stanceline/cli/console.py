"""Talk: a progress bar with its remaining time, tables and messages, all on stderr."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

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

    def advance(self, stage: str) -> None:
        """Move a stage's bar by one shard."""
        self._bar.advance(self._tasks[stage])

    def say(self, message: str) -> None:
        """Print a line above the bars."""
        self._bar.console.print(message, markup=False)


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
    print(json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True))
