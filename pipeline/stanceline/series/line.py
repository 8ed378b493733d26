"""One line of the series: the passages of a group, averaged period by period."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from stanceline.series.bands import Clusters, PeriodMeans, average
from stanceline.series.error_model import Correction
from stanceline.series.house_effects import (
    HouseEffects,
    estimate_house_effects,
    fixed_panel,
)
from stanceline.series.labels import Labels
from stanceline.series.passages import Passages
from stanceline.series.periods import Period, number_periods, number_quarters
from stanceline.series.settings import EstimatorSettings
from stanceline.series.weights import Weights, weigh


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The periods of a series and its quarters (the blocks of the error model)."""

    period: Period
    first_quarter: int
    n_quarters: int

    def blocks(self, days: np.ndarray) -> np.ndarray:
        """Return the block 0..b-1 of days (n,) that lie in the calendar."""
        return number_quarters(days) - self.first_quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class LineErrors:
    """What hand-read labels say of a line.

    ``net`` and ``framed`` correct it, when labels are there and usable; ``why_unusable`` says
    why they are not. ``labels`` are all labels of the run, ``per_block`` (b,) counts them,
    ``in_group`` counts those in this line, when it is of a group.
    """

    labels: Labels | None = None
    net: Correction | None = None
    framed: Correction | None = None
    why_unusable: str = ""
    per_block: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    in_group: int | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """Passages of one group in periods 0..t-1 from ``first``; arrays are (n,) or (t,).

    Without a correction the line is the naive one.
    """

    name: str
    calendar: Calendar
    settings: EstimatorSettings
    first: int
    rows: Passages
    period_of: np.ndarray
    clusters: Clusters
    weights: Weights
    errors: LineErrors

    @property
    def correction(self) -> Correction | None:
        """What undoes the classifier's errors; nothing without usable labels."""
        return self.errors.net

    @property
    def n_periods(self) -> int:
        """Periods from the first with a passage to the last, empty ones among them."""
        return self.clusters.n_periods

    @property
    def weight(self) -> np.ndarray:
        """w_i: the weight of each passage (n,)."""
        return self.clusters.weight

    @cached_property
    def block_of(self) -> np.ndarray:
        """The block of each passage (n,)."""
        return self.calendar.blocks(self.rows.day)

    @cached_property
    def values(self) -> np.ndarray:
        """g_i: the score that is averaged (n,), corrected when there is a correction."""
        if self.correction is None:
            return self.rows.naive
        return self.correction.apply(self.rows.scores, self.block_of)

    @cached_property
    def net(self) -> PeriodMeans:
        """The net of each period, with its sampling variance."""
        return self.average(self.values)

    @cached_property
    def naive(self) -> PeriodMeans:
        """The uncorrected net of each period, with its sampling variance."""
        return self.average(self.rows.naive)

    @cached_property
    def framed(self) -> np.ndarray:
        """Premium plus capitulation of each period (t,)."""
        if self.errors.framed is not None:
            return self.clusters.mean(self.errors.framed.apply(self.rows.scores, self.block_of))
        return self.clusters.mean(self.rows.scores @ np.array([0.0, 1.0, 1.0, 2.0]))

    @cached_property
    def houses(self) -> HouseEffects | None:
        """House effects; nothing with a single outlet."""
        if len(np.unique(self.rows.outlet)) < 2:
            return None
        return estimate_house_effects(
            self.values,
            self.weight,
            self.period_of,
            self.rows.outlet,
            n_periods=self.n_periods,
            n_outlets=len(self.rows.outlets),
        )

    @cached_property
    def adjusted(self) -> PeriodMeans | None:
        """The net of each period with house effects taken out."""
        if self.houses is None:
            return None
        return self.average(self.values - self.houses.effect[self.rows.outlet])

    @cached_property
    def block_share(self) -> np.ndarray:
        """Share of each period's weight that lies in each block (t, b): a week may have two."""
        cells = self.period_of * self.calendar.n_quarters + self.block_of
        size = self.n_periods * self.calendar.n_quarters
        weight = np.bincount(cells, weights=self.weight, minlength=size)
        table = weight.reshape(self.n_periods, self.calendar.n_quarters)
        total = table.sum(axis=1, keepdims=True)
        return np.asarray(np.divide(table, total, out=np.zeros_like(table), where=total > 0))

    @cached_property
    def classifier(self) -> np.ndarray:
        """Classifier variance of each period's net (t,): the block's class shares stand for it."""
        if self.correction is None:
            return np.zeros(self.n_periods)
        shares = self.correction.prevalence(_means(self, self.block_of, self.calendar.n_quarters))
        return self.correction.variance(self.block_share[:, :, None] * shares)

    def exposure(self, combination: np.ndarray) -> np.ndarray:
        """Return gamma (b, k): what ``sum x_t net_t`` with x (t,) rests on in each block."""
        correction = self.correction
        if correction is None:
            raise ValueError("a line without a correction has no classifier variance")
        per_passage = (
            combination[self.period_of] * self.weight / self.clusters.total[self.period_of]
        )
        folded = correction.estimand.fold_scores(self.rows.scores)
        sums = _sum_blocks(folded * per_passage[:, None], self.block_of, self.calendar.n_quarters)
        return correction.prevalence(sums)

    def average(self, values: np.ndarray) -> PeriodMeans:
        """Average passage values (n,) over periods, stories being the clusters."""
        return average(self.clusters, values, prior_df=self.settings.prior_df)

    @property
    def has_bands(self) -> bool:
        """Whether there are stories enough for any band."""
        return self.net.pooled_df >= self.settings.min_pooled_df


