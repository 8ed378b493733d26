"""The command's entry: every verb, and the one place where errors become exit codes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from stanceline.cli import (
    config,
    demo,
    doctor,
    evaluate,
    export,
    extract,
    fetch,
    ingest,
    label,
    models,
    rehydrate,
    report,
    run,
    score,
    series,
    serve,
    status,
    train,
)
from stanceline.cli.exit_codes import ExitCode

app = typer.Typer(
    name="stanceline",
    help="News in, stance out: which passages call a deal a premium for security, which an "
    "economic capitulation, voiced by whom, and how that moved.",
    epilog="Exit codes: 0 done; 1 doctor found something missing; 2 usage or settings; "
    "3 some input was rejected (with --strict, or from stdin) or killed its worker; 4 model; "
    "5 interrupted, the same command continues.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for verb in (
    run.run,
    status.status,
    fetch.fetch,
    ingest.ingest,
    extract.extract,
    score.score,
    report.report,
    serve.serve,
    train.train,
    evaluate.evaluate,
    models.models,
    export.export,
    rehydrate.rehydrate,
    demo.demo,
    doctor.doctor,
    config.config,
):
    app.command()(verb)
app.add_typer(series.app, name="series")


app.add_typer(label.label)


def _print_version(wanted: bool) -> None:
    if wanted:
        from stanceline import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def stanceline(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print it.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what is done.")] = False,
) -> None:
    """Set up what all verbs share."""
    if verbose:
        import logging

        logging.basicConfig(level=logging.INFO, stream=sys.stderr)


def main() -> None:
    """Run the command and exit with a code that says how it went."""
    from stanceline.errors import ModelError, StancelineError

    try:
        app()
    except KeyboardInterrupt:
        _complain("stopped; what is committed is kept, the same command continues")
        sys.exit(ExitCode.INTERRUPTED)
    except ModelError as error:
        _complain(str(error))
        sys.exit(ExitCode.MODEL)
    except StancelineError as error:
        _complain(str(error))
        sys.exit(ExitCode.USAGE)


def _complain(message: str) -> None:
    print(f"stanceline: {message}", file=sys.stderr)


if __name__ == "__main__":
    main()
