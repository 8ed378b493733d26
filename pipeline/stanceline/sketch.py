"""A line of the series as a small drawing in HTML, for notebooks: no library, no script.

Colours are those of the page it stands in (``currentColor``) and two that colour-blind readers
tell apart; every number is in the words and the table beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from stanceline.records import StancePoint

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 640.0, 200.0, 44.0, 22.0
_BLUE, _VERMILION, _BAND = "#0b5fa5", "#c4490a", "#9cc3e3"
_MOST_LINES = 8
_MOST_ROWS = 60

Poles = tuple[str, str]
_OURS = ("premium for security", "economic capitulation")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where a point stands: ``x`` by its place in time, ``y`` by its net."""

    first: int
    days: int
    limit: float

    def x(self, point: StancePoint) -> float:
        room = _WIDTH - _LEFT - 14
        share = (point.period_start.toordinal() - self.first) / self.days if self.days else 0.5
        return _LEFT + 6 + share * room

    def y(self, value: float) -> float:
        clipped = max(-self.limit, min(self.limit, value))
        return (_HEIGHT - _BOTTOM) * (0.5 - clipped / self.limit / 2)


def sketch(points: Iterable[StancePoint], *, note: str = "", poles: Poles = _OURS) -> str:
    """Draw every line, the largest first, as HTML that is safe whatever groups are called.

    ``poles``: what counts as plus, and what as minus.
    """
    lines: dict[str, list[StancePoint]] = {}
    for point in points:
        lines.setdefault(point.group, []).append(point)
    if not lines:
        return "<p>A series without points: no passage has a date fine enough.</p>"
    ranked = sorted(lines.items(), key=lambda item: -sum(p.n_passages for p in item[1]))
    drawn = "".join(_draw_line(name, line, poles) for name, line in ranked[:_MOST_LINES])
    rest = len(ranked) - _MOST_LINES
    more = f"<p>and {rest} more lines, in <code>points</code></p>" if rest > 0 else ""
    said = f"<p><small>{escape(note)}</small></p>" if note else ""
    return f"<div>{drawn}{more}{said}</div>"


def _draw_line(name: str, points: Sequence[StancePoint], poles: Poles) -> str:
    said = f"{name}: {_say(points, poles)}"
    return (
        f"<figure><figcaption>{escape(said)}</figcaption>"
        f"{_draw_svg(said, points)}{_draw_table(points)}</figure>"
    )


def _draw_svg(said: str, points: Sequence[StancePoint]) -> str:
    known = [point for point in points if math.isfinite(point.net)]
    values = [v for p in known for v in (p.net, *_band(p)) if math.isfinite(v)]
    first, last = points[0].period_start.toordinal(), points[-1].period_start.toordinal()
    limit = min(1.0, max([0.2, *(math.ceil(abs(value) * 10) / 10 for value in values)]))
    frame = _Frame(first=first, days=last - first, limit=limit)
    label = escape(said, quote=True)
    return (
        f'<svg viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" width="100%" role="img" aria-label="{label}" '
        f'style="max-width:46rem;font:12px sans-serif" fill="currentColor">'
        f"{_draw_axis(points, frame)}{_draw_band(known, frame)}{_draw_path(known, frame)}"
        f"{''.join(_draw_dot(point, frame) for point in known)}</svg>"
    )


def _draw_axis(points: Sequence[StancePoint], frame: _Frame) -> str:
    zero, low = frame.y(0), _HEIGHT - 6
    first, last = points[0].period_start, points[-1].period_start
    return (
        f'<path d="M{_LEFT} {zero:.1f}H{_WIDTH}" stroke="currentColor" opacity=".4"/>'
        f'<text x="2" y="12">+{frame.limit:.1f}</text><text x="2" y="{zero + 4:.1f}">0</text>'
        f'<text x="2" y="{_HEIGHT - _BOTTOM:.1f}">−{frame.limit:.1f}</text>'
        f'<text x="{_LEFT}" y="{low}">{first}</text>'
        f'<text x="{_WIDTH - 4}" y="{low}" text-anchor="end">{last}</text>'
    )


def _draw_band(points: Sequence[StancePoint], frame: _Frame) -> str:
    banded = [point for point in points if all(map(math.isfinite, _band(point)))]
    if len(banded) < 2:
        return ""
    above = [f"{frame.x(p):.1f},{frame.y(_band(p)[1]):.1f}" for p in banded]
    below = [f"{frame.x(p):.1f},{frame.y(_band(p)[0]):.1f}" for p in reversed(banded)]
    return f'<polygon points="{" ".join(above + below)}" fill="{_BAND}" opacity=".45"/>'


def _draw_path(points: Sequence[StancePoint], frame: _Frame) -> str:
    places = [f"{frame.x(p):.1f},{frame.y(_level(p)):.1f}" for p in points]
    line = 'fill="none" stroke="currentColor" stroke-width="1.8"'
    return f'<polyline points="{" ".join(places)}" {line}/>'


def _draw_dot(point: StancePoint, frame: _Frame) -> str:
    colour = _VERMILION if point.net < 0 else _BLUE
    fill = colour if point.show_raw else "none"
    said = escape(f"{point.period_start}: {_signed(point.net)}, {point.n_stories} stories")
    return (
        f'<circle cx="{frame.x(point):.1f}" cy="{frame.y(point.net):.1f}" r="3.5" fill="{fill}" '
        f'stroke="{colour}"><title>{said}</title></circle>'
    )


def _draw_table(points: Sequence[StancePoint]) -> str:
    rows = "".join(
        f"<tr><td>{p.period_start}</td><td>{_signed(p.net)}</td>"
        f"<td>{_signed(p.net_lo)} to {_signed(p.net_hi)}</td><td>{p.n_stories}</td>"
        f"<td>{p.n_passages}</td><td>{escape(p.status)}</td></tr>"
        for p in points[-_MOST_ROWS:]
    )
    shown = min(len(points), _MOST_ROWS)
    return (
        f"<details><summary>The last {shown} of {len(points)} periods as a table</summary><table>"
        "<thead><tr><th>period</th><th>net</th><th>95% band</th><th>stories</th><th>passages</th>"
        f"<th>status</th></tr></thead><tbody>{rows}</tbody></table></details>"
    )


def _say(points: Sequence[StancePoint], poles: Poles) -> str:
    known = [point for point in points if math.isfinite(point.net)]
    if not known:
        return "no period has a net stance"
    first, last = known[0], known[-1]
    return (
        f"net stance {_signed(first.net)} at {first.period_start}, {_signed(last.net)} at "
        f"{last.period_start} ({poles[0]} +, {poles[1]} −)"
    )


def _level(point: StancePoint) -> float:
    return point.net_smooth if math.isfinite(point.net_smooth) else point.net


def _band(point: StancePoint) -> tuple[float, float]:
    if math.isfinite(point.net_smooth_lo):
        return point.net_smooth_lo, point.net_smooth_hi
    return point.net_lo, point.net_hi


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−") if math.isfinite(value) else "–"
