"""Make a run directory of many articles by repeating a finished run's tables: no model is used.

    python benchmarks/large_run.py --run out/demo --out out/large --articles 100000

Copy k of an article gets new ids (md5 of the id and k) and a story of its own, in which its own
reprints stay; its day moves by k * 7919 days modulo two years, so that the copies spread evenly.
Scores, offsets and texts stay as they are. The series is estimated anew, by week. A shard that is
there is not written again, so a stopped copy goes on; ``--result`` writes down what it took.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path

import duckdb
from machine import describe_machine
from result_file import write_result

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
        shard_id = f"{number:032x}"
        if run.shard(table, shard_id, scorer=scorer).exists():
            continue
        rows = connection.sql(query).to_arrow_table().cast(TABLES[table])
        run.commit(table, rows, shard_id=shard_id, scorer=scorer)


def make_large_run(source: Path, out: Path, *, articles: int) -> dict[str, object]:
    """Repeat the tables of ``source`` until ``articles`` are reached, and estimate the series."""
    origin, run = open_run(source), RunDirectory(out)
    manifest = json.loads(origin.manifest.read_text(encoding="utf-8"))
    scorer = manifest["model"]["fingerprint"]
    copies = -(-articles // manifest["counts"]["articles"])
    began = time.perf_counter()
    with connect(origin, scorer=scorer) as connection:
        for table in SHARDED_TABLES:
            owner = scorer if table == "scores" else ""
            write_table(connection, run, table, copies=copies, scorer=owner)
    copied = time.perf_counter()
    run.replace(run.single("rejected"), TABLES["rejected"].empty_table())
    settings = Settings().series.model_copy(update={"period": "week"})
    series = write_series(run, settings, scorer=scorer)
    counts = {name: value * copies for name, value in manifest["counts"].items()}
    counts["rejected"] = 0
    run.write_json(run.manifest, manifest | {"counts": counts, "series": series})
    return {
        "n": counts["articles"],
        "passages": counts["passages"],
        "copies": copies,
        "points": series["points"],
        "copied_in_s": round(copied - began, 1),
        "series_in_s": round(time.perf_counter() - copied, 1),
        "comparison": {"the run that is repeated": manifest["counts"]},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="a finished run")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--result", type=Path, help="a file for the seconds it took")
    chosen = parser.parse_args()
    made = make_large_run(chosen.run, chosen.out, articles=chosen.articles)
    used = resource.getrusage(resource.RUSAGE_SELF)
    made |= {
        "processor_s": round(used.ru_utime + used.ru_stime, 1),
        "peak_memory_mib": round(used.ru_maxrss / 1024),
        "machine": describe_machine(),
    }
    if chosen.result:
        write_result(chosen.result, made)
    print(json.dumps(made, indent=2))


if __name__ == "__main__":
    main()
