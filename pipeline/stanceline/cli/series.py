"""``stanceline series RUN`` and ``stanceline series simulate``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core

from stanceline.cli.options import ConfigFile, Overrides, Run, configure
from stanceline.cli.simulate import simulate

_DEFAULT = "estimate"


class _RunFirst(typer.core.TyperGroup):
    """A group whose first word may be a run: ``series RUN`` is ``series estimate RUN``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own click
        """Put the default command first when none is named."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_RunFirst, help="Estimate the series of a run, or of simulated corpora.")
app.command("simulate")(simulate)


@app.command(_DEFAULT)
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
    """Estimate the series of a run again and print it as CSV; its name may be left out.

    With --labels the classifier's errors are undone; the run remembers the labels.
    """
    from stanceline.batch.series import write_series
    from stanceline.store.manifest import note_series, poles_of, scorer_of
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
        summary = write_series(
            directory, settings, scorer=scorer_of(directory), poles=poles_of(directory)
        )
        note_series(directory, summary)
    for line in (summary["why_unusable"], summary["advice"]):
        if line:
            print(f"stanceline: {line}", file=sys.stderr)
    sys.stdout.write((directory.root / "series.csv").read_text(encoding="utf-8"))
