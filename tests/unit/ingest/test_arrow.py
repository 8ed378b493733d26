import json
import struct

import pyarrow as pa
import pytest

from stanceline.ingest.files import find_files
from stanceline.ingest.reading import count_articles, read_file

SENTENCE = "The cabinet met on Tuesday and agreed on the terms of the deal after a long debate."
TABLE = pa.table(
    {"text": [f"{n}. {SENTENCE}" for n in range(7)], "title": [str(n) for n in range(7)]}
)


def write(path, *, make=pa.ipc.new_stream, table=TABLE):
    with pa.OSFile(str(path), "wb") as sink, make(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=3)
    return path


@pytest.fixture
def dataset(tmp_path):
    """A folder as ``Dataset.save_to_disk`` writes it."""
    folder = tmp_path / "saved"
    folder.mkdir()
    write(folder / "data-00000-of-00001.arrow")
    files = [{"filename": "data-00000-of-00001.arrow"}]
    (folder / "state.json").write_text(json.dumps({"_data_files": files, "_format_type": None}))
    (folder / "dataset_info.json").write_text("{}")
    (folder / "cache-1.arrow").write_bytes(b"x")
    return folder


@pytest.mark.parametrize("make", [pa.ipc.new_stream, pa.ipc.new_file])
def test_rows_of_an_arrow_file_are_articles(tmp_path, make):
    path = write(tmp_path / "a.arrow", make=make)
    articles = list(read_file(path, source="a.arrow"))
    assert [one.title for one in articles] == list("0123456")
    assert (articles[6].locator, count_articles(path)) == ("a.arrow:7", 7)


def test_folder_of_a_saved_dataset_is_its_data_files(dataset):
    assert [path.name for path in find_files([dataset])] == ["data-00000-of-00001.arrow"]


def test_arrow_file_that_ends_early_gives_what_is_whole_and_a_rejection(tmp_path):
    path = write(tmp_path / "a.arrow")
    path.write_bytes(path.read_bytes()[:-500])
    results = list(read_file(path))
    assert results[0].title == "0"
    assert results[-1].error == "not Arrow"


def test_table_without_text_says_what_it_has(tmp_path):
    path = write(tmp_path / "a.arrow", table=pa.table({"x": [1]}))
    (rejected,) = read_file(path)
    assert rejected.error == "no text column"


def test_damaged_offsets_are_said_and_not_followed(tmp_path):
    path = write(tmp_path / "a.arrow", table=pa.table({"text": [SENTENCE] * 3}))
    offsets = struct.pack("<4i", *(len(SENTENCE) * n for n in range(4)))
    raw = path.read_bytes()
    assert offsets in raw
    path.write_bytes(raw.replace(offsets, struct.pack("<4i", 0, 1 << 30, 1 << 30, 1 << 30)))
    (rejected,) = read_file(path)
    assert rejected.error == "not Arrow"
