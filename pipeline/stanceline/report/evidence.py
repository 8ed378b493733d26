"""The passages behind each number, drawn by a written rule, each traceable to its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from stanceline.records import StancePoint
from stanceline.report.exhibits import Exhibit, read_exhibits
from stanceline.report.timespans import TimeSpan, anchor_of, name_of
from stanceline.store.views import read_rows, read_table

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

UNDATED = "undated"
PREMIUM, CAPITULATION = "premium", "capitulation"
# Passages on a page: 600 with their markup stay near 2 MB.
BUDGET = 600
MOST_A_SIDE = 4

# A date enters a period only when it is known at least as finely (as the series has it).
_PLACED = """
    create or replace temp table placed as
    with dated as (
        select s.*, a.story_id, a.published_precision as known,
               make_timestamp(epoch_us(a.published)) as published_utc
        from scores s join articles a using (article_id)
    ), cut as (
        select *, case when known = 'day' or (known = 'month' and $timespan = 'month')
                       then cast(date_trunc($timespan, published_utc) as date) end as start
        from dated
    )
    select cut.* exclude (start), p.period_start
    from cut left join (select period_start from series where "group" = 'all') p
      on p.period_start = cut.start
"""
# Each passage stands on the side of its more probable pole, so that none is shown twice.
_CHOSEN = """
    with sided as (
        select *, greatest(p_premium_for_security, p_economic_capitulation) as p,
               case when p_premium_for_security >= p_economic_capitulation
                    then 'premium' else 'capitulation' end as side
        from placed
    ), a_story as (
        select *, row_number() over (
            partition by period_start, side, story_id order by p desc, passage_id) as copy
        from sided
    ), ranked as (
        select *, row_number() over (
            partition by period_start, side order by p desc, passage_id) as place
        from a_story where copy = 1
    )
    select passage_id, article_id, period_start, side, place from ranked where place <= $a_side
      and (period_start is null or list_contains($periods, period_start))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The evidence of one period, or of what is in no period (``point`` is null)."""

    anchor: str
    name: str
    point: StancePoint | None
    premium: tuple[Exhibit, ...]
    capitulation: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All sections in the order of time, and how they were drawn."""

    sections: tuple[Section, ...]
    a_side: int
    n_periods: int
    n_shown: int
    n_outside: int

    @property
    def anchors(self) -> frozenset[str]:
        """The places that something may link to."""
        return frozenset(section.anchor for section in self.sections)


def read_evidence(
    connection: DuckDBPyConnection,
    points: Sequence[StancePoint],
    timespan: TimeSpan,
    *,
    budget: int = BUDGET,
) -> Evidence:
    """Draw the passages of every period, at most ``budget`` of them in all.

    With more periods than the budget allows, those with the most stories are shown.
    """
    connection.execute(_PLACED, {"timespan": timespan})
    periods = _shown_periods(points, budget)
    a_side = max(1, min(MOST_A_SIDE, budget // (2 * (len(periods) + 1))))
    choice = {"a_side": a_side, "periods": [point.period_start for point in periods]}
    drawn = _drawn(connection, read_table(connection, _CHOSEN, choice))
    sections = [_section(drawn, point, timespan) for point in periods]
    outside = _count_outside(connection)
    if outside:
        sections.append(_outside(drawn, has_periods=bool(points)))
    return Evidence(
        sections=tuple(sections),
        a_side=a_side,
        n_periods=len(points),
        n_shown=sum(map(len, drawn.values())),
        n_outside=outside,
    )


def _shown_periods(points: Sequence[StancePoint], budget: int) -> list[StancePoint]:
    """Keep the periods with the most stories, in the order of time; two passages a period."""
    ranked = sorted(points, key=lambda p: (-p.n_stories, p.period_start))
    room = max(budget // 2 - 1, 1)
    return sorted(ranked[:room], key=lambda p: p.period_start)


def _section(
    drawn: Mapping[tuple[date | None, str], Sequence[Exhibit]],
    point: StancePoint,
    timespan: TimeSpan,
) -> Section:
    start = point.period_start
    return Section(
        anchor=anchor_of(start),
        name=name_of(start, timespan),
        point=point,
        premium=tuple(drawn.get((start, PREMIUM), ())),
        capitulation=tuple(drawn.get((start, CAPITULATION), ())),
    )


def _outside(
    drawn: Mapping[tuple[date | None, str], Sequence[Exhibit]], *, has_periods: bool
) -> Section:
    return Section(
        anchor=UNDATED,
        name="In no period: no date, or one too coarse" if has_periods else "All passages",
        point=None,
        premium=tuple(drawn.get((None, PREMIUM), ())),
        capitulation=tuple(drawn.get((None, CAPITULATION), ())),
    )


def _drawn(
    connection: DuckDBPyConnection, chosen: pa.Table
) -> dict[tuple[date | None, str], list[Exhibit]]:
    """Read what was chosen, by period and side."""
    drawn: dict[tuple[date | None, str], list[Exhibit]] = defaultdict(list)
    for row, exhibit in read_exhibits(connection, chosen):
        drawn[row["period_start"], row["side"]].append(exhibit)
    return drawn


def _count_outside(connection: DuckDBPyConnection) -> int:
    query = "select count(*) as n from placed where period_start is null"
    return int(read_rows(connection, query)[0]["n"])
