"""A run's tables sorted for quick answers, beside its words: made once, outside the run.

Parquet shards are made for whole scans; a page asks for one article, one person, one week. The
index is a DuckDB file whose tables are sorted by article (block ranges then find one article
without reading the rest) and a full-text index of the passages. It can be deleted at any time.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stanceline.records import make_id
from stanceline.serve.words import write_words
from stanceline.store.run_directory import RunDirectory
from stanceline.store.schemas import SHARDED_TABLES
from stanceline.store.views import connect, read_rows, read_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Raised when an index made by older code cannot be read by this one.
_VERSION = "2"
_SINGLE = ("series", "breaks", "rejected")
_TABLES = ("articles", "passages", "mentions", "voices")
_TEXTS_AT_ONCE = 50_000
# Sorting spills to disk beyond it; the machine has readers to serve too.
_MEMORY = "1GB"

# ``facts`` has one row a passage with all that passages are chosen by; ``n`` is its number in the
# full-text index. ``frame_voices`` says whose a passage's frames are, ``named`` and ``spoken`` who
# is named in it and who says it.
_FACTS = """
    create table index.facts as
    select row_number() over (order by p.article_id, p.start) as n,
           p.passage_id, p.article_id, p.kind, a.story_id, coalesce(a.outlet, '') as outlet,
           make_timestamp(epoch_us(a.published)) as published, a.published_precision as known
    from passages p join articles a using (article_id)
    order by n
"""
_HEARD = """
    create table index.frame_voices as select * from frame_voices order by voice, passage_id
"""
_KEY = """
    coalesce(nullif(entity_id, ''), nullif(lower(trim({name})), ''))
"""
_NAMED = f"""
    create table index.named as
    select distinct {_KEY.format(name="coalesce(nullif(canonical, ''), surface)")} as key,
           kind, passage_id, article_id
    from mentions where kind in ('person', 'institution') and passage_id is not null
    order by key, passage_id
"""  # noqa: S608 - our own text
_SPOKEN = f"""
    create table index.spoken as
    select distinct {_KEY.format(name="speaker")} as key, passage_id, article_id
    from voices where quotation <> 'own' and coalesce(speaker, '') <> ''
    order by key, passage_id
"""  # noqa: S608 - our own text
_ENTITIES = f"""
    create table index.entities as
    select {_KEY.format(name="coalesce(nullif(canonical, ''), surface)")} as key, kind,
           mode(coalesce(nullif(canonical, ''), surface)
                order by coalesce(nullif(canonical, ''), surface)) as name,
           any_value(wikidata order by wikidata) as wikidata,
           coalesce(mode(country order by country), '') as country,
           count(*) as n_mentions, count(distinct article_id) as n_articles
    from mentions where kind in ('person', 'institution')
    group by all having key is not null order by n_articles desc, n_mentions desc, key
"""  # noqa: S608 - our own text


_TEXTS = """
    with slice as (
        select n, passage_id, article_id from index.facts where n between $first and $last
    )
    select n, substring(a.text, p.start + 1, p."end" - p.start) as text
    from slice join index.passages p using (passage_id, article_id)
    join index.articles a using (article_id)
    where p.article_id between (select min(article_id) from slice)
                           and (select max(article_id) from slice)
"""


@dataclass(frozen=True, slots=True)
class RunIndex:
    """The two files of an index."""

    folder: Path

    @property
    def tables(self) -> Path:
        """The DuckDB file."""
        return self.folder / "tables.duckdb"

    @property
    def words(self) -> Path:
        """The full-text index, an SQLite file."""
        return self.folder / "words.sqlite"


def stamp_of(run: RunDirectory) -> str:
    """Identify what a run's files hold now: names, sizes and times of all tables."""
    files = [path for table in SHARDED_TABLES for path in run.shards(table)]
    files += [run.manifest, *(run.single(name) for name in _SINGLE)]
    return make_id(_VERSION, *(_describe(path) for path in files if path.exists()))


