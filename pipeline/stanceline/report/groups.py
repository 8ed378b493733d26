"""The lines of outlets and voices, each as one level with its band."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from stanceline.records import StancePoint
from stanceline.report.group_chart import NamedLevel, draw_groups
from stanceline.report.levels import ALL, pool
from stanceline.report.wording import clip

_MOST_DRAWN = 20
_MOST_LISTED = 100
_MAX_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """One way to divide the passages; the groups with the most passages first."""

    by: str
    chart: Markup
    listed: tuple[NamedLevel, ...]
    n_drawn: int
    n_groups: int


def make_groupings(points: Iterable[StancePoint]) -> list[Grouping]:
    """Make a grouping of each kind of group in the series (``outlet=NAME``, ``voice=NAME``)."""
    lines = _lines(points)
    kinds = list(dict.fromkeys(group.partition("=")[0] for group, _ in lines))
    return [
        _grouping(kind, place, [line for line in lines if line[0].partition("=")[0] == kind])
        for place, kind in enumerate(kinds)
    ]


def _lines(points: Iterable[StancePoint]) -> list[tuple[str, list[StancePoint]]]:
    rest = sorted((p for p in points if p.group != ALL), key=lambda p: p.group)
    return [(group, list(line)) for group, line in groupby(rest, key=lambda p: p.group)]


def _grouping(kind: str, place: int, lines: Sequence[tuple[str, list[StancePoint]]]) -> Grouping:
    levels = [(group.partition("=")[2], pool(line)) for group, line in lines]
    known = [(name, level) for name, level in levels if level is not None]
    known.sort(key=lambda item: (-item[1].n_passages, item[0]))
    listed = tuple(
        NamedLevel(name=clip(name, _MAX_NAME), anchor=f"group-{place}-{row}", level=level)
        for row, (name, level) in enumerate(known[:_MOST_LISTED])
    )
    drawn = sorted(listed[:_MOST_DRAWN], key=lambda item: -item.level.net)
    return Grouping(
        by=clip(kind, _MAX_NAME),
        chart=draw_groups(drawn, what=kind) if drawn else Markup(),
        listed=listed,
        n_drawn=len(drawn),
        n_groups=len(known),
    )
