"""One run as it is asked: a connection for each choice of passages, and answers kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from stanceline.errors import UnknownNameError
from stanceline.records import StancePoint
from stanceline.report.debate import Debate, read_debate
from stanceline.report.levels import ALL, read_points
from stanceline.report.provenance import Provenance, read_provenance
from stanceline.report.timespans import TimeSpan, as_timespan
from stanceline.serve.index import RunIndex
from stanceline.serve.live_series import Estimation, estimate_points
from stanceline.serve.remembered import Remembered
from stanceline.serve.selection import Selection
from stanceline.serve.words import find_words
from stanceline.store.rows import to_points
from stanceline.store.run_directory import RunDirectory
from stanceline.store.views import NAMED_VOICES, read_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A search that finds more is told to be narrower.
MOST_FOUND = 20_000
_PASSAGE_TABLES = ("passages", "mentions", "voices", "frame_voices")


@dataclass(frozen=True)
class ServedRun:
    """A run and its index; safe to ask from many threads."""

    name: str
    run: RunDirectory
    index: RunIndex
    answers: Remembered = field(default_factory=Remembered, repr=False)

    @cached_property
    def provenance(self) -> Provenance:
        """What the run says of itself."""
        return read_provenance(self.run)

    @cached_property
    def debate(self) -> Debate:
        """The two poles, as the run's codebook names them."""
        return read_debate(self.provenance)

    @cached_property
    def scorers(self) -> dict[str, str]:
        """Names of the models that scored the run, by scorer; the run's own first."""
        own = self.provenance.text("model", "fingerprint")[:12]
        with self._cursor() as cursor:
            query = "select scorer, any_value(model) as model from store.scores group by scorer"
            rows = read_rows(cursor, query)
        rows.sort(key=lambda row: (row["scorer"] != own, row["scorer"]))
        return {row["scorer"]: row["model"] for row in rows}

    @cached_property
    def timespan(self) -> TimeSpan:
        """How long a period of the run's series is."""
        with self._cursor() as cursor:
            rows = read_rows(cursor, "select distinct period_start as start from store.series")
        return as_timespan(self.provenance.text("series", "period"), [row["start"] for row in rows])

    def scorer_of(self, selection: Selection) -> str:
        """Return the scorer a selection names, or the run's own.

        Raises:
            UnknownNameError: this run was not scored by it.

        """
        if selection.model and selection.model not in self.scorers:
            raise UnknownNameError("model of this run", selection.model, self.scorers)
        return selection.model or next(iter(self.scorers), "")

    def points(self, selection: Selection, *, by: str = "") -> list[StancePoint]:
        """Return the line of a selection, or one a value of ``by`` (outlet or voice).

        A line that the run's own series holds is taken from there; any other is estimated from
        the chosen passages with the same estimator.
        """
        whole = self._points_of_run(selection)
        kept = _kept_group(selection, by)
        if whole is not None and kept is not None:
            return [p for p in whole if (p.group.startswith(kept) if by else p.group == kept)]
        return self.answers.get(("points", selection, by), lambda: self._estimate(selection, by))

    @contextmanager
    def views(self, selection: Selection) -> Iterator[DuckDBPyConnection]:
        """Open the views of a run directory, holding no more than the selection.

        The names and columns are those of ``store.views.connect``, so that whatever reads a run
        reads a part of one.
        """
        scorer = self.scorer_of(selection)
        with self._cursor() as cursor:
            narrow = "" if selection.is_whole else self._choose(cursor, selection, scorer)
            for table in _PASSAGE_TABLES:
                cursor.execute(f"create temp view {table} as select * from store.{table} {narrow}")  # noqa: S608
            cursor.execute(
                "create temp view scores as select * exclude (scorer) from store.scores "  # noqa: S608
                f"{narrow} {'where' if not narrow else 'and'} scorer = '{scorer}'"
            )
            _view_articles(cursor, selection)
            cursor.execute(NAMED_VOICES.format(temporary="temp"))
            cursor.execute("create temp view rejected as select * from store.rejected")
            # Breaks are those of the run's own line: of a part of it there are none to show.
            shown = "true" if selection.is_whole else "false"
            cursor.execute(f"create temp view breaks as select * from store.breaks where {shown}")  # noqa: S608
            yield cursor

    def find(self, query: str) -> list[int]:
        """Return the numbers of the passages that hold the words of a query, best first."""
        return self.answers.get(
            ("words", query), lambda: find_words(self.index.words, query, most=MOST_FOUND)
        )

    def _choose(self, cursor: DuckDBPyConnection, selection: Selection, scorer: str) -> str:
        """Make the table of chosen passages; return the condition that keeps to them."""
        condition, values = selection.to_sql()
        query = f"select passage_id, article_id from store.facts where {condition}"  # noqa: S608
        if selection.q:
            cursor.register("found", _ranked(self.find(selection.q)))
            query += " and n in (select n from found)"
        if selection.label:
            query += (
                " and passage_id in (select passage_id from store.scores "
                "where scorer = $scorer and label = $label)"
            )
            values |= {"scorer": scorer, "label": selection.label}
        cursor.execute(f"create temp table selected as {query}", values)
        return "where passage_id in (select passage_id from selected)"

    def _points_of_run(self, selection: Selection) -> list[StancePoint] | None:
        """Return the series file's points when they are of the scorer that is asked for."""
        own = self.provenance.text("model", "fingerprint")[:12]
        if self.scorer_of(selection) not in {own, ""}:
            return None
        return self.answers.get(("series file",), self._read_series)

    def _read_series(self) -> list[StancePoint]:
        with self._cursor() as cursor:
            cursor.execute("create temp view series as select * from store.series")
            return read_points(cursor)

    def _estimate(self, selection: Selection, by: str) -> list[StancePoint]:
        with self.views(selection) as cursor:
            weights = self.provenance.text("series", "weights")
            return estimate_points(
                cursor,
                Estimation(period=self.timespan, by=by, weights=weights, audit=self._audit),
                scorer=self.scorer_of(selection),
            )

    @cached_property
    def groupings(self) -> tuple[str, ...]:
        """What the run's own series is divided by."""
        with self._cursor() as cursor:
            query = """
                select distinct split_part("group", '=', 1) as kind from store.series
                where "group" <> 'all' order by kind
            """
            return tuple(row["kind"] for row in read_rows(cursor, query))

    @cached_property
    def _audit(self) -> pa.Table | None:
        path = self.run.single("audit")
        return pq.ParquetFile(path).read() if path.exists() else None

    @cached_property
    def _connection(self) -> DuckDBPyConnection:
        connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
        path = str(self.index.tables).replace("'", "''")
        connection.execute(f"attach '{path}' as store (read_only)")
        return connection

    @contextmanager
    def _cursor(self) -> Iterator[DuckDBPyConnection]:
        cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()


def _ranked(numbers: list[int]) -> pa.Table:
    columns = {
        "n": pa.array(numbers, pa.int64()),
        "rank": pa.array(range(len(numbers)), pa.int64()),
    }
    return pa.table(columns)


def _kept_group(selection: Selection, by: str) -> str | None:
    """Name the group of the series file that is a selection's line; nothing when there is none."""
    named = selection.model_dump(exclude={"model"}, exclude_defaults=True)
    if by:
        return f"{by}=" if not named else None
    if not named:
        return ALL
    if len(named) == 1 and (name := next(iter(named))) in {"outlet", "voice"}:
        return f"{name}={named[name]}"
    return None


def _view_articles(cursor: DuckDBPyConnection, selection: Selection) -> None:
    kept = "" if selection.is_whole else "where article_id in (select article_id from selected)"
    cursor.execute(f"create temp view articles as select * from store.articles {kept}")  # noqa: S608


def register_points(cursor: DuckDBPyConnection, points: list[StancePoint]) -> None:
    """Put a line into the view ``series`` of a connection."""
    cursor.register("series", to_points(points))
