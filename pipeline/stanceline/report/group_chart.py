"""The levels of outlets, voices or any other groups, side by side with their bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt  # noqa: TID253 - this leaf is where charts are specified

from stanceline.report.debate import OURS, Debate
from stanceline.report.drawing import (
    BAND,
    BLUE,
    GREY,
    GROUND,
    VERMILION,
    Format,
    Layered,
    Rows,
    draw_all,
    drawable,
    limit_of,
    net_axis,
)
from stanceline.report.levels import Level
from stanceline.report.picture import Picture
from stanceline.report.wording import clip, count, say_band, signed, slug

_MAX_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLevel:
    """A group's level over all of the time, and the place that tells more of it."""

    name: str
    anchor: str
    level: Level


def draw_groups(groups: Sequence[NamedLevel], *, what: str, debate: Debate = OURS) -> Picture:
    """Draw one dot with its band for every group, in the order given."""
    rows = _group_rows(groups)
    limit = limit_of([v for row in rows for v in (row["net"], row["low"], row["high"])])
    said = "; ".join(f"{row['name']} {signed(row['net'])}" for row in rows)
    return draw_all(
        f"by-{slug(what)}",
        lambda form: _groups_chart(rows, limit, form, debate),
        f"Net stance by {what}: {said}.",
    )


def _group_rows(groups: Sequence[NamedLevel]) -> Rows:
    """Make one row a group; two names that are cut to the same text stay two rows."""
    return [
        {
            "key": f"{place:04d} {clip(group.name, _MAX_NAME)}",
            "name": clip(group.name, _MAX_NAME),
            "net": drawable(group.level.net),
            "low": drawable(group.level.low),
            "high": drawable(group.level.high),
            "href": f"#{group.anchor}",
            "said": f"{clip(group.name, _MAX_NAME)}: net {signed(group.level.net)}, "
            f"{say_band(group.level.low, group.level.high)}, "
            f"{count(group.level.n_passages)} passages",
        }
        for place, group in enumerate(groups)
    ]


def _groups_chart(rows: Rows, limit: float, form: Format, debate: Debate) -> Layered:
    names = alt.Y(
        "key:N",
        title=None,
        # The band's layer comes first and lacks the groups without one: the order is said here.
        sort=[row["key"] for row in rows],
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
        title=f"◀ {debate.minus.short} · net stance · {debate.plus.short} ▶",
        scale=alt.Scale(domain=[-limit, limit], nice=False),
        axis=net_axis(),
    )
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=names)
    banded = alt.Chart(alt.InlineData(values=[r for r in rows if r["low"] is not None]))
    zero = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=GREY)
    colour = alt.condition("datum.net < 0", alt.value(VERMILION), alt.value(BLUE))
    by_sign = alt.value({"expr": f"datum.net < 0 ? '{VERMILION}' : '{BLUE}'"})
    layers = [
        zero.encode(x="zero:Q"),
        banded.mark_rule(strokeWidth=6, color=BAND).encode(y=names, x="low:Q", x2="high:Q"),
        base.mark_point(size=90, strokeWidth=2, filled=False, opacity=1).encode(
            x=net,
            stroke=colour,
            fill=alt.condition("isValid(datum.low)", by_sign, alt.value(GROUND)),
            href="href:N",
            description="said:N",
        ),
    ]
    plot_width = form.width - form.labels
    return alt.layer(*layers, width=plot_width, height=30 * len(rows))
