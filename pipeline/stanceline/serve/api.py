"""The answers for programs: runs, series, passages, articles and entities as JSON."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from stanceline.report.provenance import read_provenance
from stanceline.serve.answers import (
    ArticleAnswer,
    ArticlesAnswer,
    EntitiesAnswer,
    EntityAnswer,
    PassageAnswer,
    PassagesAnswer,
    PointAnswer,
    Problem,
    ReadArticleAnswer,
    RunAnswer,
    SeriesAnswer,
)
from stanceline.serve.listing import Order, list_articles, list_entities, list_passages
from stanceline.serve.reading import read_article
from stanceline.serve.selection import Selection
from stanceline.serve.served_run import ServedRun
from stanceline.serve.shelf import Shelf

MOST_ROWS = 200
# Deeper pages are what filters are for; a row number beyond it costs a sort of everything.
MOST_OFFSET = 1_000_000

_PROBLEMS: dict[int | str, dict[str, Any]] = {404: {"model": Problem}}
router = APIRouter(prefix="/api", tags=["runs"])


def take_run(request: Request, name: str) -> ServedRun:
    """Return the run that an address names.

    Raises:
        UnknownNameError: there is none of this name.

    """
    shelf: Shelf = request.app.state.shelf
    return shelf[name]


Chosen = Annotated[Selection, Query()]
Served = Annotated[ServedRun, Depends(take_run)]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]
Offset = Annotated[int, Query(ge=0, le=MOST_OFFSET)]


@router.get("/runs")
def list_runs(request: Request) -> list[RunAnswer]:
    """List the runs that are served."""
    shelf: Shelf = request.app.state.shelf
    return [
        RunAnswer.from_provenance(name, provenance=read_provenance(run))
        for name, run in shelf.directories()
    ]


@router.get("/runs/{name}/series", responses=_PROBLEMS, response_model=SeriesAnswer)
def read_series(
    served: Served, selection: Chosen, by: Literal["", "outlet", "voice"] = ""
) -> Response:
    """Read the series of a selection: one line, or one a group."""
    return _write_once(
        served,
        ("series", selection, by),
        lambda: SeriesAnswer(
            run=served.name,
            model=served.scorer_of(selection),
            period=served.timespan,
            by=by,
            points=[PointAnswer.from_point(p) for p in served.points(selection, by=by)],
        ),
    )


@router.get("/runs/{name}/passages", responses=_PROBLEMS, response_model=PassagesAnswer)
def read_passages(
    served: Served,
    selection: Chosen,
    order: Order = "match",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """Read passages of a selection; ``q`` searches their words."""
    return _write_once(
        served,
        ("passages", selection, order, limit, offset),
        lambda: _find_passages(served, selection, order, limit, offset),
    )


def _find_passages(
    served: ServedRun, selection: Selection, order: Order, limit: int, offset: int
) -> PassagesAnswer:
    listing = list_passages(served, selection, order=order, limit=limit, offset=offset)
    return PassagesAnswer(
        total=listing.total,
        limit=limit,
        offset=offset,
        passages=[PassageAnswer.from_row(row, voices=shown.voices) for row, shown in listing.rows],
    )


@router.get("/runs/{name}/articles", responses=_PROBLEMS)
def read_articles(
    served: Served, selection: Chosen, limit: Limit = 50, offset: Offset = 0
) -> ArticlesAnswer:
    """Read the articles that hold passages of a selection, without their texts."""
    rows, total = list_articles(served, selection, limit=limit, offset=offset)
    return ArticlesAnswer(
        total=total, limit=limit, offset=offset, articles=[ArticleAnswer.from_row(r) for r in rows]
    )


@router.get("/runs/{name}/articles/{article_id}", responses=_PROBLEMS)
def read_one_article(served: Served, article_id: str, model: str = "") -> ReadArticleAnswer:
    """Read an article with its passages, scores, mentions and voices."""
    return ReadArticleAnswer.from_reading(read_article(served, article_id, model=model))


@router.get("/runs/{name}/entities", responses=_PROBLEMS)
def read_entities(
    served: Served,
    kind: Literal["person", "institution"] = "person",
    limit: Limit = 50,
    offset: Offset = 0,
) -> EntitiesAnswer:
    """Read who or what is named, the most named first."""
    rows, total = list_entities(served, kind, limit=limit, offset=offset)
    return EntitiesAnswer(
        total=total, limit=limit, offset=offset, entities=[EntityAnswer(**row) for row in rows]
    )


def _write_once(
    served: ServedRun, key: tuple[Hashable, ...], make: Callable[[], BaseModel]
) -> Response:
    """Answer with JSON that is kept: for many readers, writing it costs more than finding it."""
    body = served.answers.get(("json", *key), lambda: make().model_dump_json().encode())
    return Response(body, media_type="application/json")
