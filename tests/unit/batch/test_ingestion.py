"""Inputs to shards: standard input, mapped columns, several processes."""

import io
import json
from pathlib import Path

import pytest

from stanceline.batch.execution import CorpusRun
from stanceline.batch.inputs import keep_stdin, make_rules
from stanceline.batch.pool import WorkerPool
from stanceline.batch.runners import Loop
from stanceline.config import IngestSettings, load_configuration
from stanceline.errors import InputError, SettingsError
from stanceline.store.run_directory import RunDirectory, read_shard

SENTENCE = "The cabinet met on Tuesday and agreed on the terms of the deal after a long debate."


def write_rows(path: Path, count: int) -> Path:
    rows = (json.dumps({"story": f"{n}. {SENTENCE}"}) + "\n" for n in range(count))
    path.write_text("".join(rows))
    return path


def ingest(inputs, out, *overrides, runner=None):
    configuration = load_configuration(overrides=["ingest.shard_size=3", *overrides])
    run = RunDirectory(out)
    execution = CorpusRun(run=run, configuration=configuration, runner=runner or Loop())
    with execution.runner:
        execution.write_rejected(execution.ingest(inputs))
    return run


def texts(run):
    tables = [read_shard(path) for path in run.shards("articles")]
    return sorted(row["text"] for table in tables for row in table.to_pylist())


def test_mapped_column_is_the_text(tmp_path):
    rows = write_rows(tmp_path / "rows.jsonl", 4)
    assert len(texts(ingest([rows], tmp_path / "run", "ingest.columns.text=story"))) == 4


def test_another_mapping_reads_everything_again(tmp_path):
    rows = write_rows(tmp_path / "rows.jsonl", 4)
    assert texts(ingest([rows], tmp_path / "run")) == []
    assert len(texts(ingest([rows], tmp_path / "run", "ingest.columns.text=story"))) == 4


def test_field_that_does_not_exist_cannot_be_mapped():
    with pytest.raises(SettingsError, match=r"ingest\.columns"):
        load_configuration(overrides=["ingest.columns.headline=title"])


def test_standard_input_is_kept_and_the_same_again_is_the_same_file(tmp_path):
    run = RunDirectory(tmp_path / "run")
    first = keep_stdin([Path("-")], run, io.BytesIO(b"one"))
    second = keep_stdin([Path("-")], run, io.BytesIO(b"one"))
    assert first == second
    assert [path.read_bytes() for path in first] == [b"one"]


@pytest.mark.slow
def test_two_processes_give_what_one_gives(tmp_path):
    rows = write_rows(tmp_path / "rows.jsonl", 20)
    alone = ingest([rows], tmp_path / "one", "ingest.columns.text=story")
    pool = WorkerPool(workers=2)
    both = ingest([rows], tmp_path / "two", "ingest.columns.text=story", runner=pool)
    assert [path.name for path in alone.shards("articles")] == [
        path.name for path in both.shards("articles")
    ]
    assert texts(alone) == texts(both)


def test_table_of_outlets_is_read(tmp_path):
    table = tmp_path / "outlets.csv"
    table.write_text("ledger.example,Kanto Ledger\n")
    assert make_rules(IngestSettings(outlets=table)).outlets == {"ledger.example": "Kanto Ledger"}


def test_table_of_outlets_that_is_none_says_where(tmp_path):
    table = tmp_path / "outlets.csv"
    table.write_text("one,two\nalone\n")
    with pytest.raises(InputError, match=r"outlets\.csv:2: expected two cells"):
        make_rules(IngestSettings(outlets=table))
