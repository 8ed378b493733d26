"""The site over some run directories: how its parts are put together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

import stanceline
from stanceline.config import Settings
from stanceline.flow import Flow
from stanceline.serve import (
    api,
    comparison_page,
    documentation,
    files,
    pages,
    refusals,
    score_page,
    scoring,
)
from stanceline.serve.headers import SafeHeaders
from stanceline.serve.limits import BodyLimit, RateLimit
from stanceline.serve.model_desk import ModelDesk
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
    the runs, ``app.state.settings`` the settings and ``app.state.mounted`` where routers are.

    Raises:
        RunDirectoryError: a path is not a run directory.

    """
    chosen = settings or Settings()
    app = FastAPI(
        title="stanceline",
        version=stanceline.__version__,
        description="Stance series, passages and articles of runs, and frame scores of texts.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = chosen
    app.state.mounted = tuple(router.prefix for router in routers)
    app.state.shelf = Shelf.from_paths(runs, cache=chosen.serve.cache or default_cache())
    app.state.desk = ModelDesk(lambda: Flow.from_settings(chosen))
    app.state.rate_limit = RateLimit(chosen.serve.scorings_a_minute)
    ours = (api, scoring, documentation, pages, files, comparison_page, score_page)
    for router in (*(module.router for module in ours), *routers):
        app.include_router(router)
    refusals.add_to(app)
    _guard(app, chosen, token=token, hosts=hosts)
    return app


def default_cache() -> Path:
    """Return where indexes are kept when the settings do not say it."""
    return Path.home() / ".cache" / "stanceline"


def _guard(app: FastAPI, settings: Settings, *, token: str, hosts: Sequence[str]) -> None:
    """Put the guards around the site; the last one added sees a request first."""
    app.add_middleware(
        BodyLimit,
        most=settings.serve.max_body_bytes,
        of_paths={"/api/score/lines": settings.serve.max_stream_bytes},
    )
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*hosts])
    if token:
        app.add_middleware(TokenGate, token=token)
    app.add_middleware(SafeHeaders)
