import errno
import os
import socket
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


DEAD, HOST = 2**22 + 1, socket.gethostname()  # more processes than Linux can have


@pytest.mark.parametrize(
    ("writer", "age_s", "left"),
    [
        (f"{HOST}.{DEAD}", 10, 1),
        (f"{HOST}.{DEAD}", 7200, 0),
        (f"{HOST}.{os.getpid()}", 7200, 1),
        ("elsewhere.1", 7200, 1),
        ("elsewhere.1", 100_000, 0),
    ],
    ids=["dead, just written", "dead", "alive", "another host", "another host, long ago"],
)
def test_janitor_spares_what_may_be_alive(tmp_path, writer, age_s, left):
    leftover = tmp_path / f"shard.parquet.{writer}.abc.tmp"
    leftover.write_text("half")
    then = time.time() - age_s
    os.utime(leftover, (then, then))
    remove_stale(tmp_path)
    assert len(list(tmp_path.iterdir())) == left


def test_file_system_without_links_is_renamed_into(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    assert commit_table(ONE, tmp_path / "a.parquet", temporary_folder=tmp_path / "_tmp")
    assert pq.read_table(tmp_path / "a.parquet")["x"].to_pylist() == [1]


def test_failed_write_leaves_no_temporary_file(tmp_path, monkeypatch):
    def fill(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pq, "write_table", fill)
    with pytest.raises(OSError, match="No space"):
        commit_table(ONE, tmp_path / "a.parquet", temporary_folder=tmp_path / "_tmp")
    assert list((tmp_path / "_tmp").iterdir()) == []
