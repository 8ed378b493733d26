from __future__ import annotations

import duckdb
import pyarrow.parquet as pq
import pytest
from large_run import make_large_run
from report_runs import weekly_articles, write_run

from stanceline.report.page import write_report
from stanceline.store.manifest import read_manifest
from stanceline.store.run_directory import RunDirectory


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    small = write_run(folder / "small", weekly_articles(2))
    counts = {"articles": 24, "passages": 72, "rejected": 1}
    small.write_json(small.manifest, read_manifest(small) | {"counts": counts})
    told = make_large_run(small.root, folder / "large", articles=50)
    return RunDirectory(folder / "large"), told


def ask(run: RunDirectory, query: str, table: str) -> list[tuple]:
    files = [str(path) for path in run.shards(table)]
    return duckdb.sql(query.format(f"read_parquet({files})")).fetchall()


def test_there_are_as_many_whole_copies_as_are_needed(made):
    run, told = made
    assert (told["copies"], told["n"]) == (3, 72)
    query = "select count(*), count(distinct article_id), count(distinct story_id) from {}"
    assert ask(run, query, "articles") == [(72, 72, 72)]


def test_every_passage_keeps_its_article_and_its_score(made):
    run, _ = made
    articles, passages, scores = (
        pq.ParquetDataset(run.shards(name)).read() for name in ("articles", "passages", "scores")
    )
    assert set(passages["article_id"].to_pylist()) == set(articles["article_id"].to_pylist())
    assert set(passages["passage_id"].to_pylist()) == set(scores["passage_id"].to_pylist())


def test_copies_lie_apart_in_time(made):
    run, _ = made
    (spread,) = ask(run, "select max(published) - min(published) from {}", "articles")[0]
    assert spread.days > 500


def test_a_second_time_writes_no_shard_again(made, tmp_path):
    run, _ = made
    before = {path: path.stat().st_mtime_ns for path in run.shards("articles")}
    make_large_run(run.root.parent / "small", run.root, articles=50)
    assert {path: path.stat().st_mtime_ns for path in run.shards("articles")} == before


def test_its_report_can_be_written(made):
    run, _ = made
    assert "overall net stance" in write_report(run).read_text(encoding="utf-8").lower()
