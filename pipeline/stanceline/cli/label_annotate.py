"""``stanceline label annotate``: a page in the browser to label a sample on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stanceline.cli.options import ConfigFile, Overrides, configure

if TYPE_CHECKING:
    from fastapi import APIRouter

    from stanceline.config import Settings

Sample = Annotated[Path, typer.Argument(help="A sample, as 'stanceline label sample' made it.")]
Log = Annotated[Path, typer.Option("--log", help="The label log to add to.")]
CodebookFile = Annotated[
    Path | None, typer.Option("--codebook", help="A codebook; that of deal frames by default.")
]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port on this machine.")]


def annotate(
    sample: Sample,
    log: Log,
    codebook: CodebookFile = None,
    config: ConfigFile = None,
    overrides: Overrides = None,
    *,
    port: Port = 8765,
) -> None:
    """Open a page to label a sample on, by keyboard; only this machine can reach it."""
    import uvicorn

    from stanceline.cli.console import make_console
    from stanceline.serve.annotate import PATH
    from stanceline.serve.app import make_app

    settings = configure(config, overrides).settings
    router = open_desk(sample, log, codebook=codebook, settings=settings)
    app = make_app([], settings=settings, routers=[router])
    make_console().print(f"label at http://127.0.0.1:{port}{PATH} (Ctrl-C ends)", markup=False)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", server_header=False)


def open_desk(sample: Path, log: Path, *, codebook: Path | None, settings: Settings) -> APIRouter:
    """Make the annotation pages of a sample; its labels go to ``log`` and nowhere else.

    Raises:
        InputError: the sample or the codebook is not one.

    """
    from stanceline.config import find_home
    from stanceline.label.codebook import read_codebook
    from stanceline.label.desk import Desk
    from stanceline.label.log import LabelLog
    from stanceline.label.tasks import read_tasks
    from stanceline.serve.annotate import make_annotation_router

    path = codebook or find_home(settings) / "corpora" / "deal-frames" / "codebook.toml"
    desk = Desk(read_tasks(sample), LabelLog(log))
    return make_annotation_router(desk, read_codebook(path))
