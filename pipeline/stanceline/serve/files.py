"""Files of a selection: its series, its tables and its charts."""

from __future__ import annotations

import io
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pyarrow import csv

from stanceline.errors import UnknownNameError
from stanceline.report.content import pictures_of, sheets_of
from stanceline.report.picture import Picture
from stanceline.report.sheets import Sheet
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
    return attach(_series_csv(served, selection), "series.csv", _CSV)


@router.get("/tables/{table}.csv")
def read_table(served: Served, table: str, selection: Chosen) -> Response:
    """Return a table of the report of a selection.

    Raises:
        UnknownNameError: the report has none of this name.

    """
    sheets = sheets_of(content_of(served, selection))
    if table not in sheets:
        raise UnknownNameError("table", table, sheets)
    return attach_csv(sheets[table])


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
    return attach_picture(pictures[chart], kind)


def attach_csv(sheet: Sheet) -> Response:
    """Answer with a table as a file."""
    return attach(sheet.csv().encode(), f"{sheet.name}.csv", _CSV)


def attach_picture(picture: Picture, kind: Literal["svg", "png"]) -> Response:
    """Answer with a chart as a file."""
    if kind == "svg":
        return attach(picture.svg().encode(), f"{picture.name}.svg", "image/svg+xml")
    return attach(picture.png(), f"{picture.name}.png", "image/png")


def _series_csv(served: ServedRun, selection: Selection) -> bytes:
    path = served.run.root / "series.csv"
    if not selection.model_dump(exclude_defaults=True) and path.exists():
        return path.read_bytes()
    buffer = io.BytesIO()
    csv.write_csv(to_points(served.points(selection)), buffer)
    return buffer.getvalue()


def attach(content: bytes, name: str, media_type: str) -> Response:
    """Answer with a file to keep, never one to show."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
