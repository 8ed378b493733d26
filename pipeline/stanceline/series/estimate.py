"""The stance series: net stance a period and group, corrected for how the classifier errs.

``net`` is the share of passages that voice premium for security minus the share that voice
economic capitulation, every distinct story counted once. docs/methods.md explains each step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from stanceline.errors import SeriesError
from stanceline.records import StanceBreak, StancePoint
from stanceline.series.advice import advise
from stanceline.series.breaks import find_breaks
from stanceline.series.contrasts import Contrast, contrast, outlet_sides
from stanceline.series.decomposition import Decomposition, decompose
from stanceline.series.labels import Labels, read_labels
from stanceline.series.levels import GroupLevel, compare_levels
from stanceline.series.line import Calendar, Line, make_line
from stanceline.series.passages import NO_GROUP, Passages, read_passages
from stanceline.series.periods import (
    NO_DAY,
    is_usable,
    number_quarters,
    quarter_names,
    read_period,
)
from stanceline.series.points import Drawn, RunFacts, draw
from stanceline.series.resolution import choose_period
from stanceline.series.run_errors import RunErrors, describe_errors, fit_run_errors
from stanceline.series.settings import DEFAULTS, EstimatorSettings
from stanceline.series.statuses import Flag
from stanceline.series.undated import compare_undated
from stanceline.series.weights import Weights
from stanceline.series.windows import WindowLike, headline_windows, select_periods
from stanceline.sketch import sketch

if TYPE_CHECKING:
    import pandas as pd
    from narwhals.typing import IntoDataFrame

ALL = "all"
# Below this the coders, not the model, are the limit (Krippendorff's own rule of thumb).
_MIN_AGREEMENT = 0.67


@dataclass(frozen=True, kw_only=True)
class SeriesResult:
    """The points of one or several groups, and what must be known to read them."""

    points: tuple[StancePoint, ...]
    metadata: Mapping[str, Any]
    lines: tuple[Line, ...] = field(repr=False)

    def table(self) -> pd.DataFrame:
        """Return the points as a table, one row a point."""
        import pandas as pd

        names = StancePoint.__slots__
        return pd.DataFrame(
            [{name: getattr(point, name) for name in names} for point in self.points],
            columns=list(names),
        )

    def _repr_html_(self) -> str:
        """Draw the lines, for notebooks."""
        return sketch(self.points, note=str(self.metadata.get("advice", "")))

    def contrast(
        self, a: WindowLike | None = None, b: WindowLike | None = None, *, group: str | None = None
    ) -> Contrast:
        """Contrast window ``b`` with window ``a``: a change is b minus a.

        A window is a pair of dates (first and last day a period may begin on, both included), a
        name of a year, quarter or month ("2025", "2025Q3", "2025-07"), or a list of the first
        days of periods. Without windows: the last quarter of the periods against the first.

        Raises:
            SeriesError: no such group, no window like it.

        """
        line = self.line(group)
        before, after = self._windows(line, a, b)
        return contrast(line, before[0], after[0], names=(before[1], after[1]))

    def decompose(
        self, a: WindowLike | None = None, b: WindowLike | None = None, *, group: str | None = None
    ) -> Decomposition:
        """Say how much of the change from ``a`` to ``b`` is within, between and from new outlets.

        Raises:
            SeriesError: no such group, no window like it, or a window without a net.

        """
        line = self.line(group)
        sides = [outlet_sides(line, window) for window, _ in self._windows(line, a, b)]
        if not all(shares.any() for shares, _ in sides):
            raise SeriesError(f"{line.name}: a window has no period with a net to decompose")
        return decompose(sides[0], sides[1], line.rows.outlets)

    def breaks(self) -> tuple[StanceBreak, ...]:
        """Find the changes of level of every line, adjusted for the number of lines."""
        return self._breaks

    def levels(self) -> tuple[GroupLevel, ...]:
        """Compare the groups over the whole time; those with labels enough are ranked, first."""
        return compare_levels(self.lines)

    def line(self, group: str | None = None) -> Line:
        """Return the line of a group, by its name in the points; the only one without a name.

        Raises:
            SeriesError: no such group.

        """
        named = {line.name: line for line in self.lines}
        if group is None and len(named) == 1:
            return self.lines[0]
        for name in (group, f"{self.metadata['group_by']}={group}"):
            if name in named:
                return named[name]
        raise SeriesError(f"no line named {group!r}; known: {', '.join(named) or 'none'}")

    @cached_property
    def _breaks(self) -> tuple[StanceBreak, ...]:
        return find_breaks(self.lines)

    def _windows(self, line: Line, a: WindowLike | None, b: WindowLike | None) -> tuple[Any, Any]:
        if a is None and b is None:
            return headline_windows(line)
        if a is None or b is None:
            raise SeriesError("give both windows of a contrast, or neither")
        return select_periods(line, a), select_periods(line, b)


def estimate_series(
    passages: IntoDataFrame,
    labels: IntoDataFrame | None = None,
    *,
    period: str = "auto",
    group: str | None = None,
    weights: Weights = "story",
    settings: EstimatorSettings = DEFAULTS,
) -> SeriesResult:
    """Estimate the series of scored passages, corrected by hand-read labels when there are any.

    ``passages`` (pandas, polars or Arrow) has ``passage_id, article_id, story_id, outlet, date,
    p_neither, p_premium, p_capitulation, p_both, model_version`` and, if dates are not all known
    to the day, ``date_precision``; ``labels`` has ``passage_id, label, pi, stratum``, drawn at
    random with inclusion probability ``pi``. With ``group`` every value of that column has its
    own line; copies of a story are then counted within the group.

    Raises:
        SeriesError: a ``ValueError``; a table is not what it must be (see ``series.passages`` and
            ``series.labels``), or an option is unknown.

    """
    read = read_labels(labels) if labels is not None else None
    rows = read_passages(passages, group=group, labels=read)
    chosen = choose_period(rows, weights) if period == "auto" else read_period(period)
    usable = rows.take(is_usable(rows.day, rows.precision, chosen))
    quarters = number_quarters(usable.day)
    first = int(quarters.min(initial=quarters[0])) if len(quarters) else 0
    size = int(quarters.max()) - first + 1 if len(quarters) else 0
    calendar = Calendar(period=chosen, first_quarter=first, n_quarters=size)
    errors = fit_run_errors(
        rows, read, calendar=calendar, by_group=group is not None, settings=settings
    )
    lines = tuple(
        _lines(usable, group, calendar=calendar, weights=weights, settings=settings, errors=errors)
    )
    facts = RunFacts(undated_share=_undated_share(rows), p_drift=errors.p_drift)
    drawn = [draw(line, facts) for line in lines]
    return SeriesResult(
        points=tuple(point for one in drawn for point in one.points),
        lines=lines,
        metadata={
            "period": chosen,
            "weights": weights,
            "group_by": group or ALL,
            "model_version": rows.model_version,
            "passages": len(rows),
            "passages_dated": int((rows.day != NO_DAY).sum()),
            "passages_in_series": sum(len(line.rows) for line in lines),
            "undated_articles": len(np.unique(rows.article[rows.day == NO_DAY])),
            "undated_share": facts.undated_share,
            "undated": compare_undated(rows, errors, weights, settings),
            "syndicated_share": _syndicated_share(usable),
            "settings": settings.as_plain(),
            "errors": describe_errors(errors, quarter_names(range(first, first + size))),
            "smoother": _describe_smoothers(lines, drawn),
            "flags": _flags(rows, errors, drawn, settings),
            "advice": advise(lines[0]) if lines and read is None and group is None else "",
        },
    )


def _lines(
    rows: Passages,
    group: str | None,
    *,
    calendar: Calendar,
    weights: Weights,
    settings: EstimatorSettings,
    errors: RunErrors,
) -> Iterator[Line]:
    """Make a line a group, in the order of their names; groups without passages have none."""
    if not len(rows):
        return
    order = np.argsort(rows.group, kind="stable")
    codes, starts = np.unique(rows.group[order], return_index=True)
    for code, members in zip(codes.tolist(), np.split(order, starts[1:]), strict=True):
        if code == NO_GROUP:
            continue
        line = make_line(
            f"{group}={rows.groups[code]}" if group else ALL,
            rows.take(members),
            calendar=calendar,
            weights=weights,
            settings=settings,
            errors=errors.of_line(code if group else None),
        )
        if line is not None:
            yield line


def _describe_smoothers(lines: tuple[Line, ...], drawn: list[Drawn]) -> dict[str, Any]:
    return {
        line.name: {"level_sd": one.smoothed.level_sd, "shock_sd": one.smoothed.shock_sd}
        for line, one in zip(lines, drawn, strict=True)
        if one.smoothed is not None
    }


def _flags(
    rows: Passages, errors: RunErrors, drawn: list[Drawn], settings: EstimatorSettings
) -> list[str]:
    labels: Labels | None = errors.labels
    outside = any(abs(point.net) > 1 for one in drawn for point in one.points)
    conditions = [
        (Flag.ERROR_MODEL_UNUSABLE, bool(errors.why_unusable)),
        (Flag.CLASSIFIER_DRIFT, errors.p_drift < settings.drift_flag),
        (Flag.UNDATED_HIGH, _undated_share(rows) > settings.undated_flag),
        (Flag.NET_OUTSIDE_BOUNDS, outside),
        (Flag.CODERS_DISAGREE, labels is not None and labels.coder_agreement < _MIN_AGREEMENT),
    ]
    return [str(flag) for flag, holds in conditions if holds]


def _undated_share(rows: Passages) -> float:
    return float((rows.day == NO_DAY).mean()) if len(rows) else 0.0


def _syndicated_share(rows: Passages) -> float:
    """Return the share of passages whose story was printed more than once."""
    from stanceline.series.weights import count_copies

    if not len(rows):
        return 0.0
    return float((count_copies(rows.article, rows.story)[rows.story] > 1).mean())
