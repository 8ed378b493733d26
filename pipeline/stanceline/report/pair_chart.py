"""Two lines over the same time, told apart by colour, by dashes and by the shape of their dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt  # noqa: TID253 - this leaf is where charts are specified

from stanceline.records import StancePoint
from stanceline.report.debate import OURS, Debate
from stanceline.report.drawing import (
    BLUE,
    GREY,
    VERMILION,
    Format,
    Layered,
    Rows,
    draw_all,
    drawable,
    limit_of,
    net_axis,
)
from stanceline.report.picture import Picture
from stanceline.report.pole_names import pole_layers
from stanceline.report.time_axis import time_axis
from stanceline.report.timespans import TimeSpan, name_of
from stanceline.report.wording import clip, say_band, signed

_MAX_NAME = 60


def draw_pair(
    lines: Mapping[str, Sequence[StancePoint]],
    names: Mapping[str, str],
    timespan: TimeSpan,
    *,
    debate: Debate = OURS,
) -> Picture:
    """Draw the lines of ``left`` and ``right`` with their bands."""
    rows = [
        _row(point, side, clip(names[side], _MAX_NAME), timespan)
        for side, points in lines.items()
        for point in points
    ]
    limit = limit_of([v for row in rows for v in (row["net"], row["low"], row["high"])])
    said = " ".join(f"{row['said']}." for row in (rows[0], rows[-1]))
    return draw_all(
        "comparison",
        lambda form: _chart(rows, limit, form, timespan, debate),
        f"Net stance per {timespan} of two choices. First and last point: {said}",
    )


def _row(point: StancePoint, side: str, name: str, timespan: TimeSpan) -> dict[str, Any]:
    return {
        "start": point.period_start.isoformat(),
        "net": drawable(point.net),
        "low": drawable(point.net_lo),
        "high": drawable(point.net_hi),
        "side": side,
        "said": f"{name}, {name_of(point.period_start, timespan)}: net {signed(point.net)}, "
        f"{say_band(point.net_lo, point.net_hi)}",
    }


def _chart(rows: Rows, limit: float, form: Format, timespan: TimeSpan, debate: Debate) -> Layered:
    time = time_axis((row["start"] for row in rows), form.width, timespan)
    net = alt.Y(
        "net:Q", title=None, scale=alt.Scale(domain=[-limit, limit], nice=False), axis=net_axis()
    )
    zero = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=GREY)
    layers = [zero.encode(y="zero:Q")]
    for side, colour, dash, shape in (
        ("left", BLUE, [1, 0], "circle"),
        ("right", VERMILION, [6, 4], "square"),
    ):
        base = alt.Chart(
            alt.InlineData(values=[row for row in rows if row["side"] == side])
        ).encode(x=time)
        layers += [
            base.mark_area(color=colour, opacity=0.16).encode(y="low:Q", y2="high:Q"),
            base.mark_line(color=colour, strokeWidth=1.8, strokeDash=dash).encode(y=net),
            base.mark_point(color=colour, shape=shape, filled=True, size=55, opacity=1).encode(
                y=net, description="said:N"
            ),
        ]
    layers += pole_layers(limit, debate, form)
    return alt.layer(*layers, width=form.width, height=form.height)
