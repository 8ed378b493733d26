"""``stanceline series``: the series of a run that is scored."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from stanceline.cli.options import ConfigFile, Overrides, Run, configure


def series(
    run: Run,
    config: ConfigFile = None,
    overrides: Overrides = None,
    labels: Annotated[
        Path | None,
        typer.Option(help="Hand-read passages (jsonl, csv, parquet) that correct the series."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            help="Groups, by commas: outlet, country, voice, quotation, actor, institution, person."
        ),
    ] = None,
) -> None:
    """Estimate the series again, corrected by hand-read passages, and print it as CSV."""
    from stanceline.batch.series import write_series
    from stanceline.store.manifest import scorer_of
    from stanceline.store.run_directory import open_run

    directory = open_run(run)
    chosen = list(overrides or ())
    if by is not None:
        names = [name.strip() for name in by.split(",") if name.strip()]
        chosen.append(f"series.group_by={json.dumps(names)}")
    settings = configure(config, chosen).settings.series
    if labels is not None:
        settings = settings.model_copy(update={"labels": labels})
    with directory.locked():
        summary = write_series(directory, settings, scorer=scorer_of(directory))
    for line in (summary["why_unusable"], summary["advice"]):
        if line:
            print(f"stanceline: {line}", file=sys.stderr)
    sys.stdout.write((directory.root / "series.csv").read_text(encoding="utf-8"))
