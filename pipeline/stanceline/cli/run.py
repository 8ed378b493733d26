"""``stanceline run``: everything, from articles to the report."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from stanceline.cli.exit_codes import ExitCode
from stanceline.cli.options import (
    AsJson,
    Columns,
    ConfigFile,
    Inputs,
    Out,
    Overrides,
    Strict,
    configure,
)

if TYPE_CHECKING:
    from stanceline.config import Configuration


def run(
    inputs: Inputs,
    out: Out,
    columns: Columns = None,
    config: ConfigFile = None,
    overrides: Overrides = None,
    *,
    strict: Strict = False,
    json: AsJson = False,
) -> None:
    """Read articles, extract, score, estimate the series and write the report.

    Running it again continues where it stopped and skips what is unchanged.
    """
    manifest = run_everything(inputs, out, configure(config, overrides, columns=columns))
    if json:
        from stanceline.cli.console import print_json

        print_json(manifest)
    else:
        from stanceline.cli.summary import print_summary

        print_summary(out, manifest)
    if strict and manifest["counts"]["rejected"]:
        raise typer.Exit(ExitCode.REJECTED)


def run_everything(
    inputs: Sequence[Path], out: Path, configuration: Configuration
) -> dict[str, Any]:
    """Do the whole job with bars on stderr; return the manifest."""
    from stanceline.batch.run import CorpusRun, run_corpus
    from stanceline.cli.console import show_progress
    from stanceline.report.page import write_report
    from stanceline.store.run_directory import RunDirectory

    directory = RunDirectory(out)
    with show_progress() as progress:
        execution = CorpusRun(
            run=directory,
            configuration=configuration,
            progress=progress,
            command=shlex.join(["stanceline", *sys.argv[1:]]),
        )
        manifest = run_corpus(inputs, execution)
    write_report(directory)
    return manifest
