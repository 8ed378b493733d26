import os
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stanceline.store.atomic import commit_table, remove_stale, replace_text

ONE = pa.table({"x": [1]})
TWO = pa.table({"x": [2]})


def test_first_commit_wins(tmp_path):
    final, temporary = tmp_path / "a.parquet", tmp_path / "_tmp"
    assert commit_table(ONE, final, temporary_folder=temporary)
    assert not commit_table(TWO, final, temporary_folder=temporary)
    assert pq.read_table(final)["x"].to_pylist() == [1]


def test_commit_leaves_no_temporary_file(tmp_path):
    commit_table(ONE, tmp_path / "a.parquet", temporary_folder=tmp_path / "_tmp")
    assert list((tmp_path / "_tmp").iterdir()) == []


def test_replace_puts_the_new_text(tmp_path):
    final = tmp_path / "manifest.json"
    replace_text("old", final)
    replace_text("new", final)
    assert final.read_text() == "new"


@pytest.mark.parametrize(("age_s", "left"), [(10, 1), (7200, 0)])
def test_janitor_spares_what_may_be_alive(tmp_path, age_s, left):
    leftover = tmp_path / "shard.host.1.abc.tmp"
    leftover.write_text("half")
    then = time.time() - age_s
    os.utime(leftover, (then, then))
    remove_stale(tmp_path)
    assert len(list(tmp_path.iterdir())) == left
