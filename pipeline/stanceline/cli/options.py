"""Arguments and options that several verbs share, and the settings they make."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from stanceline.config import Configuration

Inputs = Annotated[
    list[Path], typer.Argument(help="Files, folders or patterns of articles; - is standard input.")
]
Run = Annotated[Path, typer.Argument(help="A run directory, as 'stanceline run' makes it.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="The run directory to write.")]
ConfigFile = Annotated[Path | None, typer.Option("--config", "-c", help="A TOML settings file.")]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", help="Change one setting: series.period=week. Can be repeated."),
]
Columns = Annotated[
    str | None,
    typer.Option("--map", help="Which column holds which field: title=headline,date=day."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 3 when an input is rejected.")]


def configure(
    file: Path | None, overrides: list[str] | None, *, columns: str | None = None
) -> Configuration:
    """Merge defaults, file, environment, ``--set`` and ``--map``.

    Raises:
        SettingsError: a name that does not exist or a value out of range.

    """
    from stanceline.config import load_configuration

    pairs = [pair for pair in (columns or "").split(",") if pair.strip()]
    mapped = [f"ingest.columns.{pair.strip()}" for pair in pairs]
    return load_configuration(
        file=file, environment=os.environ, overrides=[*(overrides or ()), *mapped]
    )
