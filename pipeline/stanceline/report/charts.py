"""The pictures of the page: the stance over time, the volume under it, and the groups.

Blue and vermilion are told apart by colour-blind readers (Okabe and Ito, "Color Universal
Design", 2008); no meaning rests on colour alone. Each chart is drawn twice, for wide and for
narrow screens, because letters shrink with a picture that is only scaled.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt  # noqa: TID253 - this leaf is where charts are specified
from markupsafe import Markup

from stanceline.records import StancePoint
from stanceline.report.headline import say_band
from stanceline.report.levels import Level
from stanceline.report.svg import draw
from stanceline.report.timespans import TimeSpan, anchor_of, end_of, name_of
from stanceline.report.wording import clip, count, signed

BLUE, VERMILION, INK, GREY, RULE = "#0b5fa5", "#c4490a", "#1d2733", "#5c6875", "#d9dee4"
_BAND = "#9cc3e3"
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"
# More dots than this touch each other; the line and the table still hold every period.
_MOST_DOTS = 400
_MAX_NAME = 60
# Pixels left of both pictures of time, so that their periods stand under each other.
_LEFT = 42

Rows = list[dict[str, Any]]
Layered = alt.LayerChart | alt.FacetChart


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A size to draw for; lengths in pixels."""

    css_class: str
    width: int
    height: int
    font: int
    labels: int  # room for names; a reader's font may be a quarter wider than the one measured


_FORMATS = (
    Format(css_class="chart wide", width=860, height=320, font=13, labels=230),
    Format(css_class="chart narrow", width=330, height=250, font=12, labels=120),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLevel:
    """A group's level over all of the time, and the place that tells more of it."""

    name: str
    anchor: str
    level: Level


def draw_stance(
    points: Sequence[StancePoint], timespan: TimeSpan, *, anchors: Collection[str]
) -> Markup:
    """Draw net stance over time with its band; a dot leads to its evidence when there is any."""
    rows = _stance_rows(points, timespan, anchors=anchors)
    limit = _limit([v for row in rows for v in (row["net"], row["low"], row["high"])])
    description = _describe_stance(points, timespan)
    return _draw_all(lambda form: _stance_chart(rows, limit, form, timespan=timespan), description)


def draw_volume(
    points: Sequence[StancePoint], timespan: TimeSpan, *, anchors: Collection[str]
) -> Markup:
    """Draw how many passages and stories each period has."""
    rows = _volume_rows(points, timespan, anchors=anchors)
    most = max(points, key=lambda p: p.n_passages)
    description = (
        f"Passages and stories per {timespan}: most passages ({count(most.n_passages)}) in "
        f"{name_of(most.period_start, timespan)}. The table below has every number."
    )
    return _draw_all(lambda form: _volume_chart(rows, form, timespan=timespan), description)


def draw_groups(groups: Sequence[NamedLevel], *, what: str) -> Markup:
    """Draw one dot with its band for every group, in the order given."""
    rows = _group_rows(groups)
    limit = _limit([v for row in rows for v in (row["net"], row["low"], row["high"])])
    said = "; ".join(f"{row['name']} {signed(row['net'])}" for row in rows)
    return _draw_all(
        lambda form: _groups_chart(rows, limit, form), f"Net stance by {what}: {said}."
    )


def _draw_all(make: Callable[[Format], Layered], description: str) -> Markup:
    drawings = [
        draw(
            make(form).to_dict() | {"background": "transparent", "config": _style(form)},
            description=description,
            css_class=form.css_class,
        )
        for form in _FORMATS
    ]
    return Markup("").join(drawings)


def _style(form: Format) -> dict[str, Any]:
    axis = {
        "labelFontSize": form.font,
        "labelColor": GREY,
        "gridColor": RULE,
        "domainColor": GREY,
        "tickColor": GREY,
        "titleFontSize": form.font,
        "titleColor": GREY,
        "titleFontWeight": "normal",
    }
    return {"font": _FONT, "padding": 4, "view": {"stroke": None}, "axis": axis}


def _stance_rows(
    points: Sequence[StancePoint], timespan: TimeSpan, *, anchors: Collection[str]
) -> Rows:
    """Make one row a point; ``piece`` numbers the stretches without a missing period."""
    rows: Rows = []
    piece, expected = -1, date.min
    for point in points:
        piece += point.period_start != expected
        expected = end_of(point.period_start, timespan)
        anchor = anchor_of(point.period_start)
        rows.append(
            {
                "start": point.period_start.isoformat(),
                "net": _drawable(point.net),
                "low": _drawable(point.net_lo),
                "high": _drawable(point.net_hi),
                "piece": piece,
                "solid": point.show_raw,
                "linked": anchor in anchors,
                "href": f"#{anchor}",
                "said": _describe_point(point, timespan),
            }
        )
    return rows


def _drawable(value: float) -> float | None:
    """Clip to what a net stance can be, for the drawing only; nothing for no number."""
    return max(-1.0, min(1.0, value)) if math.isfinite(value) else None


def _limit(values: Sequence[float | None]) -> float:
    """Return where the axis ends, alike on both sides, with room for the names of the poles."""
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    return min(1.0, max(0.2, math.ceil(largest * 10 + 0.5) / 10))


def _stance_chart(rows: Rows, limit: float, form: Format, *, timespan: TimeSpan) -> Layered:
    time = _time_axis(rows, form, timespan=timespan)
    net = alt.Y(
        "net:Q",
        title=None,
        scale=alt.Scale(domain=[-limit, limit], nice=False),
        axis=_left_aligned(_net_axis()),
    )
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=time)
    lone = _lone_rows(rows)
    layers = [
        base.mark_area(color=_BAND, opacity=0.55).encode(y="low:Q", y2="high:Q", detail="piece:N"),
        _over(lone, time).mark_rule(color=_BAND, strokeWidth=7).encode(y="low:Q", y2="high:Q"),
        _zero_line(),
        base.mark_line(color=INK, strokeWidth=1.6).encode(y=net, detail="piece:N"),
        _dots(_dotted(rows), time, net=net),
        *_pole_names(limit, form),
    ]
    return alt.layer(*layers, width=form.width, height=form.height)


