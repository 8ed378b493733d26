"""``stanceline serve``: the report, live, with a JSON API."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from stanceline.cli.options import ConfigFile, Overrides, configure

Runs = Annotated[
    list[Path], typer.Argument(help="Run directories, as 'stanceline run' makes them.")
]


def serve(
    runs: Runs,
    config: ConfigFile = None,
    overrides: Overrides = None,
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8350,
    token: Annotated[
        str | None, typer.Option(help="Secret to ask for; one is made for hosts but this machine.")
    ] = None,
) -> None:
    """Serve the report of runs, live and read-only: filter, search, read, compare, and an API.

    Only this machine is listened to; another --host asks for a token, which is printed.
    """
    import uvicorn

    from stanceline.serve.app import LOOPBACK, make_app

    is_local = host in {"127.0.0.1", "localhost", "::1"}
    secret = token or ("" if is_local else _make_token())
    app = make_app(
        runs,
        settings=configure(config, overrides).settings,
        token=secret,
        hosts=LOOPBACK if is_local else ("*",),
    )
    shown = f"[{host}]" if ":" in host else host
    query = f"?token={secret}" if secret else ""
    print(f"http://{shown}:{port}/{query}", file=sys.stderr)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def _make_token() -> str:
    import secrets

    return secrets.token_urlsafe(24)
