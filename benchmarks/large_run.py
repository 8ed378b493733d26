"""Make a run directory of many articles by repeating a finished run's tables: no model is used.

    python benchmarks/large_run.py --run out/demo --out out/large --articles 100000

Copy k of an article gets new ids (md5 of the id and k), a story of its own (reprints stay
days so that the copies spread evenly over two years. Scores, offsets and texts stay as they are.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import duckdb

from stanceline.batch.series import write_series
from stanceline.config import Settings
from stanceline.store.run_directory import RunDirectory, open_run
from stanceline.store.schemas import SHARDED_TABLES, TABLES
from stanceline.store.views import connect

COPIES_A_SHARD = 16
DAYS = 730
_ID_COLUMNS = {"article_id", "story_id", "passage_id", "mention_id"}


def column(name: str) -> str:
    """Write the expression that makes a copied column."""
    quoted = f'"{name}"'
    if name in _ID_COLUMNS:
        return f"case when {quoted} is null then null else md5({quoted} || k) end as {quoted}"
    if name == "published":
        return f"published + to_days(cast((k * 7919) % {DAYS} as integer)) as published"
    return quoted


def write_table(
    connection: duckdb.DuckDBPyConnection,
    run: RunDirectory,
    table: str,
    *,
    copies: int,
    scorer: str,
) -> None:
    """Write the copies of one table, some copies a shard."""
    columns = ", ".join(column(name) for name in TABLES[table].names)
    for number, first in enumerate(range(0, copies, COPIES_A_SHARD)):
        last = min(first + COPIES_A_SHARD, copies)
        query = f"select {columns} from {table}, range({first}, {last}) copy(k)"  # noqa: S608
        rows = connection.sql(query).to_arrow_table().cast(TABLES[table])
        run.commit(table, rows, shard_id=f"{number:032x}", scorer=scorer)


def make_large_run(source: Path, out: Path, *, articles: int) -> RunDirectory:
    """Repeat the tables of ``source`` until ``articles`` are reached, and estimate the series."""
    origin, run = open_run(source), RunDirectory(out)
    manifest = json.loads(origin.manifest.read_text(encoding="utf-8"))
    scorer = manifest["model"]["fingerprint"]
    copies = -(-articles // manifest["counts"]["articles"])
    with connect(origin, scorer=scorer) as connection:
        for table in SHARDED_TABLES:
            owner = scorer if table == "scores" else ""
            write_table(connection, run, table, copies=copies, scorer=owner)
    run.replace(run.single("rejected"), TABLES["rejected"].empty_table())
    series = write_series(
        run, Settings().series.model_copy(update={"period": "week"}), scorer=scorer
    )
    counts = {name: value * copies for name, value in manifest["counts"].items()}
    run.write_json(run.manifest, manifest | {"counts": counts, "series": series})
    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="a finished run")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=100_000)
    chosen = parser.parse_args()
    began = time.perf_counter()
    make_large_run(chosen.run, chosen.out, articles=chosen.articles)
    print(f"{chosen.out}: made in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
