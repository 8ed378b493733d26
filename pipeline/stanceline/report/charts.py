"""The pictures of time: the net stance with its band, and the volume under it."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import date

import altair as alt  # noqa: TID253 - this leaf is where charts are specified

from stanceline.records import StancePoint
from stanceline.report.debate import OURS, Debate
from stanceline.report.drawing import (
    BAND,
    BLUE,
    GREY,
    GROUND,
    INK,
    VERMILION,
    Format,
    Layered,
    Rows,
    draw_all,
    drawable,
    limit_of,
    net_axis,
)
from stanceline.report.mark_layers import change_layers, event_layers
from stanceline.report.marks import Change, Event, within
from stanceline.report.picture import Picture
from stanceline.report.pole_names import pole_layers
from stanceline.report.time_axis import time_axis
from stanceline.report.timespans import TimeSpan, anchor_of, end_of, name_of
from stanceline.report.wording import count, say_band, signed

# More dots than this touch each other; the line and the table still hold every period.
_MOST_DOTS = 400
# Stories are few beside passages: where there is room, their number stands above the bar.
MOST_COUNTED = 18
# Pixels left of both pictures of time, so that their periods stand under each other.
_LEFT = 42


def draw_stance(
    points: Sequence[StancePoint],
    timespan: TimeSpan,
    *,
    anchors: Collection[str],
    changes: Sequence[Change] = (),
    events: Sequence[Event] = (),
    debate: Debate = OURS,
) -> Picture:
    """Draw net stance over time; a dot leads to its evidence when there is any.

    With a smoothed line, that line has the band and every dot has its own; without one, the line
    goes from dot to dot. The uncorrected line is drawn too where it differs, in a group of its
    own (``naive``) that the page shows on demand. Changes stand as intervals of dates.
    """
    rows = _stance_rows(points, timespan, anchors=anchors)
    drawn = ("net", "low", "high", "smooth_low", "smooth_high")
    limit = limit_of([row[name] for row in rows for name in drawn])
    layers = [
        *change_layers(changes, limit),
        *event_layers(within(events, points[0].period_start, points[-1].period_start), limit),
    ]
    description = _describe_stance(points, timespan) + "".join(
        f" {change.sentence}" for change in changes
    )
    return draw_all(
        "stance",
        lambda form: _stance_chart(
            rows, limit, form, timespan=timespan, marked=layers, debate=debate
        ),
        description,
    )


def has_naive(points: Sequence[StancePoint]) -> bool:
    """Say whether the uncorrected line is another one than the line that is drawn."""
    return any(
        math.isfinite(point.net_naive)
        and not math.isclose(point.net_naive, point.net, abs_tol=0.005)
        for point in points
    )


def draw_volume(
    points: Sequence[StancePoint], timespan: TimeSpan, *, anchors: Collection[str]
) -> Picture:
    """Draw how many passages and stories each period has."""
    rows = _volume_rows(points, timespan, anchors=anchors)
    most = max(points, key=lambda p: p.n_passages)
    description = (
        f"Passages and stories per {timespan}: most passages ({count(most.n_passages)}) in "
        f"{name_of(most.period_start, timespan)}. The table below has every number."
    )
    return draw_all(
        "volume", lambda form: _volume_chart(rows, form, timespan=timespan), description
    )


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
                "net": drawable(point.net),
                "low": drawable(point.net_lo),
                "high": drawable(point.net_hi),
                "naive": drawable(point.net_naive),
                "smooth": drawable(point.net_smooth),
                "smooth_low": drawable(point.net_smooth_lo),
                "smooth_high": drawable(point.net_smooth_hi),
                "piece": piece,
                "solid": point.show_raw,
                "linked": anchor in anchors,
                "href": f"#{anchor}",
                "said": _describe_point(point, timespan),
            }
        )
    return rows


def _stance_chart(
    rows: Rows,
    limit: float,
    form: Format,
    *,
    timespan: TimeSpan,
    marked: Sequence[alt.Chart],
    debate: Debate,
) -> Layered:
    time = time_axis((row["start"] for row in rows), form.width, timespan)
    net = alt.Y(
        "net:Q",
        title=None,
        scale=alt.Scale(domain=[-limit, limit], nice=False),
        axis=_left_aligned(net_axis()),
    )
    is_smoothed = any(row["smooth"] is not None for row in rows)
    line = _smooth_layers(rows, time) if is_smoothed else _raw_layers(rows, time)
    layers = [
        *marked,
        *line,
        _zero_line(),
        *_naive_layers(rows, time),
        _dots(_dotted(rows), time, net=net),
        *pole_layers(limit, debate, form),
    ]
    return alt.layer(*layers, width=form.width, height=form.height)


def _raw_layers(rows: Rows, time: alt.X) -> list[alt.Chart]:
    """Draw a line from dot to dot and the band of the dots, broken where a period is missing."""
    base, lone = _over(rows, time), _lone_rows(rows)
    return [
        base.mark_area(color=BAND, opacity=0.55).encode(y="low:Q", y2="high:Q", detail="piece:N"),
        _over(lone, time).mark_rule(color=BAND, strokeWidth=7).encode(y="low:Q", y2="high:Q"),
        base.mark_line(color=INK, strokeWidth=1.6).encode(y="net:Q", detail="piece:N"),
    ]


def _smooth_layers(rows: Rows, time: alt.X) -> list[alt.Chart]:
    """Draw the smoothed line in its band, and a thin bar for the band of every full dot."""
    base = _over(rows, time)
    barred = _over([row for row in rows if row["solid"] and row["low"] is not None], time)
    return [
        base.mark_area(color=BAND, opacity=0.55).encode(y="smooth_low:Q", y2="smooth_high:Q"),
        barred.mark_rule(color=GREY, strokeWidth=1, opacity=0.7).encode(y="low:Q", y2="high:Q"),
        base.mark_line(color=INK, strokeWidth=2.6).encode(y="smooth:Q"),
    ]


def _naive_layers(rows: Rows, time: alt.X) -> list[alt.Chart]:
    if all(row["naive"] == row["net"] for row in rows):
        return []
    line = _over(rows, time).mark_line(color=GREY, strokeWidth=1.6, strokeDash=[4, 3])
    named: alt.Chart = line.properties(name="naive")
    return [named.encode(y="naive:Q", detail="piece:N")]


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
    known = [row for row in rows if row["net"] is not None]
    linked = [row for row in known if row["linked"]]
    size = 70 if len(rows) < 120 else 24
    dots: alt.Chart = _over(linked, time).mark_point(
        size=size, strokeWidth=2, filled=False, opacity=1
    )
    return dots.encode(
        y=net,
        stroke=colour,
        fill=alt.condition("datum.solid", by_sign, alt.value(GROUND)),
        href="href:N",
        description="said:N",
    )


def _zero_line() -> alt.Chart:
    zero = alt.Chart(alt.InlineData(values=[{"zero": 0}]))
    line: alt.Chart = zero.mark_rule(color=GREY, strokeWidth=1.2)
    return line.encode(y="zero:Q")


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
    time = time_axis((row["start"] for row in rows), form.width, timespan)
    width = max(1.0, min(22.0, 0.5 * form.width / max(len(rows), 1)))
    axis = alt.Axis(
        tickCount=3, format="~s", domain=False, ticks=False, minExtent=_LEFT, maxExtent=_LEFT
    )
    passages = alt.Y("passages:Q", title=None, axis=axis)
    base = _over(rows, time)
    marks = base.mark_bar(color=BAND, width=width, aria=False).encode(y=passages)
    stories = base.mark_bar(color=INK, width=max(1.0, width / 2.6), aria=False).encode(
        y="stories:Q"
    )
    linked = _over([row for row in _dotted(rows) if row["linked"]], time)
    targets = linked.mark_bar(opacity=0, width=width).encode(
        y=passages, href="href:N", description="said:N"
    )
    layers: list[alt.Chart] = [marks, stories, *_story_counts(rows, time, passages, form), targets]
    return alt.layer(*layers, width=form.width, height=form.height // 3)


def _story_counts(rows: Rows, time: alt.X, passages: alt.Y, form: Format) -> list[alt.Chart]:
    if len(rows) > MOST_COUNTED:
        return []
    text = _over(rows, time).mark_text(dy=-6, fontSize=form.font - 2, color=INK, aria=False)
    return [text.encode(y=passages, text="stories:Q")]


def _describe_point(point: StancePoint, timespan: TimeSpan) -> str:
    few = "" if point.show_raw else ", few stories"
    if math.isfinite(point.net_smooth):
        few += f", smoothed {signed(point.net_smooth)}"
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
