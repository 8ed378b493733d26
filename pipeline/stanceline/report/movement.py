"""How net stance moved over the whole time, and whether outlets moved or only their mix did.

The rule is fixed before any number is seen: the first quarter of the periods with a net is set
against the last (as ``series.windows`` does). Of the whole run the estimator's own contrast is
taken, with its decomposition; of a part of one, the points are pooled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from stanceline.records import StancePoint
from stanceline.report.levels import T_QUANTILE, pool
from stanceline.report.timespans import TimeSpan, say_range
from stanceline.series.breaks import explain
from stanceline.series.contrasts import NO_ESTIMATE, Estimate

# Half of the last digit that is written.
SMALLEST_SHOWN = 0.005
_T_DEGREES = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A change from the first quarter of the periods to the last.

    ``adjusted`` is the change with the mix of outlets held still; ``composition`` the share of
    the change that is not within outlets, not a number when that cannot be told.
    """

    when_before: str
    when_after: str
    before: float
    after: float
    change: Estimate
    adjusted: Estimate
    composition: float

    @property
    def is_clear(self) -> bool:
        """Whether the change stands out."""
        half = self.change.hi - self.change.value
        return is_clear(self.change.value, half)

    @property
    def explanation(self) -> str:
        """What changed: ``stance``, ``composition`` or ``mixed``; nothing when it is not known."""
        if not (math.isfinite(self.composition) and math.isfinite(self.adjusted.value)):
            return ""
        return explain(self.composition, self.change, self.adjusted)


def is_clear(size: float, half: float) -> bool:
    """Say whether a change or difference stands out: its band leaves out zero, and it is not nil.

    What is written as 0.00 is no movement, however narrow its band.
    """
    return math.isfinite(half) and abs(size) > max(half, SMALLEST_SHOWN)


def read_movement(estimation: Mapping[str, Any], timespan: TimeSpan) -> Movement | None:
    """Read the estimator's contrast from ``series.json``; nothing when it has none.

    What cannot be read as one counts as none: the page must stand whatever a file holds.
    """
    contrast, parts = estimation.get("contrast"), estimation.get("decomposition")
    try:
        return _movement(contrast, parts, timespan)  # type: ignore[arg-type]  # checked by trying
    except (TypeError, KeyError, ValueError):
        return None


def _movement(
    contrast: Mapping[str, Any], parts: Mapping[str, Any], timespan: TimeSpan
) -> Movement | None:
    change, model = _estimate(contrast["quoted"]), _estimate(contrast["model"])
    (first, second), (third, last) = (
        [date.fromisoformat(day) for day in contrast[side]] for side in ("before", "after")
    )
    if (first, second) == (third, last) or not math.isfinite(change.value):
        return None
    # The levels are the model's; where the labels are quoted instead, there are none to quote.
    is_model = math.isclose(change.value, model.value)
    whole = float(parts["change"])
    return Movement(
        when_before=say_range(first, second, timespan),
        when_after=say_range(third, last, timespan),
        before=float(parts["before"]) if is_model else math.nan,
        after=float(parts["after"]) if is_model else math.nan,
        change=change,
        adjusted=_estimate(contrast["house_adjusted"]),
        composition=1.0 - float(parts["within"]) / whole if whole else math.nan,
    )


def pool_movement(points: Sequence[StancePoint], timespan: TimeSpan) -> Movement | None:
    """Pool the points of a line at both ends; nothing when it has less than two with a net."""
    known = [point for point in points if math.isfinite(point.net) and point.n_eff > 0]
    size = max(len(known) // 4, 1)
    early, late = known[:size], known[-size:]
    if len(known) < 2:
        return None
    before, after = pool(early), pool(late)
    if before is None or after is None:
        return None
    change = _between(early, late)
    adjusted = _between(*(list(map(_held_still, side)) for side in (early, late)))
    ratio = adjusted.value / change.value if change.value else math.nan
    return Movement(
        when_before=say_range(early[0].period_start, early[-1].period_start, timespan),
        when_after=say_range(late[0].period_start, late[-1].period_start, timespan),
        before=before.net,
        after=after.net,
        change=change,
        adjusted=adjusted,
        composition=1.0 - ratio,
    )


def _between(early: Sequence[StancePoint], late: Sequence[StancePoint]) -> Estimate:
    before, after = pool(early), pool(late)
    if before is None or after is None:
        return NO_ESTIMATE
    value, se = after.net - before.net, math.hypot(before.se, after.se)
    return Estimate(
        value=value,
        lo=value - T_QUANTILE * se,
        hi=value + T_QUANTILE * se,
        se_sampling=se,
        se_classifier=math.nan,
        degrees=_T_DEGREES,
    )


def _held_still(point: StancePoint) -> StancePoint:
    """Return a point as it would be with the outlets' usual shares, its band as wide."""
    return replace(point, net=point.net_house_adj)


def _estimate(plain: Mapping[str, Any]) -> Estimate:
    names = ("value", "lo", "hi", "se_sampling", "se_classifier", "degrees")
    return Estimate(
        **{name: math.nan if plain[name] is None else float(plain[name]) for name in names}
    )
