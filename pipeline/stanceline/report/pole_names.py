"""The names of the two poles at the ends of the axis of net stance."""

from __future__ import annotations

from typing import Any

import altair as alt  # noqa: TID253 - this leaf is where charts are specified

from stanceline.report.debate import Debate
from stanceline.report.drawing import BLUE, GROUND, VERMILION, Format


def pole_layers(limit: float, debate: Debate, form: Format) -> list[alt.Chart]:
    """Write what is above and what is below, inside the picture at its left."""
    return [
        *_name(f"▲ {debate.plus.title}", form, color=BLUE, at=limit, dy=9),
        *_name(f"▼ {debate.minus.title}", form, color=VERMILION, at=-limit, dy=-7),
    ]


def _name(text: str, form: Format, *, color: str, at: float, dy: int) -> list[alt.Chart]:
    """Write a name on the ground of the card, so that no line runs through it."""
    chart = alt.Chart(alt.InlineData(values=[{"at": at}])).encode(y="at:Q", x=alt.value(6))
    words: dict[str, Any] = {
        "text": text,
        "align": "left",
        "dy": dy,
        "fontSize": form.font,
        "fontWeight": 600,
    }
    ground = chart.mark_text(**words, color=GROUND, stroke=GROUND, strokeWidth=5, aria=False)
    return [ground, chart.mark_text(**words, color=color)]
