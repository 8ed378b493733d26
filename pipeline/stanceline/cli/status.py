"""``stanceline status``: how a run stands, from another terminal or another machine."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from stanceline.cli.options import AsJson, Run

if TYPE_CHECKING:
    from rich.table import Table

    from stanceline.batch.status import RunStatus

Watch = Annotated[bool, typer.Option("--watch", "-w", help="Look again until the run is over.")]
_LOOK_EVERY_S = 2.0


def status(run: Run, *, watch: Watch = False, json: AsJson = False) -> None:
    """Say how a run stands: shards, rates, time left, rejections, memory of its workers."""
    from stanceline.batch.status import read_status
    from stanceline.cli.console import print_json
    from stanceline.store.run_directory import open_run

    directory = open_run(run)
    while True:
        found = read_status(directory)
        if json:
            print_json(asdict(found))
        else:
            print_status(found)
        if not watch or found.state != "running":
            return
        time.sleep(_LOOK_EVERY_S)


def print_status(found: RunStatus) -> None:
    """Print how a run stands."""
    from rich.console import Console

    console = Console(highlight=False)
    left = f", about {_duration(found.left_s)} left" if found.left_s is not None else ""
    console.print(f"{found.state}{left}; last sign {found.last_sign or 'none'}")
    if found.stages:
        console.print(_stage_table(found))
    console.print(f"{found.rejected} rejected by these shards, {found.quarantined} quarantined")
    if found.memory_mb:
        most = max(found.memory_mb.values())
        console.print(f"{len(found.memory_mb)} workers, the largest held {most} MB")


def _stage_table(found: RunStatus) -> Table:
    from rich.table import Table

    table = Table()
    for name in ("stage", "shards", "rows", "rows a second", "left"):
        table.add_column(name, justify="left" if name == "stage" else "right", no_wrap=True)
    for stage in found.stages:
        table.add_row(
            stage.stage,
            f"{stage.done}/{stage.total}",
            str(stage.rows),
            "-" if stage.rows_a_second is None else f"{stage.rows_a_second:g}",
            "-" if stage.left_s is None else _duration(stage.left_s),
        )
    return table


def _duration(seconds: float) -> str:
    """Write seconds for people.

    >>> _duration(59), _duration(3660)
    ('59 s', '1 h 01 min')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"