def make_line(
    name: str,
    rows: Passages,
    *,
    calendar: Calendar,
    weights: Weights,
    settings: EstimatorSettings,
    errors: LineErrors,
) -> Line | None:
    """Make the line of dated passages; nothing when none is left (a fixed panel may be empty)."""
    numbers = number_periods(rows.day, calendar.period)
    if settings.panel == "fixed":
        kept = fixed_panel(
            numbers,
            rows.outlet,
            n_outlets=len(rows.outlets),
            presence=settings.panel_presence,
        )[rows.outlet]
        rows, numbers = rows.take(kept), numbers[kept]
    if not len(rows):
        return None
    first, last = int(numbers.min()), int(numbers.max())
    clusters = Clusters.of(
        numbers - first,
        rows.story,
        weigh(rows.article, rows.story, weights),
        n_periods=last - first + 1,
    )
    return Line(
        name=name,
        calendar=calendar,
        settings=settings,
        first=first,
        rows=rows,
        period_of=numbers - first,
        clusters=clusters,
        weights=weights,
        errors=errors,
    )


def recut(line: Line, *, period: Period | None = None, weights: Weights | None = None) -> Line:
    """Return the same passages in other periods or under other weights."""
    again = make_line(
        line.name,
        line.rows,
        calendar=replace(line.calendar, period=period or line.calendar.period),
        weights=weights or line.weights,
        settings=line.settings,
        errors=line.errors,
    )
    if again is None:
        raise ValueError(f"{line.name} has no passages")
    return again


def _sum_blocks(values: np.ndarray, blocks: np.ndarray, n_blocks: int) -> np.ndarray:
    """Sum rows (n, k) over blocks: (b, k)."""
    columns = [np.bincount(blocks, weights=column, minlength=n_blocks) for column in values.T]
    return np.stack(columns, axis=1)


def _means(line: Line, blocks: np.ndarray, n_blocks: int) -> np.ndarray:
    """Average the folded scores of a line over blocks: (b, k); zero where there are none."""
    if line.correction is None:
        raise ValueError("a line without a correction has no folded scores")
    folded = line.correction.estimand.fold_scores(line.rows.scores)
    sums = _sum_blocks(folded * line.weight[:, None], blocks, n_blocks)
    total = np.bincount(blocks, weights=line.weight, minlength=n_blocks)[:, None]
    return np.asarray(np.divide(sums, total, out=np.zeros_like(sums), where=total > 0))
