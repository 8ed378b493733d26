"""The page that sets two selections beside each other."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from stanceline.report.pair_chart import draw_pair
from stanceline.serve.choices import read_choices, say_selection
from stanceline.serve.comparison import Comparison, Side, differ
from stanceline.serve.drawing import draw_page
from stanceline.serve.links import Links
from stanceline.serve.served_run import ServedRun
from stanceline.serve.shelf import Shelf

router = APIRouter(include_in_schema=False)


@router.get("/compare", response_class=HTMLResponse)
def compare(request: Request, asked: Annotated[Comparison, Query()]) -> str:
    """Show two lines, what sets them apart, and in which periods."""
    shelf: Shelf = request.app.state.shelf
    first = next(iter(shelf.runs))
    left, right = shelf[asked.left or first], shelf[asked.right or asked.left or first]
    lines = {
        "left": left.points(asked.selection("left")),
        "right": right.points(asked.selection("right")),
    }
    names = {"left": _name(left, asked, "left"), "right": _name(right, asked, "right")}
    same = left.timespan == right.timespan
    return draw_page(
        "comparison.html.j2",
        title="Compare",
        asked=asked,
        runs=[(name, name) for name in shelf.runs],
        sides=[_side(left, asked, "left"), _side(right, asked, "right")],
        names=names,
        debate=left.debate,
        timespan=left.timespan,
        same_timespan=same,
        is_same_passages=_shares_passages(left, right, asked),
        chart=draw_pair(lines, names, left.timespan) if same and any(lines.values()) else None,
        differences=differ(lines["left"], lines["right"]) if same else [],
    )


def _side(served: ServedRun, asked: Comparison, side: Side) -> dict[str, object]:
    selection = asked.selection(side)
    return {
        "side": side,
        "name": served.name,
        "selection": selection,
        "choices": read_choices(served),
        "live": Links(name=served.name, selection=selection, timespan=served.timespan),
    }


def _name(served: ServedRun, asked: Comparison, side: Side) -> str:
    """Name a side by what sets it apart; the run alone when nothing else is chosen."""
    chosen = asked.selection(side).model_copy(update={"since": None, "until": None})
    said = say_selection(chosen, read_choices(served))
    parts = [f"{name} {value}" for name, value in said]
    return ", ".join(parts) + f" ({served.name})" if parts else served.name


def _shares_passages(left: ServedRun, right: ServedRun, asked: Comparison) -> bool:
    """Say whether both sides may hold the same passages: their errors then go together."""
    groups = ("outlet", "voice")
    apart = any(
        getattr(asked, f"left_{name}")
        and getattr(asked, f"right_{name}")
        and getattr(asked, f"left_{name}") != getattr(asked, f"right_{name}")
        for name in groups
    )
    return left.name == right.name and not apart