def _net_axis() -> alt.Axis:
    label = "datum.value == 0 ? '0' : datum.label"
    return alt.Axis(
        format="+.1f", tickCount=5, labelExpr=label, labelOverlap=True, domain=False, ticks=False
    )


def _left_aligned(axis: alt.Axis) -> alt.Axis:
    axis.minExtent = axis.maxExtent = _LEFT
    return axis


def _over(rows: Rows, time: alt.X) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=rows)).encode(x=time)


def _lone_rows(rows: Rows) -> Rows:
    """Find the points without a neighbour: an area over one point cannot be seen."""
    pieces = [row["piece"] for row in rows]
    return [row for row in rows if pieces.count(row["piece"]) == 1 and row["low"] is not None]


def _dotted(rows: Rows) -> Rows:
    return rows if len(rows) <= _MOST_DOTS else [row for row in rows if row["linked"]]


def _dots(rows: Rows, time: alt.X, *, net: alt.Y) -> alt.Chart:
    colour = alt.condition("datum.net < 0", alt.value(VERMILION), alt.value(BLUE))
    by_sign = alt.value({"expr": f"datum.net < 0 ? '{VERMILION}' : '{BLUE}'"})
    linked = [row for row in rows if row["linked"] and row["net"] is not None]
    size = 70 if len(rows) < 120 else 24
    dots: alt.Chart = _over(linked, time).mark_point(
        size=size, strokeWidth=2, filled=False, opacity=1
    )
    return dots.encode(
        y=net,
        stroke=colour,
        fill=alt.condition("datum.solid", by_sign, alt.value("white")),
        href="href:N",
        description="said:N",
    )


def _zero_line() -> alt.Chart:
    zero = alt.Chart(alt.InlineData(values=[{"zero": 0}]))
    line: alt.Chart = zero.mark_rule(color=GREY, strokeWidth=1.2)
    return line.encode(y="zero:Q")


def _pole_names(limit: float, form: Format) -> list[alt.Chart]:
    top = {"text": "▲ premium for security", "color": BLUE, "at": limit, "dy": 9}
    bottom = {"text": "▼ economic capitulation", "color": VERMILION, "at": -limit, "dy": -7}
    return [_pole_name(pole, form) for pole in (top, bottom)]


def _pole_name(pole: Mapping[str, Any], form: Format) -> alt.Chart:
    chart = alt.Chart(alt.InlineData(values=[{"at": pole["at"]}]))
    name: alt.Chart = chart.mark_text(
        text=pole["text"],
        color=pole["color"],
        align="left",
        dy=pole["dy"],
        fontSize=form.font,
        fontWeight=600,
    )
    return name.encode(y="at:Q", x=alt.value(6))


