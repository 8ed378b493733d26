"""The axis of every picture of time: as many dates as there is room for, never without a year."""

from __future__ import annotations

from collections.abc import Iterable

import altair as alt  # noqa: TID253 - this leaf is where charts are specified

from stanceline.report.timespans import TimeSpan

# Pixels that a date takes, with room on both sides.
_DATE = 80


def time_axis(starts: Iterable[str], width: int, timespan: TimeSpan) -> alt.X:
    """Make the axis of ISO dates; the year goes into its title when the labels have none.

    ``width``: pixels from the first date to the last.
    """
    known = sorted(set(starts))
    first, last = known[0][:4], known[-1][:4]
    by_label = -(-len(known) // max(2, width // _DATE))
    label = "%b" if timespan == "month" else "%-d %b"
    return alt.X(
        "start:T",
        title=first if first == last else None,
        scale=alt.Scale(type="utc", padding=14),
        axis=alt.Axis(
            values=known[::by_label],
            format=label if first == last else f"{label} %Y",
            grid=False,
            labelOverlap=True,
            labelFlush=True,
        ),
    )
