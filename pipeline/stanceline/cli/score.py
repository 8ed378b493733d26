"""``stanceline score``: frame scores of a run's passages, or of texts from stdin."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stanceline.cli.exit_codes import ExitCode
from stanceline.cli.options import ConfigFile, Overrides, configure

if TYPE_CHECKING:
    from stanceline.config import Configuration
    from stanceline.flow import Flow

Target = Annotated[
    str, typer.Argument(help="A run directory, or - for JSON lines with a 'text' on stdin.")
]
# Large enough for full batches, small enough that answers flow while a pipe is still being fed.
_LINES_AT_ONCE = 256


def score(target: Target, config: ConfigFile = None, overrides: Overrides = None) -> None:
    """Score the passages of a run, or of JSON lines from stdin to stdout."""
    configuration = configure(config, overrides)
    if target == "-":
        _score_stdin(configuration)
    else:
        _score_run(Path(target), configuration)


def _score_run(path: Path, configuration: Configuration) -> None:
    from stanceline.batch.plan import read_plan
    from stanceline.batch.run import CorpusRun
    from stanceline.cli.console import show_progress
    from stanceline.registry import make_extractor, make_framer
    from stanceline.store.run_directory import open_run

    directory = open_run(path)
    settings = configuration.settings
    with show_progress() as progress, directory.locked():
        execution = CorpusRun(run=directory, configuration=configuration, progress=progress)
        plan = read_plan(directory.plan)
        framer = make_framer(settings)
        execution.score(plan, make_extractor(settings), framer)
        execution.write_rejected(plan, framer)


def _score_stdin(configuration: Configuration) -> None:
    from stanceline.flow import Flow

    flow = Flow.from_settings(configuration.settings)
    failed = False
    for chunk in _chunks(enumerate(sys.stdin, start=1)):
        for answer in score_lines(chunk, flow):
            failed |= "error" in answer
            print(json.dumps(answer, ensure_ascii=False))
    if failed:
        raise typer.Exit(ExitCode.REJECTED)


def score_lines(lines: Iterable[tuple[int, str]], flow: Flow) -> list[dict[str, Any]]:
    """Answer numbered JSON lines in order: the line's own fields and its scores, or an error."""
    parsed = [_parse(number, line) for number, line in lines]
    scores = iter(flow.score_texts([row["text"] for row in parsed if "error" not in row]))
    answers = []
    for row in parsed:
        if "error" not in row:
            found = next(scores)
            names = ("p_premium_for_security", "p_economic_capitulation", "label", "stance")
            row |= {name: getattr(found, name) for name in names}
        answers.append(row)
    return answers


def _parse(number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        return {"line": number, "error": f"not JSON: {error}"}
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not row["text"].strip():
        return {"line": number, "error": "expected an object with a non-empty 'text'"}
    return row


def _chunks(lines: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    chunk: list[tuple[int, str]] = []
    for numbered in lines:
        chunk.append(numbered)
        if len(chunk) == _LINES_AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
