import csv
import json
import sqlite3

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stanceline.errors import InputError, SettingsError, UnknownNameError
from stanceline.export import writers
from stanceline.export.dataset import FORMATS, export_run
from stanceline.export.sharing import Sharing, choose_tables
from stanceline.store.views import connect, read_rows


def scores_of(run):
    with connect(run) as connection:
        query = "select passage_id, stance from scores order by article_id, passage_id"
        return [(row["passage_id"], row["stance"]) for row in read_rows(connection, query)]


def read_scores(folder, format_):
    if format_ in {"parquet", "hf"}:
        place = folder / "scores" if format_ == "parquet" else folder / "data" / "scores"
        rows = pq.read_table(place).to_pylist()
    elif format_ == "csv":
        with (folder / "scores.csv").open(newline="", encoding="utf-8") as handle:
            rows = list(csv.DictReader(handle))
    elif format_ == "jsonl":
        lines = (folder / "scores.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
    elif format_ == "sqlite":
        connection = sqlite3.connect(folder / "dataset.sqlite")
        connection.row_factory = sqlite3.Row
        rows = connection.execute("select * from scores").fetchall()
        connection.close()
    else:
        with duckdb.connect(str(folder / "dataset.duckdb"), read_only=True) as connection:
            rows = connection.sql("select * from scores").to_arrow_table().to_pylist()
    return [(row["passage_id"], float(row["stance"])) for row in rows]


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_holds_every_score_in_order(run, make_export, tmp_path, format_):
    export_run(run, make_export(format_), tmp_path / "out")
    assert read_scores(tmp_path / "out", format_) == scores_of(run)


@pytest.mark.parametrize("format_", FORMATS)
def test_two_exports_of_one_run_are_identical(run, make_export, tmp_path, format_):
    first = export_run(run, make_export(format_), tmp_path / "a")
    assert export_run(run, make_export(format_), tmp_path / "b") == first


def test_rows_digest_the_same_in_every_format(run, make_export, tmp_path):
    receipts = [export_run(run, make_export(name), tmp_path / name) for name in FORMATS]
    assert all(receipt["rows_sha256"] == receipts[0]["rows_sha256"] for receipt in receipts)


def test_passages_come_with_their_text_to_the_code_point(run, make_export, tmp_path):
    export_run(run, make_export("parquet"), tmp_path / "out")
    articles = pq.read_table(tmp_path / "out" / "articles").to_pylist()
    text_of = {row["article_id"]: row["text"] for row in articles}
    for row in pq.read_table(tmp_path / "out" / "passages").to_pylist():
        assert row["text"] == text_of[row["article_id"]][row["start"] : row["end"]]


def test_no_cell_of_a_csv_is_a_formula_and_every_string_comes_back(run, make_export, tmp_path):
    export_run(run, make_export("csv"), tmp_path / "out")
    with (tmp_path / "out" / "articles.csv").open(newline="", encoding="utf-8") as handle:
        outlets = {row["outlet"] for row in csv.DictReader(handle)}
    assert "'=cmd|' /C calc'!A0" in outlets
    with (tmp_path / "out" / "passages.csv").open(newline="", encoding="utf-8") as handle:
        cells = [cell for row in csv.reader(handle) for cell in row]
    assert "'=SUM(A1:A9) surrender" in cells
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]


def test_an_export_replaces_an_export_and_nothing_else(run, make_export, tmp_path):
    export_run(run, make_export("csv"), tmp_path / "out")
    export_run(run, make_export("jsonl"), tmp_path / "out")
    assert not (tmp_path / "out" / "scores.csv").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="not a stanceline export"):
        export_run(run, make_export("csv"), tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def test_a_failed_export_leaves_nothing_behind(run, make_export, tmp_path, monkeypatch):
    def fail(tables, folder):
        raise OSError("disk full")

    monkeypatch.setitem(writers.WRITERS, "csv", fail)
    with pytest.raises(OSError, match="disk full"):
        export_run(run, make_export("csv"), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_shards_are_full_and_hold_every_row_once(tmp_path, monkeypatch):
    monkeypatch.setattr(writers, "ROWS_IN_SHARD", 10)
    schema = pa.schema([("n", pa.int64())])
    batches = [
        pa.record_batch([pa.array(range(start, start + 7))], schema=schema)
        for start in range(0, 35, 7)
    ]
    stream = writers.TableStream(name="t", schema=schema, rows=35, source=batches)
    paths = writers.write_parquet_shards(stream, tmp_path, name="{number}-of-{count}.parquet")
    assert [pq.read_metadata(path).num_rows for path in paths] == [10, 10, 10, 5]
    numbers = [n for path in paths for n in pq.read_table(path)["n"].to_pylist()]
    assert numbers == list(range(35))


def test_a_table_without_rows_is_still_a_table(run, make_export, tmp_path):
    empty = make_export("parquet", tables=("series",))
    run.replace(run.single("series"), pq.read_table(run.single("series")).slice(0, 0))
    export_run(run, empty, tmp_path / "out")
    assert pq.read_table(tmp_path / "out" / "series").num_rows == 0


def test_names_that_do_not_exist_are_refused(make_export):
    with pytest.raises(UnknownNameError, match="no table named 'letters'"):
        choose_tables("scores,letters")
    with pytest.raises(UnknownNameError, match="no format named 'stata'"):
        make_export("stata")
    with pytest.raises(SettingsError, match="--quote-chars is for --text-free"):
        Sharing(quote_chars=40)
