"""Who and what is mentioned most, and the sums quoted most, with the stance around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stanceline.report.wording import amount, clip
from stanceline.store.rows import Row
from stanceline.store.views import read_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MOST = 15
_MAX_NAME = 120

# A passage that names someone twice counts once in the mean.
_ACTORS = """
    with named as (
        select article_id, passage_id,
               coalesce(nullif(entity_id, ''), lower(nullif(canonical, '')), lower(surface)) as key,
               coalesce(nullif(canonical, ''), surface) as name
        from mentions where kind = $kind
    ), counted as (
        select key, mode(name order by name) as name, count(*) as n_mentions,
               count(distinct article_id) as n_articles
        from named group by key order by n_articles desc, n_mentions desc, key limit $most
    ), passages_of as (
        select distinct key, passage_id from named semi join counted using (key)
    ), stance_of as (
        select key, count(*) as n_passages, avg(s.stance) as stance
        from passages_of join scores s using (passage_id) group by key
    )
    select name, n_mentions, n_articles, coalesce(n_passages, 0) as n_passages, stance
    from counted left join stance_of using (key)
    order by n_articles desc, n_mentions desc, key
"""
_SUMS = """
    select currency, value, value_high, coalesce(per, '') as per, count(*) as n_mentions,
           count(distinct article_id) as n_articles, mode(surface order by surface) as surface
    from mentions where kind = 'money' and value is not null
    group by all order by n_articles desc, n_mentions desc, currency, value, value_high, per
    limit $most
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person or institution; ``stance`` is the plain mean of the passages, without a band."""

    name: str
    n_mentions: int
    n_articles: int
    n_passages: int
    stance: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """An amount of money, normalised, and how it is written most often."""

    value: str
    surface: str
    n_mentions: int
    n_articles: int


def read_actors(connection: DuckDBPyConnection, kind: str) -> list[Actor]:
    """Read the people or institutions that the most articles mention."""
    rows = read_rows(connection, _ACTORS, {"kind": kind, "most": _MOST})
    return [Actor(**row | {"name": clip(row["name"], _MAX_NAME)}) for row in rows]


def read_sums(connection: DuckDBPyConnection) -> list[Sum]:
    """Read the amounts of money that the most articles quote."""
    return [
        Sum(
            value=say_value(row),
            surface=clip(row["surface"], _MAX_NAME),
            n_mentions=row["n_mentions"],
            n_articles=row["n_articles"],
        )
        for row in read_rows(connection, _SUMS, {"most": _MOST})
    ]


def say_value(row: Row) -> str:
    """Write a normalised sum: currency, value, upper end, and what it is paid per."""
    high = "" if row["value_high"] is None else f" to {amount(row['value_high'])}"
    per = f" a {row['per']}" if row["per"] else ""
    return clip(f"{row['currency'] or 'money'} {amount(row['value'])}{high}{per}", _MAX_NAME)
