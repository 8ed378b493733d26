import json

import pytest

from stanceline.batch.journal import list_journals, open_journal
from stanceline.batch.meter import Meter
from stanceline.batch.status import read_status
from stanceline.store.run_directory import RunDirectory


def begin(run, name, *, total, done=0):
    journal = open_journal(run, name)
    journal.write("begin", command="run", workers=2)
    journal.write("stage", stage="score", total=total, done=done)
    return journal


def plan(run, count):
    run.write_json(
        run.plan, {"shards": [{"shard_id": str(number), "parts": []} for number in range(count)]}
    )


def finish_shard(journal, **fields):
    receipt = {"stage": "score", "rows": 10, "rejected": 1, "worker": "host:1", "memory_mb": 700}
    journal.write("shard", **(receipt | fields))


@pytest.fixture
def directory(tmp_path):
    run = RunDirectory(tmp_path)
    plan(run, 8)
    return run


def test_shards_rows_rejections_and_memory_are_told(directory):
    journal = begin(directory, "one", total=8, done=2)
    finish_shard(journal)
    finish_shard(journal, worker="host:2", memory_mb=900)
    found = read_status(directory)
    [stage] = found.stages
    assert (stage.done, stage.total, stage.rows) == (4, 8, 20)
    assert found.rejected == 2
    assert found.memory_mb == {"host:1": 700, "host:2": 900}


def test_time_left_is_that_of_the_shards_that_were_finished(directory):
    journal = begin(directory, "one", total=8, done=0)
    finish_shard(journal)
    lines = [json.loads(line) for line in journal.path.read_text().splitlines()]
    lines[1]["at"] = "2026-01-01T00:00:00+00:00"
    lines[2]["at"] = "2026-01-01T00:00:10+00:00"
    journal.path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    [stage] = read_status(directory).stages
    assert stage.left_s == 70.0
    assert stage.rows_a_second == 1.0


def test_run_that_is_held_is_running(directory):
    begin(directory, "one", total=8)
    with directory.locked():
        assert read_status(directory).state == "running"


def test_run_that_left_no_last_word_was_killed(directory):
    begin(directory, "one", total=8)
    assert read_status(directory).state == "killed"


def test_outcome_is_the_last_word(directory):
    begin(directory, "one", total=8).write("end", outcome="stopped", timings_s={})
    assert read_status(directory).state == "stopped"


def test_tasks_of_a_job_array_are_counted_together(directory):
    for name in ("one", "two"):
        finish_shard(begin(directory, name, total=4))
    with directory.shared():
        found = read_status(directory)
    assert (found.state, found.stages[0].done, found.stages[0].total) == ("running", 2, 8)


def test_torn_line_of_a_journal_is_left_out(directory):
    journal = begin(directory, "one", total=8)
    with journal.path.open("a") as handle:
        handle.write('{"event": "sha')
    assert len(list_journals(directory)) == 1
    assert read_status(directory).stages[0].done == 0


def test_meter_reads_rate_and_time_left(monkeypatch):
    meter = Meter(total=4, done=0, began=0.0)
    monkeypatch.setattr("time.monotonic", lambda: 10.0)
    meter.hear({"rows": 50, "rejected": 2, "worker": "host:1", "memory_mb": 5})
    assert meter.reading() == {
        "done": 1,
        "total": 4,
        "rows_a_second": 5.0,
        "rejected_so_far": 2,
        "left_s": 30.0,
    }
