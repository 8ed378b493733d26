"""Changes and events as layers of the picture of time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt  # noqa: TID253 - this leaf is where charts are specified

from stanceline.report.drawing import GREY, INK
from stanceline.report.marks import Change, Event

_SPAN = "#f1d9a7"


def change_layers(changes: Sequence[Change], limit: float) -> list[alt.Chart]:
    """Shade the days a change may lie in, with a line at the likeliest and its number on top."""
    if not changes:
        return []
    rows = [
        {
            "first": change.first.isoformat(),
            "last": change.last.isoformat(),
            "start": change.day.isoformat(),
            "text": str(change.number),
            "href": f"#{change.anchor}",
            "said": change.sentence,
            "at": limit,
        }
        for change in changes
    ]
    base = alt.Chart(alt.InlineData(values=rows))
    time = alt.X("start:T", title=None)
    return [
        base.mark_rect(color=_SPAN, opacity=0.6).encode(x="first:T", x2="last:T"),
        base.mark_rule(color=INK, strokeWidth=1.2, strokeDash=[2, 3]).encode(x=time),
        base.mark_text(dy=-6, fontWeight=700, color=INK, fontSize=13).encode(
            x=time, y="at:Q", text="text:N", href="href:N", description="said:N"
        ),
    ]


def event_layers(events: Sequence[Event], limit: float) -> list[alt.Chart]:
    """Draw a thin line a user's event, with its letter at the bottom."""
    if not events:
        return []
    rows: list[dict[str, Any]] = [
        {"start": event.day.isoformat(), "text": event.letter, "at": -limit} for event in events
    ]
    base = alt.Chart(alt.InlineData(values=rows))
    time = alt.X("start:T", title=None)
    return [
        base.mark_rule(color=GREY, strokeWidth=1, opacity=0.8).encode(x=time),
        base.mark_text(dy=-22, dx=7, color=GREY, fontSize=12, fontWeight=600).encode(
            x=time, y="at:Q", text="text:N"
        ),
    ]
