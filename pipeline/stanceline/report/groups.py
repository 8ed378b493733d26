"""The lines of outlets and voices, each as one level with its band."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from stanceline.records import StancePoint
from stanceline.report.debate import OURS, Debate
from stanceline.report.group_chart import NamedLevel, draw_groups
from stanceline.report.levels import ALL, is_corrected, pool
from stanceline.report.picture import Picture
from stanceline.report.wording import clip, slug

_MOST_DRAWN = 20
_MOST_LISTED = 100
_MAX_NAME = 120
# Between two groups there is no spread to estimate.
_MIN_TO_SHRINK = 3
# A dot that rests on few stories is still its own line's; what is pooled or uncorrected is not.
_RANKABLE = frozenset({"ok", "raw_suppressed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """One way to divide the passages; the groups with the most passages first."""

    by: str
    name: str  # of its files
    chart: Picture | None
    listed: tuple[NamedLevel, ...]
    shrunk: Mapping[str, float]  # by anchor; empty when no group has a band
    is_ranked: bool
    n_drawn: int
    n_groups: int


def make_groupings(points: Iterable[StancePoint], debate: Debate = OURS) -> list[Grouping]:
    """Make a grouping of each kind of group in the series (``outlet=NAME``, ``voice=NAME``)."""
    lines = _lines(points)
    kinds = list(dict.fromkeys(group.partition("=")[0] for group, _ in lines))
    return [
        _grouping(
            kind, place, [line for line in lines if line[0].partition("=")[0] == kind], debate
        )
        for place, kind in enumerate(kinds)
    ]


def _lines(points: Iterable[StancePoint]) -> list[tuple[str, list[StancePoint]]]:
    rest = sorted((p for p in points if p.group != ALL), key=lambda p: p.group)
    return [(group, list(line)) for group, line in groupby(rest, key=lambda p: p.group)]


def _grouping(
    kind: str, place: int, lines: Sequence[tuple[str, list[StancePoint]]], debate: Debate
) -> Grouping:
    levels = [(group.partition("=")[2], pool(line)) for group, line in lines]
    is_ranked = may_be_ranked(lines)
    known = [(name, level) for name, level in levels if level is not None]
    known.sort(key=lambda item: (-item[1].n_passages, item[0]))
    listed = tuple(
        NamedLevel(name=clip(name, _MAX_NAME), anchor=f"group-{place}-{row}", level=level)
        for row, (name, level) in enumerate(known[:_MOST_LISTED])
    )
    drawn = list(listed[:_MOST_DRAWN])
    if is_ranked:
        drawn.sort(key=lambda item: -item.level.net)
    return Grouping(
        by=clip(kind, _MAX_NAME),
        name=f"by-{slug(kind)}",
        chart=draw_groups(drawn, what=kind, debate=debate) if drawn else None,
        listed=listed,
        shrunk=shrink(listed),
        is_ranked=is_ranked,
        n_drawn=len(drawn),
        n_groups=len(known),
    )


def may_be_ranked(lines: Iterable[tuple[str, Sequence[StancePoint]]]) -> bool:
    """Say whether groups may be put in an order.

    Only where hand-read passages of every group correct its own line: a common correction can
    turn an order round, and an uncorrected one has the classifier's taste in it.
    """
    each = [points for _, points in lines]
    statuses = {point.status for points in each for point in points}
    return bool(each) and statuses <= _RANKABLE and all(is_corrected(points) for points in each)


def shrink(listed: Sequence[NamedLevel]) -> dict[str, float]:
    """Pull each level to the mean of all, the more the less is known of it.

    B = tau^2 / (tau^2 + V), tau^2 by the method of moments (DerSimonian and Laird 1986), at
    least 0; groups without a band have no V and are left out.
    """
    banded = [item for item in listed if item.level.has_band and item.level.se > 0]
    if len(banded) < _MIN_TO_SHRINK:
        return {}
    weights = [item.level.se**-2 for item in banded]
    total = sum(weights)
    mean = sum(w * item.level.net for w, item in zip(weights, banded, strict=True)) / total
    spread = sum(w * (item.level.net - mean) ** 2 for w, item in zip(weights, banded, strict=True))
    scale = total - sum(w * w for w in weights) / total
    tau2 = max(0.0, (spread - (len(banded) - 1)) / scale)
    return {
        item.anchor: mean + tau2 / (tau2 + item.level.se**2) * (item.level.net - mean)
        for item in banded
    }
