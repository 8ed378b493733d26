"""Pages of passages and articles of a selection, in an order that a reader picks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pyarrow as pa

from stanceline.report.exhibits import Exhibit, read_exhibits
from stanceline.serve.selection import Selection
from stanceline.serve.served_run import MOST_FOUND, ServedRun
from stanceline.store.rows import Row
from stanceline.store.views import read_rows, read_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Order = Literal["match", "date", "premium", "capitulation"]
_IDS = "select passage_id, article_id, row_number() over (order by {order}) as place from {rows}"
_SOURCES = {
    "match": (
        "passages p join store.facts f using (passage_id, article_id) join found using (n)",
        "found.rank",
    ),
    "date": ("store.facts {kept}", "published nulls last, n"),
    "premium": ("scores", "p_premium_for_security desc, passage_id"),
    "capitulation": ("scores", "p_economic_capitulation desc, passage_id"),
}
_ARTICLES = """
    select article_id, story_id, story_size, outlet, url, title, published, published_precision,
           language, n_chars, agency
    from articles order by published nulls last, article_id limit $limit offset $offset
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Some of the passages of a selection; ``is_cut`` when the words matched too many to sort."""

    rows: tuple[tuple[Row, Exhibit], ...]
    total: int
    is_cut: bool


def list_passages(
    served: ServedRun, selection: Selection, *, order: Order, limit: int, offset: int
) -> Listing:
    """List passages of a selection; by match is by date when there are no words to match.

    With the orders of the poles only scored passages are listed, with the others all are.
    """
    chosen_order = "date" if order == "match" and not selection.q else order
    with served.views(selection) as views:
        ids = _page(views, selection, chosen_order, limit=limit, offset=offset)
        rows = tuple(read_exhibits(views, ids))
        total = _count(
            views, "scores" if chosen_order in {"premium", "capitulation"} else "passages"
        )
    is_cut = bool(selection.q) and len(served.find(selection.q)) == MOST_FOUND
    return Listing(rows=rows, total=total, is_cut=is_cut)


def list_articles(
    served: ServedRun, selection: Selection, *, limit: int, offset: int
) -> tuple[list[Row], int]:
    """List the articles that hold a selection's passages by date, and say how many there are."""
    with served.views(selection) as views:
        rows = read_rows(views, _ARTICLES, {"limit": limit, "offset": offset})
        return rows, _count(views, "articles")


def list_entities(
    served: ServedRun, kind: str, *, limit: int, offset: int
) -> tuple[list[Row], int]:
    """List people or institutions, those that the most articles name first."""
    with served.views(Selection()) as views:
        query = "select * from store.entities where kind = $kind limit $limit offset $offset"
        rows = read_rows(views, query, {"kind": kind, "limit": limit, "offset": offset})
        total = read_rows(
            views, "select count(*) as n from store.entities where kind = $kind", {"kind": kind}
        )
    return rows, total[0]["n"]


def _page(
    views: DuckDBPyConnection, selection: Selection, order: Order, *, limit: int, offset: int
) -> pa.Table:
    rows, by = _SOURCES[order]
    kept = "" if selection.is_whole else "where passage_id in (select passage_id from selected)"
    query = _IDS.format(rows=rows.format(kept=kept), order=by)
    return read_table(
        views,
        f"{query} order by {by} limit $limit offset $offset",
        {"limit": limit, "offset": offset},
    )


def _count(views: DuckDBPyConnection, table: str) -> int:
    return int(read_rows(views, f"select count(*) as n from {table}")[0]["n"])  # noqa: S608
