"""Two selections beside each other: two groups of one run, two runs, or two models."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from stanceline.records import StancePoint
from stanceline.report.levels import T_QUANTILE, Level, pool
from stanceline.report.movement import is_clear
from stanceline.report.sheets import Cell, Sheet
from stanceline.serve.selection import Day, Name, Selection

Side = Literal["left", "right"]
_SIDE = ("net", "low", "high", "n_stories", "n_passages")
_CHOSEN = ("outlet", "voice", "actor", "institution", "model", "q")


class Comparison(BaseModel):
    """What is compared: a run and a selection at each side, over the same days."""

    model_config = ConfigDict(frozen=True)

    left: Name = Field(default="", description="name of a run")
    left_outlet: Name = ""
    left_voice: Name = ""
    left_actor: Name = ""
    left_institution: Name = ""
    left_model: Name = ""
    left_q: Name = ""
    right: Name = Field(default="", description="name of a run")
    right_outlet: Name = ""
    right_voice: Name = ""
    right_actor: Name = ""
    right_institution: Name = ""
    right_model: Name = ""
    right_q: Name = ""
    since: Day = None
    until: Day = None

    def selection(self, side: Side) -> Selection:
        """Return the selection of one side."""
        values = {name: getattr(self, f"{side}_{name}") for name in _CHOSEN}
        return Selection(since=self.since, until=self.until, **values)

    def as_query(self) -> str:
        """Write it as the query of an address."""
        values = self.model_dump(mode="json", exclude_defaults=True)
        return urlencode(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A period, or all of the time, at both sides; a side without stories is null."""

    start: date | None
    left: Level | None
    right: Level | None

    @property
    def size(self) -> float:
        """Left minus right; not a number when a side is missing."""
        return self.left.net - self.right.net if self.left and self.right else math.nan

    @property
    def half(self) -> float:
        """Half the 95% band, the sides taken as independent."""
        if not (self.left and self.right):
            return math.nan
        return T_QUANTILE * math.hypot(self.left.se, self.right.se)

    @property
    def is_clear(self) -> bool:
        """Whether the band leaves out zero."""
        return is_clear(self.size, self.half)


def differ(left: Sequence[StancePoint], right: Sequence[StancePoint]) -> list[Difference]:
    """Compare two lines: over all of the time first, then period by period."""
    starts = sorted({point.period_start for point in (*left, *right)})
    periods = [
        Difference(start=start, left=pool(_at(left, start)), right=pool(_at(right, start)))
        for start in starts
    ]
    return [Difference(start=None, left=pool(left), right=pool(right)), *periods]


def make_difference_sheet(differences: Sequence[Difference]) -> Sheet:
    """Make the table of a comparison: all of the time first, then one period a row."""
    sides = [f"{side}_{name}" for side in ("left", "right") for name in _SIDE]
    columns = ("period_start", *sides, "difference", "difference_low", "difference_high", "clear")
    return Sheet(name="comparison", columns=columns, rows=tuple(map(_difference_row, differences)))


def _difference_row(of: Difference) -> tuple[Cell, ...]:
    ends = (of.size, of.size - of.half, of.size + of.half)
    return (
        of.start or "all",
        *_side_cells(of.left),
        *_side_cells(of.right),
        *(_known(value) for value in ends),
        of.is_clear,
    )


def _side_cells(level: Level | None) -> list[Cell]:
    return [_known(getattr(level, name)) if level else None for name in _SIDE]


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _at(points: Sequence[StancePoint], start: date) -> list[StancePoint]:
    return [point for point in points if point.period_start == start]
