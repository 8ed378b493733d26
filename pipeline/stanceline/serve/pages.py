"""The pages for people: runs, the report of a selection, passages, an article."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from stanceline.records import Label
from stanceline.report.content import Context, gather
from stanceline.report.debate import Debate
from stanceline.report.levels import ALL
from stanceline.report.marks import events_path, read_events
from stanceline.report.provenance import read_estimation, read_provenance
from stanceline.serve.answers import RunAnswer
from stanceline.serve.api import MOST_OFFSET, Chosen, Served
from stanceline.serve.choices import read_choices, say_selection
from stanceline.serve.drawing import draw_page, style_sheet
from stanceline.serve.links import Links
from stanceline.serve.listing import Order, list_passages
from stanceline.serve.reading import find_article_of, read_article
from stanceline.serve.selection import Selection
from stanceline.serve.served_run import ServedRun, register_points
from stanceline.serve.shelf import Shelf

# Passages of evidence on a live page: every other one is a click away.
_EVIDENCE = 240
_A_PAGE = 25
_GROUPS = ("outlet", "voice")
_ORDERS = (
    ("match", "best match"),
    ("date", "date"),
)
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/style.css")
def read_style() -> Response:
    """Return the styles of every page."""
    return Response(style_sheet(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@router.get("/")
def show_runs(request: Request) -> str:
    """Show what there is to read."""
    shelf: Shelf = request.app.state.shelf
    runs = [
        RunAnswer.from_provenance(name, provenance=read_provenance(run))
        for name, run in shelf.directories()
    ]
    return draw_page(
        "index.html.j2",
        title="Runs",
        runs=runs,
        headlines={run.name: shelf.headline(run.name) for run in runs},
        has_desk="/label" in request.app.state.mounted,
    )


@router.get("/runs/{name}")
def show_run(served: Served, selection: Chosen) -> str:
    """Show the report of a selection."""
    return served.answers.get(("page", selection), lambda: _draw_run(served, selection))


@router.get("/runs/{name}/passages")
def show_passages(
    served: Served,
    selection: Chosen,
    order: Order = "match",
    offset: Annotated[int, Query(ge=0, le=MOST_OFFSET)] = 0,
) -> str:
    """Show passages of a selection, some at a time."""
    listing = list_passages(served, selection, order=order, limit=_A_PAGE, offset=offset)

    def page_url(place: int) -> str:
        return f"?{selection.as_query(order=order, offset=max(place, 0))}"

    return draw_page(
        "passages.html.j2",
        **_common(served, selection, title="Passages"),
        listing=listing,
        order=order,
        orders=_orders(served.debate),
        labels=[(label, served.debate.label_name(label)) for label in Label],
        offset=offset,
        limit=_A_PAGE,
        page_url=page_url,
    )


@router.get("/runs/{name}/passages/{passage_id}")
def find_passage(served: Served, passage_id: str) -> RedirectResponse:
    """Lead to a passage by its id: an address that stays."""
    article = find_article_of(served, passage_id)
    return RedirectResponse(f"../articles/{article}#p-{passage_id}", status_code=303)


@router.get("/runs/{name}/articles/{article_id}")
def show_article(served: Served, article_id: str, model: str = "") -> str:
    """Show an article with everything that was found in it."""
    reading = read_article(served, article_id, model=model)
    title = reading.article["title"] or "Untitled"
    return draw_page(
        "article.html.j2", title=title, served=served, debate=served.debate, reading=reading
    )


def _orders(debate: Debate) -> list[tuple[str, str]]:
    poles = (("premium", debate.plus), ("capitulation", debate.minus))
    return [*_ORDERS, *((order, f"probability of {pole.short}") for order, pole in poles)]


def _draw_run(served: ServedRun, selection: Selection) -> str:
    content = content_of(served, selection)
    common = _common(served, selection, title=served.name)
    return draw_page("run.html.j2", **content | common)


def content_of(served: ServedRun, selection: Selection) -> Context:
    """Return what the report says of the chosen passages alone."""
    return served.answers.get(("content", selection), lambda: _gather(served, selection))


def _gather(served: ServedRun, selection: Selection) -> Context:
    # Whatever group it is of in the run, of the selection it is the whole.
    points = [replace(point, group=ALL) for point in served.points(selection)]
    kinds = served.groupings if selection == Selection() else _GROUPS
    points += [point for by in kinds for point in served.points(selection, by=by)]
    with served.views(selection) as views:
        register_points(views, points)
        return gather(
            views,
            served.provenance,
            events=read_events(events_path(served.run)),
            estimation=read_estimation(served.run),
            budget=_EVIDENCE,
        )


def _common(served: ServedRun, selection: Selection, *, title: str) -> Context:
    choices = read_choices(served)
    links = Links(name=served.name, selection=selection, timespan=served.timespan)
    return {
        "title": title,
        "served": served,
        "debate": served.debate,
        "selection": selection,
        "choices": choices,
        "said": say_selection(selection, served),
        "live": links,
        "files_of": links.files_of,
    }
