"""``stanceline ingest``: articles in, their texts, dates and stories out."""

from __future__ import annotations

from stanceline.cli.options import Columns, ConfigFile, Inputs, Out, Overrides, configure


def ingest(
    inputs: Inputs,
    out: Out,
    columns: Columns = None,
    config: ConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Read files and folders, whatever is in them, into the articles of a run directory."""
    from stanceline.cli.console import show_progress
    from stanceline.cli.run import make_execution

    with show_progress() as progress:
        execution = make_execution(out, configure(config, overrides, columns=columns), progress)
        with execution.run.locked(), execution.runner:
            rejected = execution.write_rejected(execution.ingest(inputs))
        progress.say(f"{sum(rejected.values())} inputs rejected; see {out}/rejected.parquet")
