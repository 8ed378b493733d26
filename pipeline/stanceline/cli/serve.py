"""``stanceline serve``: the report, live, with a JSON API."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stanceline.cli.label_annotate import CodebookFile, open_desk
from stanceline.cli.options import ConfigFile, Overrides, configure

if TYPE_CHECKING:
    from fastapi import APIRouter

    from stanceline.config import Settings

Runs = Annotated[
    list[Path], typer.Argument(help="Run directories, as 'stanceline run' makes them.")
]
Sample = Annotated[
    Path | None, typer.Option("--label", help="Also let coders label this sample, at /label.")
]
Log = Annotated[Path | None, typer.Option("--log", help="With --label: the label log to add to.")]


def serve(
    runs: Runs,
    config: ConfigFile = None,
    overrides: Overrides = None,
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8350,
    *,
    token: Annotated[
        str | None, typer.Option(help="Secret to ask for; one is made for hosts but this machine.")
    ] = None,
    label: Sample = None,
    log: Log = None,
    codebook: CodebookFile = None,
) -> None:
    """Serve the report of runs, live and read-only: filter, search, read, compare, and an API.

    With --label and --log coders label a sample beside it; only the log is written.

    Only this machine is listened to; another --host asks for a token, which is printed.
    """
    import uvicorn

    from stanceline.serve.app import LOOPBACK, make_app

    is_local = host in {"127.0.0.1", "localhost", "::1"}
    secret = token or ("" if is_local else _make_token())
    settings = configure(config, overrides).settings
    app = make_app(
        runs,
        settings=settings,
        token=secret,
        hosts=LOOPBACK if is_local else ("*",),
        routers=open_desks(runs, label, log, codebook=codebook, settings=settings),
    )
    shown = f"[{host}]" if ":" in host else host
    query = f"?token={secret}" if secret else ""
    print(f"http://{shown}:{port}/{query}", file=sys.stderr)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def open_desks(
    runs: Sequence[Path],
    sample: Path | None,
    log: Path | None,
    *,
    codebook: Path | None,
    settings: Settings,
) -> list[APIRouter]:
    """Make the annotation pages when a sample is given; the log lies in no run that is served."""
    if sample is None and log is None:
        return []
    if sample is None or log is None:
        raise typer.BadParameter("--label SAMPLE and --log FILE go together")
    for run in runs:
        if log.resolve().is_relative_to(run.resolve()):
            raise typer.BadParameter(
                f"--log {log}: {run} is served read-only; choose another place"
            )
    return [open_desk(sample, log, codebook=codebook, settings=settings)]


def _make_token() -> str:
    import secrets

    return secrets.token_urlsafe(24)
