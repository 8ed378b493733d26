"""``stanceline run``: everything, from articles to the report."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    from stanceline.batch.execution import CorpusRun
    from stanceline.config import Configuration

Workers = Annotated[
    int | None, typer.Option(min=0, help="Processes that work; 0 is one a core, the default.")
]
Engine = Annotated[
    str | None, typer.Option(help="Who runs the workers: local, or ray (stanceline\\[ray]).")
]


def run(
    inputs: Inputs,
    out: Out,
    columns: Columns = None,
    config: ConfigFile = None,
    overrides: Overrides = None,
    *,
    workers: Workers = None,
    engine: Engine = None,
    ray_address: Annotated[
        str | None, typer.Option(help="A Ray cluster: auto or HOST:PORT; none starts one here.")
    ] = None,
    shards: Annotated[
        str | None, typer.Option(help="Do one slice, as in 3/16; without it the run is finished.")
    ] = None,
    retry_quarantined: Annotated[
        bool, typer.Option("--retry-quarantined", help="Try again what killed its worker.")
    ] = False,
    strict: Strict = False,
    json: AsJson = False,
) -> None:
    """Read articles, extract, score, estimate the series and write the report.

    Running it again continues where it stopped and skips what is unchanged. Ctrl-C finishes the
    shards at work. 'stanceline status RUN' watches it.
    """
    chosen = list(overrides or ())
    named = {"workers": workers, "engine": engine, "ray_address": ray_address}
    chosen += [f"batch.{name}={value}" for name, value in named.items() if value is not None]
    configuration = configure(config, chosen, columns=columns)
    if shards is not None:
        _run_slice(inputs, out, configuration, shards, as_json=json)
        return
    manifest = run_everything(
        inputs, out, configuration, as_json=json, retry_quarantined=retry_quarantined
    )
    if json:
        from stanceline.cli.console import print_json

        print_json(manifest)
    else:
        from stanceline.cli.summary import print_summary

        print_summary(out, manifest)
    if manifest["quarantined"] or (strict and manifest["counts"]["rejected"]):
        raise typer.Exit(ExitCode.REJECTED)


def run_everything(
    inputs: Sequence[Path],
    out: Path,
    configuration: Configuration,
    *,
    as_json: bool = False,
    retry_quarantined: bool = False,
) -> dict[str, Any]:
    """Do the whole job with progress on stderr; return the manifest."""
    from stanceline.batch.run import run_corpus
    from stanceline.cli.console import show_run_progress
    from stanceline.store.run_directory import RunDirectory

    directory = RunDirectory(out)
    with show_run_progress(as_json=as_json) as progress:
        execution = make_execution(out, configuration, progress)
        manifest = run_corpus(inputs, execution, retry_quarantined=retry_quarantined)
    if _is_older(directory.report, directory.manifest):
        # The chart library takes longer to load than an unchanged run to be found so.
        from stanceline.report.page import write_report

        write_report(directory)
    return manifest


def make_execution(out: Path, configuration: Configuration, progress: Any) -> CorpusRun:  # noqa: ANN401 - bars or lines
    """Make an execution with the workers that the settings name."""
    from stanceline.batch.execution import CorpusRun
    from stanceline.batch.runners import make_runner
    from stanceline.store.run_directory import RunDirectory

    return CorpusRun(
        run=RunDirectory(out),
        configuration=configuration,
        progress=progress,
        command=shlex.join(["stanceline", *sys.argv[1:]]),
        runner=make_runner(configuration.settings.batch),
    )


def _run_slice(
    inputs: Sequence[Path], out: Path, configuration: Configuration, shards: str, *, as_json: bool
) -> None:
    from stanceline.batch.run import run_slice
    from stanceline.batch.slices import parse_slice
    from stanceline.cli.console import show_run_progress

    part = parse_slice(shards)
    with show_run_progress(as_json=as_json) as progress:
        run_slice(inputs, make_execution(out, configuration, progress), part)
        progress.say(f"slice {shards} is done; without --shards the same command finishes the run")


def _is_older(path: Path, other: Path) -> bool:
    return not path.exists() or path.stat().st_mtime_ns < other.stat().st_mtime_ns
