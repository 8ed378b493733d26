"""The page that sets two selections beside each other, and its chart and table as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from stanceline.errors import UnknownNameError
from stanceline.records import StancePoint
from stanceline.report.downloads import Download
from stanceline.report.levels import is_corrected
from stanceline.report.pair_chart import draw_pair
from stanceline.report.picture import Picture
from stanceline.serve.choices import read_choices, say_selection
from stanceline.serve.comparison import (
    Comparison,
    Difference,
    Side,
    differ,
    make_difference_sheet,
)
from stanceline.serve.drawing import draw_page
from stanceline.serve.files import attach_csv, attach_picture
from stanceline.serve.links import Links
from stanceline.serve.served_run import ServedRun
from stanceline.serve.shelf import Shelf

_SIDES: tuple[Side, Side] = ("left", "right")
router = APIRouter(include_in_schema=False)
Asked = Annotated[Comparison, Query()]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Two selections with their lines; nothing is drawn before it is asked for."""

    asked: Comparison
    served: Mapping[Side, ServedRun]
    lines: Mapping[str, list[StancePoint]]

    @property
    def is_comparable(self) -> bool:
        """Whether the periods of both sides are of one length."""
        return len({served.timespan for served in self.served.values()}) == 1

    @property
    def names(self) -> dict[str, str]:
        """Both sides by what sets them apart, the run where there are two."""
        is_one_run = self.served["left"].name == self.served["right"].name
        return {
            side: _name(self.served[side], self.asked, side, with_run=not is_one_run)
            for side in _SIDES
        }

    @property
    def differences(self) -> list[Difference]:
        """All of the time and period by period; nothing when the periods do not fit."""
        return differ(self.lines["left"], self.lines["right"]) if self.is_comparable else []

    def draw(self) -> Picture | None:
        """Draw both lines; nothing when there is none, or the periods do not fit."""
        if not (self.is_comparable and any(self.lines.values())):
            return None
        left = self.served["left"]
        return draw_pair(self.lines, self.names, left.timespan, debate=left.debate)


@router.get("/compare", response_class=HTMLResponse)
def compare(request: Request, asked: Asked) -> str:
    """Show two lines, what sets them apart, and in which periods."""
    pair = _read(request, asked)
    left = pair.served["left"]
    chart = pair.draw()
    return draw_page(
        "comparison.html.j2",
        title="Compare",
        asked=asked,
        runs=[(name, name) for name in request.app.state.shelf.runs],
        sides=[_side(pair, side) for side in _SIDES],
        names=pair.names,
        debate=left.debate,
        timespan=left.timespan,
        same_timespan=pair.is_comparable,
        is_same_passages=_shares_passages(pair),
        is_corrected=any(is_corrected(line) for line in pair.lines.values()),
        chart=chart,
        files=_list_files(asked) if chart else [],
        differences=pair.differences,
    )


@router.get("/compare/comparison.csv")
def read_differences(request: Request, asked: Asked) -> Response:
    """Return both sides and their difference, period by period."""
    return attach_csv(make_difference_sheet(_read(request, asked).differences))


@router.get("/compare/comparison.{kind}")
def read_picture(request: Request, kind: Literal["svg", "png"], asked: Asked) -> Response:
    """Return the chart of a comparison.

    Raises:
        UnknownNameError: there is nothing to draw.

    """
    chart = _read(request, asked).draw()
    if chart is None:
        raise UnknownNameError("chart of this comparison", "comparison", [])
    return attach_picture(chart, kind)


def _read(request: Request, asked: Comparison) -> _Pair:
    shelf: Shelf = request.app.state.shelf
    first = next(iter(shelf.runs))
    served: dict[Side, ServedRun] = {
        "left": shelf[asked.left or first],
        "right": shelf[asked.right or asked.left or first],
    }
    lines: dict[str, list[StancePoint]] = {
        side: served[side].points(asked.selection(side)) for side in _SIDES
    }
    return _Pair(asked=asked, served=served, lines=lines)


def _side(pair: _Pair, side: Side) -> dict[str, object]:
    served, selection = pair.served[side], pair.asked.selection(side)
    return {
        "side": side,
        "name": served.name,
        "selection": selection,
        "choices": read_choices(served),
        "live": Links(name=served.name, selection=selection, timespan=served.timespan),
    }


def _list_files(asked: Comparison) -> list[Download]:
    query = asked.as_query()
    tail = f"?{query}" if query else ""
    return [
        Download(kind.upper(), f"comparison.{kind}", f"/compare/comparison.{kind}{tail}")
        for kind in ("csv", "svg", "png")
    ]


def _name(served: ServedRun, asked: Comparison, side: Side, *, with_run: bool) -> str:
    """Name a side by what sets it apart; the run alone when nothing else is chosen."""
    chosen = asked.selection(side).model_copy(update={"since": None, "until": None})
    parts = [f"{name} {value}" for name, value in say_selection(chosen, served)]
    if not parts:
        return served.name if with_run else "everything"
    return ", ".join(parts) + (f" ({served.name})" if with_run else "")


def _shares_passages(pair: _Pair) -> bool:
    """Say whether both sides may hold the same passages: their errors then go together."""
    groups = ("outlet", "voice")
    apart = any(
        getattr(pair.asked, f"left_{name}")
        and getattr(pair.asked, f"right_{name}")
        and getattr(pair.asked, f"left_{name}") != getattr(pair.asked, f"right_{name}")
        for name in groups
    )
    return pair.served["left"].name == pair.served["right"].name and not apart
