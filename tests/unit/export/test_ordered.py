import json
import math

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stanceline.export import ordered, writers
from stanceline.export.dataset import export_run
from stanceline.export.ordered import RowSource
from stanceline.export.sharing import EXPORTED_TABLES, Sharing
from stanceline.store.manifest import scorer_of
from stanceline.store.schemas import SHARDED_TABLES


def read_all(run, table, scratch):
    batches = RowSource(run, scorer=scorer_of(run)).read(table, Sharing(), scratch=scratch)
    return pa.Table.from_batches(batches, Sharing().schema(table))


@pytest.mark.parametrize("table", EXPORTED_TABLES)
def test_many_parts_give_the_rows_of_one(run, tmp_path, monkeypatch, table):
    whole = read_all(run, table, tmp_path / "one")
    monkeypatch.setattr(ordered, "_BYTES_IN_PART", 2_000)
    assert read_all(run, table, tmp_path / "many").equals(whole)
    files = len(list((tmp_path / "many" / f"{table}-{table}").iterdir()))
    assert files == 0, "a part is removed once it is read"


@pytest.mark.parametrize("table", sorted(SHARDED_TABLES))
def test_small_parts_are_several(run, monkeypatch, table):
    monkeypatch.setattr(ordered, "_BYTES_IN_PART", 2_000)
    source = RowSource(run, scorer=scorer_of(run))
    assert source._parts(table) > 1 or source.count(table) < 8


def test_parts_come_one_after_the_other():
    ids = ["00aa", "3fff", "400000001", "7fffffffff", "80000000", "ffff", "zz", "é"]
    batch = pa.record_batch({"article_id": ids, "n": range(8)})
    dealt = {number: some["n"].to_pylist() for number, some in ordered._split(batch, 4)}
    assert dealt == {0: [0, 1], 1: [2, 3], 2: [4], 3: [5, 6, 7]}


def test_a_column_added_since_is_null(run, tmp_path):
    from stanceline.store.run_directory import RunDirectory

    shard = next(path for path in run.shards("articles") if pq.read_metadata(path).num_rows)
    older = RunDirectory(tmp_path / "older")
    table = pq.read_table(shard).drop_columns(["opt_outs"])
    older.commit("articles", table, shard_id="a" * 32)
    source = RowSource(older, scorer="")
    [batch] = source.read("articles", Sharing(), scratch=tmp_path / "scratch")
    assert batch.num_rows == table.num_rows
    assert batch.column("opt_outs").null_count == table.num_rows


def test_jsonl_has_null_for_a_number_that_is_none_and_a_line_a_row(tmp_path):
    schema = pa.schema([("t", pa.string()), ("x", pa.float64()), ("l", pa.list_(pa.string()))])
    columns = [['a\nb\u2028"😀\0', "", None], [math.nan, 0.1 + 0.2, math.inf], [["é"], [], None]]
    arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
    batch = pa.record_batch(arrays, schema=schema)
    stream = writers.TableStream(name="t", schema=schema, rows=2, source=[batch.slice(1), batch])
    writers.write_jsonl([stream], tmp_path)
    lines = (tmp_path / "t.jsonl").read_bytes().split(b"\n")
    assert lines.pop() == b""
    rows = [json.loads(line) for line in lines]
    assert rows[:2] == rows[3:]
    assert rows[2:] == [
        {"t": columns[0][0], "x": None, "l": ["é"]},
        {"t": "", "x": 0.1 + 0.2, "l": []},
        {"t": None, "x": None, "l": None},
    ]


def test_articles_of_any_length_can_be_exported(run, make_export, tmp_path):
    folder = next(iter(run.shards("articles"))).parent
    rows = pq.read_table(folder)
    text = pa.array(["long words " * 200_000] * rows.num_rows)
    long = rows.set_column(rows.schema.get_field_index("text"), "text", text)
    from stanceline.store.run_directory import RunDirectory

    other = RunDirectory(tmp_path / "long")
    for number in range(40):
        other.commit("articles", long.slice(0, 1), shard_id=f"{number:032x}")
    other.write_json(other.manifest, {"model": {"fingerprint": ""}})
    receipt = export_run(other, make_export("parquet", tables=("articles",)), tmp_path / "out")
    assert receipt["tables"]["articles"] == 40