def find_index(run: RunDirectory, cache: Path) -> RunIndex:
    """Return the index of a run as it is now, made when there is none, in ``cache``.

    A killed run of this leaves no half index: a folder appears whole, by one rename.
    """
    home = cache / make_id(str(run.root))[:16]
    stamp = stamp_of(run)
    index = RunIndex(home / stamp)
    if index.folder.exists():
        return index
    unfinished = RunIndex(home / f"_{stamp}.{os.getpid()}.{uuid.uuid4().hex[:8]}")
    unfinished.folder.mkdir(parents=True)
    _write(run, unfinished)
    try:
        unfinished.folder.rename(index.folder)
    except OSError:
        # Another process was quicker; its index is the same.
        shutil.rmtree(unfinished.folder)
    _remove_others(home, keep=index.folder)
    return index


def _describe(path: Path) -> str:
    status = path.stat()
    return f"{path.name}:{status.st_size}:{status.st_mtime_ns}"


def _remove_others(home: Path, *, keep: Path) -> None:
    for folder in home.iterdir():
        if folder != keep and not folder.name.startswith("_"):
            shutil.rmtree(folder, ignore_errors=True)


def _write(run: RunDirectory, index: RunIndex) -> None:
    with connect(run) as connection:
        connection.execute(f"set memory_limit = '{_MEMORY}'")
        connection.execute(f"set temp_directory = {_quoted(index.folder / 'spill')}")
        connection.execute("attach $path as index", {"path": str(index.tables)})
        for table in _TABLES:
            _copy(
                connection,
                table,
                order="article_id" if table == "articles" else "article_id, start",
            )
        for query in (_FACTS, _HEARD, _NAMED, _SPOKEN, _ENTITIES):
            connection.execute(query)
        for table in _SINGLE:
            _copy(connection, table, order="all")
        _copy_scores(connection, run)
        write_words(_texts(connection), index.words)
        connection.execute("detach index")
    shutil.rmtree(index.folder / "spill", ignore_errors=True)


def _quoted(path: Path) -> str:
    """Write a path as a text of SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def _copy_scores(connection: DuckDBPyConnection, run: RunDirectory) -> None:
    """Copy the scores of every model that read this run, each row with its scorer."""
    connection.execute("create table index.scores as select '' as scorer, * from scores limit 0")
    for scorer in scorers_of(run):
        files = [str(path) for path in run.shards("scores", scorer=scorer)]
        connection.execute(
            "insert into index.scores by name select $scorer as scorer, * exclude (scorer) "
            "from read_parquet($files, union_by_name = true, hive_partitioning = true) "
            "order by article_id, passage_id",
            {"scorer": scorer, "files": files},
        )


def scorers_of(run: RunDirectory) -> list[str]:
    """List the models that scored a run, by the first letters of their fingerprints."""
    folders = sorted((run.root / "scores").glob("scorer=*"))
    return [folder.name.partition("=")[2] for folder in folders if folder.is_dir()]


def _texts(connection: DuckDBPyConnection) -> Iterator[tuple[int, str]]:
    """Yield every passage's number and text; offsets and DuckDB both count code points.

    Slice by slice: the tables are sorted alike, so a slice touches a few blocks of each.
    """
    last = read_rows(connection, "select coalesce(max(n), 0) as last from index.facts")[0]["last"]
    for first in range(1, last + 1, _TEXTS_AT_ONCE):
        slice_ = {"first": first, "last": first + _TEXTS_AT_ONCE - 1}
        batch = read_table(connection, _TEXTS, slice_)
        yield from zip(batch["n"].to_pylist(), batch["text"].to_pylist(), strict=True)


def _copy(connection: DuckDBPyConnection, table: str, *, order: str) -> None:
    connection.execute(f"create table index.{table} as select * from {table} order by {order}")  # noqa: S608
