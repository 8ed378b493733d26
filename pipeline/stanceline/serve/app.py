"""The site over some run directories: how its parts are put together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware

import stanceline
from stanceline.config import Settings
from stanceline.errors import UnknownNameError
from stanceline.serve import api
from stanceline.serve.headers import SafeHeaders
from stanceline.serve.shelf import Shelf
from stanceline.serve.token import TokenGate

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def make_app(
    runs: Sequence[Path],
    *,
    settings: Settings | None = None,
    token: str = "",
    hosts: Sequence[str] = LOOPBACK,
    routers: Sequence[APIRouter] = (),
) -> FastAPI:
    """Make the site of some runs; ``routers`` are mounted beside its own pages.

    ``token`` guards every address when it is not empty; ``hosts`` are the names the site answers
    to (``*`` for any), so that no other site can be made to point at it. ``app.state.shelf`` has
    the runs and ``app.state.settings`` the settings.

    Raises:
        RunDirectoryError: a path is not a run directory.

    """
    app = FastAPI(
        title="stanceline",
        version=stanceline.__version__,
        description="Stance series, passages and articles of runs, and frame scores of texts.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.shelf = Shelf.from_paths(runs)
    app.state.settings = settings or Settings()
    app.include_router(api.router)
    for router in routers:
        app.include_router(router)
    app.add_exception_handler(UnknownNameError, _not_found)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*hosts])
    if token:
        app.add_middleware(TokenGate, token=token)
    app.add_middleware(SafeHeaders)
    return app


def _not_found(_request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status_code=404)
