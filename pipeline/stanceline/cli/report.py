"""``stanceline report``: the page of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stanceline.cli.options import Run

Events = Annotated[
    Path | None,
    typer.Option(help="CSV of date,event to mark on the line; kept in the run."),
]


def report(run: Run, events: Events = None) -> None:
    """Write the report of a finished run, its charts and its tables, and print the page's path."""
    from stanceline.report.marks import keep_events
    from stanceline.report.page import write_report
    from stanceline.store.run_directory import open_run

    directory = open_run(run)
    with directory.locked():
        if events is not None:
            keep_events(directory, events)
        print(write_report(directory))
