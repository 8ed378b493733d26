"""From what was read to what the line rests on: the denominators of every share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stanceline.records import StancePoint
from stanceline.store.views import read_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_COUNTS = """
    select (select count(*) from articles) as articles,
           (select count(distinct article_id) from scores) as scored_articles,
           (select count(*) from passages) as passages,
           (select count(*) from scores) as scored
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """Articles and passages at each step; the last two are what the series counts."""

    articles: int
    scored_articles: int
    articles_in_series: int
    passages: int
    scored: int
    in_series: int


def read_funnel(connection: DuckDBPyConnection, points: Sequence[StancePoint]) -> Funnel:
    """Count what is read, scored and in the overall line."""
    return Funnel(
        **read_rows(connection, _COUNTS)[0],
        articles_in_series=sum(point.n_articles for point in points),
        in_series=sum(point.n_passages for point in points),
    )
