"""``stanceline report``: the page of a run."""

from __future__ import annotations

from stanceline.cli.options import Run


def report(run: Run) -> None:
    """Write the report of a finished run and print its path."""
    from stanceline.report.page import write_report
    from stanceline.store.run_directory import open_run

    directory = open_run(run)
    with directory.locked():
        print(write_report(directory))