def _time_axis(rows: Rows, form: Format, *, timespan: TimeSpan) -> alt.X:
    """Make the time axis; years go into its title when the labels have none."""
    first, last = rows[0]["start"][:4], rows[-1]["start"][:4]
    by_label = -(-len(rows) // max(2, form.width // 80))
    label = "%b" if timespan == "month" else "%-d %b"
    return alt.X(
        "start:T",
        title=first if first == last else None,
        scale=alt.Scale(type="utc", padding=14),
        axis=alt.Axis(
            values=[row["start"] for row in rows[::by_label]],
            format=label if first == last else f"{label} %Y",
            grid=False,
            labelOverlap=True,
            labelFlush=True,
        ),
    )


def _volume_rows(
    points: Sequence[StancePoint], timespan: TimeSpan, *, anchors: Collection[str]
) -> Rows:
    return [
        {
            "start": point.period_start.isoformat(),
            "passages": point.n_passages,
            "stories": point.n_stories,
            "linked": anchor_of(point.period_start) in anchors,
            "href": f"#{anchor_of(point.period_start)}",
            "said": f"{name_of(point.period_start, timespan)}: {count(point.n_passages)} passages, "
            f"{count(point.n_stories)} stories",
        }
        for point in points
    ]


def _volume_chart(rows: Rows, form: Format, *, timespan: TimeSpan) -> Layered:
    time = _time_axis(rows, form, timespan=timespan)
    width = max(1.0, min(22.0, 0.5 * form.width / max(len(rows), 1)))
    axis = alt.Axis(
        tickCount=3, format="~s", domain=False, ticks=False, minExtent=_LEFT, maxExtent=_LEFT
    )
    passages = alt.Y("passages:Q", title=None, axis=axis)
    base = _over(rows, time)
    marks = base.mark_bar(color=_BAND, width=width, aria=False).encode(y=passages)
    stories = base.mark_bar(color=INK, width=max(1.0, width / 2.6), aria=False).encode(
        y="stories:Q"
    )
    linked = _over([row for row in _dotted(rows) if row["linked"]], time)
    targets = linked.mark_bar(opacity=0, width=width).encode(
        y=passages, href="href:N", description="said:N"
    )
    return alt.layer(marks, stories, targets, width=form.width, height=form.height // 3)


def _group_rows(groups: Sequence[NamedLevel]) -> Rows:
    """Make one row a group; two names that are cut to the same text stay two rows."""
    return [
        {
            "key": f"{place:04d} {clip(group.name, _MAX_NAME)}",
            "name": clip(group.name, _MAX_NAME),
            "net": _drawable(group.level.net),
            "low": _drawable(group.level.low),
            "high": _drawable(group.level.high),
            "href": f"#{group.anchor}",
            "said": f"{clip(group.name, _MAX_NAME)}: net {signed(group.level.net)}, "
            f"{say_band(group.level.low, group.level.high)}, "
            f"{count(group.level.n_passages)} passages",
        }
        for place, group in enumerate(groups)
    ]


def _groups_chart(rows: Rows, limit: float, form: Format) -> Layered:
    names = alt.Y(
        "key:N",
        title=None,
        sort=None,
        axis=alt.Axis(
            # The place in front keeps equal names apart and is not shown.
            labelExpr="substring(datum.label, 5)",
            labelLimit=form.labels * 3 // 4,
            minExtent=form.labels,
            maxExtent=form.labels,
            domain=False,
            ticks=False,
            labelPadding=8,
        ),
    )
    net = alt.X(
        "net:Q",
        title="◀ capitulation · net stance · premium ▶",
        scale=alt.Scale(domain=[-limit, limit], nice=False),
        axis=_net_axis(),
    )
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=names)
    banded = alt.Chart(alt.InlineData(values=[r for r in rows if r["low"] is not None]))
    zero = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=GREY)
    colour = alt.condition("datum.net < 0", alt.value(VERMILION), alt.value(BLUE))
    layers = [
        zero.encode(x="zero:Q"),
        banded.mark_rule(strokeWidth=6, color=_BAND).encode(y=names, x="low:Q", x2="high:Q"),
        base.mark_point(size=90, filled=True, opacity=1).encode(
            x=net, color=colour, href="href:N", description="said:N"
        ),
    ]
    plot_width = form.width - form.labels
    return alt.layer(*layers, width=plot_width, height=30 * len(rows))


def _describe_point(point: StancePoint, timespan: TimeSpan) -> str:
    few = "" if point.show_raw else ", few stories"
    return (
        f"{name_of(point.period_start, timespan)}: net {signed(point.net)}, "
        f"{say_band(point.net_lo, point.net_hi)}, {count(point.n_stories)} stories{few}"
    )


def _describe_stance(points: Sequence[StancePoint], timespan: TimeSpan) -> str:
    known = [point for point in points if math.isfinite(point.net)]
    if not known:
        return "Net stance: no period has a value."
    low, high = (pick(known, key=lambda p: p.net) for pick in (min, max))
    ends = " ".join(f"{_describe_point(point, timespan)}." for point in (known[0], known[-1]))
    return (
        f"Net stance per {timespan}, {len(known)} periods. First and last: {ends} "
        f"Lowest {signed(low.net)} ({name_of(low.period_start, timespan)}), "
        f"highest {signed(high.net)} ({name_of(high.period_start, timespan)})."
    )
