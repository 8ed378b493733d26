"""How every picture of the page is drawn: colours, sizes, the axis of net stance.

Blue and vermilion are told apart by colour-blind readers (Okabe and Ito, "Color Universal
Design", 2008); no meaning rests on colour alone. Each chart is drawn twice, for wide and for
narrow screens, because letters shrink with a picture that is only scaled. On a dark screen the
styles of the page put other colours in the place of these, so a chart uses no others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt  # noqa: TID253 - this leaf is where charts are specified
from markupsafe import Markup

from stanceline.report.picture import Picture
from stanceline.report.svg import draw

BLUE, VERMILION, INK, GREY, RULE = "#0b5fa5", "#c4490a", "#1d2733", "#5c6875", "#d9dee4"
BAND, GROUND = "#9cc3e3", "white"
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"

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


def draw_all(name: str, make: Callable[[Format], Layered], description: str) -> Picture:
    """Draw what ``make`` specifies at every size, each with the same words."""
    specifications = [
        make(form).to_dict() | {"background": "transparent", "config": _style(form)}
        for form in _FORMATS
    ]
    drawings = [
        draw(specification, description=description, css_class=form.css_class)
        for specification, form in zip(specifications, _FORMATS, strict=True)
    ]
    return Picture(
        name=name,
        description=description,
        markup=Markup("").join(drawings),
        specification=specifications[0] | {"background": "white"},
    )


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
    legend = {
        "labelFontSize": form.font,
        "labelColor": GREY,
        "titleFontSize": form.font,
        "titleColor": GREY,
        "titleFontWeight": "normal",
        "symbolStrokeColor": BLUE,
        "symbolFillColor": BLUE,
    }
    return {
        "font": _FONT,
        "padding": 4,
        "view": {"stroke": None},
        "axis": axis,
        "legend": legend,
        "text": {"color": INK},
    }


def drawable(value: float) -> float | None:
    """Clip to what a net stance can be, for the drawing only; nothing for no number."""
    return max(-1.0, min(1.0, value)) if math.isfinite(value) else None


def limit_of(values: Sequence[float | None]) -> float:
    """Return where the axis ends, alike on both sides, with room for the names of the poles."""
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    return min(1.0, max(0.2, math.ceil(largest * 10 + 0.5) / 10))


def net_axis() -> alt.Axis:
    """Make an axis of net stance: signed, and zero without a sign."""
    label = "datum.value == 0 ? '0' : datum.label"
    return alt.Axis(
        format="+.1f", tickCount=5, labelExpr=label, labelOverlap=True, domain=False, ticks=False
    )
