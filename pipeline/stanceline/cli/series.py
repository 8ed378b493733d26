"""``stanceline series``: the series of a run that is scored."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from stanceline.cli.options import ConfigFile, Overrides, Run, configure


def series(
    run: Run,
    config: ConfigFile = None,
    overrides: Overrides = None,
    by: Annotated[str, typer.Option(help="Groups, by commas: outlet,voice.")] = "outlet,voice",
) -> None:
    """Estimate the series again and print it as CSV."""
    from stanceline.batch.series import write_series
    from stanceline.store.manifest import scorer_of
    from stanceline.store.run_directory import open_run

    directory = open_run(run)
    settings = configure(config, overrides).settings.series
    chosen = settings.model_copy(update={"group_by": tuple(filter(None, by.split(",")))})
    with directory.locked():
        write_series(directory, chosen, scorer=scorer_of(directory))
    sys.stdout.write((directory.root / "series.csv").read_text(encoding="utf-8"))
