"""The articles and passages that moved a change: the strongest stories on both sides of it.

The rule: three periods before the change are set against the first three of the new level. On
each side stories are ranked by the sum of their passages' stance over the number of their copies,
after the change in its direction, before it against its direction; of each of the first stories
its clearest passage is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stanceline.records import StancePoint
from stanceline.report.exhibits import Exhibit, read_exhibits
from stanceline.report.marks import Change
from stanceline.store.views import read_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PERIODS_A_SIDE = 3
STORIES_A_SIDE = 3
# ``placed`` is the table of scored passages by period that the evidence is drawn from.
_MOVERS = """
    with beside as (
        select *, period_start >= $day as is_after,
               case when period_start >= $day then $sign else -$sign end as direction
        from placed where list_contains($periods, period_start)
    ), pulled as (
        select is_after, story_id, sum(direction * stance) / count(distinct article_id) as pull,
               arg_max(passage_id, direction * stance) as passage_id
        from beside group by is_after, story_id
    ), ranked as (
        select *, row_number() over (partition by is_after order by pull desc, story_id) as place
        from pulled where pull > 0
    )
    select r.passage_id, b.article_id, r.is_after, r.pull,
           row_number() over (order by r.is_after, r.place) as place
    from ranked r join beside b using (passage_id) where r.place <= $stories
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """A change with the passages of the stories that moved it most."""

    change: Change
    before: tuple[Exhibit, ...]
    after: tuple[Exhibit, ...]


def read_turnings(
    connection: DuckDBPyConnection, changes: Sequence[Change], points: Sequence[StancePoint]
) -> list[Turning]:
    """Read what moved each change; ``placed`` must have been made (``evidence``)."""
    return [_read_turning(connection, change, points) for change in changes]


def _read_turning(
    connection: DuckDBPyConnection, change: Change, points: Sequence[StancePoint]
) -> Turning:
    starts = [point.period_start for point in points]
    before = [start for start in starts if start < change.day][-PERIODS_A_SIDE:]
    after = [start for start in starts if start >= change.day][:PERIODS_A_SIDE]
    values = {
        "day": change.day,
        "periods": [*before, *after],
        "sign": 1 if change.size >= 0 else -1,
        "stories": STORIES_A_SIDE,
    }
    shown = read_exhibits(connection, read_table(connection, _MOVERS, values))
    return Turning(
        change=change,
        before=tuple(exhibit for row, exhibit in shown if not row["is_after"]),
        after=tuple(exhibit for row, exhibit in shown if row["is_after"]),
    )
