"""Files of a selection: its series, its tables and its charts."""

from __future__ import annotations

import io
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pyarrow import csv

from stanceline.errors import UnknownNameError
from stanceline.report.content import pictures_of, sheets_of
from stanceline.serve.api import Chosen, Served
from stanceline.serve.pages import content_of
from stanceline.serve.selection import Selection
from stanceline.serve.served_run import ServedRun
from stanceline.store.rows import to_points

router = APIRouter(prefix="/runs/{name}", include_in_schema=False)
_CSV = "text/csv; charset=utf-8"


@router.get("/series.csv")
def read_series(served: Served, selection: Chosen) -> Response:
    """Return the series: the run's own file when everything is chosen, else the overall line."""
    return _attach(_series_csv(served, selection), "series.csv", _CSV)


@router.get("/tables/{table}.csv")
def read_table(served: Served, table: str, selection: Chosen) -> Response:
    """Return a table of the report of a selection.

    Raises:
        UnknownNameError: the report has none of this name.

    """
    sheets = sheets_of(content_of(served, selection))
    if table not in sheets:
        raise UnknownNameError("table", table, sheets)
    return _attach(sheets[table].csv().encode(), f"{table}.csv", _CSV)


@router.get("/charts/{chart}.{kind}")
def read_chart(
    served: Served, chart: str, kind: Literal["svg", "png"], selection: Chosen
) -> Response:
    """Return a chart of the report of a selection.

    Raises:
        UnknownNameError: the report has none of this name.

    """
    pictures = pictures_of(content_of(served, selection))
    if chart not in pictures:
        raise UnknownNameError("chart", chart, pictures)
    picture = pictures[chart]
    if kind == "svg":
        return _attach(picture.svg().encode(), f"{chart}.svg", "image/svg+xml")
    return _attach(picture.png(), f"{chart}.png", "image/png")


def _series_csv(served: ServedRun, selection: Selection) -> bytes:
    path = served.run.root / "series.csv"
    if not selection.model_dump(exclude_defaults=True) and path.exists():
        return path.read_bytes()
    buffer = io.BytesIO()
    csv.write_csv(to_points(served.points(selection)), buffer)
    return buffer.getvalue()


def _attach(content: bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
