"""``stanceline score``: frame scores of a run's passages, or of texts from stdin."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stanceline.cli.exit_codes import ExitCode
from stanceline.cli.options import ConfigFile, Overrides, configure

if TYPE_CHECKING:
    from stanceline.config import Configuration

Target = Annotated[
    str, typer.Argument(help="A run directory, or - for JSON lines with a 'text' on stdin.")
]


def score(target: Target, config: ConfigFile = None, overrides: Overrides = None) -> None:
    """Score the passages of a run, or of JSON lines from stdin to stdout."""
    configuration = configure(config, overrides)
    if target == "-":
        _score_stdin(configuration)
    else:
        _score_run(Path(target), configuration)


def _score_run(path: Path, configuration: Configuration) -> None:
    from stanceline.batch.plan import read_plan
    from stanceline.cli.console import show_progress
    from stanceline.cli.run import make_execution
    from stanceline.store.run_directory import open_run

    directory = open_run(path)
    with show_progress() as progress, directory.locked():
        execution = make_execution(path, configuration, progress)
        plan = read_plan(directory.plan)
        with execution.runner:
            identity = execution.score(plan)
        execution.write_rejected(plan, identity.framer)


def _score_stdin(configuration: Configuration) -> None:
    from stanceline.batch.lines import cut_lines, score_lines
    from stanceline.flow import Flow

    flow = Flow.from_settings(configuration.settings)
    failed = False
    for chunk in cut_lines(sys.stdin):
        for answer in score_lines(chunk, flow):
            failed |= "error" in answer
            print(json.dumps(answer, ensure_ascii=False))
        sys.stdout.flush()  # who feeds a pipe line by line waits for these
    if failed:
        raise typer.Exit(ExitCode.REJECTED)
