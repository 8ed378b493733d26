"""Workers that are killed, die of a shard, fail or hang: the run completes and says so."""

import os
import signal
import threading
import time

import pytest
from toys import TOYS

from stanceline.batch.execution import CorpusRun
from stanceline.batch.pool import WorkerPool
from stanceline.batch.quarantine import read_quarantine
from stanceline.batch.run import run_corpus
from stanceline.batch.runners import Loop, count_cores
from stanceline.config import load_configuration
from stanceline.store.run_directory import RunDirectory, read_shard

FINE = "The minister defended the deal, which keeps the plants at work and the ships in port."


def write_articles(folder, *texts):
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(f"Headline {number}\n\n{text}\n")
    return folder


def execute(out, *overrides, runner):
    return CorpusRun(
        run=RunDirectory(out),
        configuration=load_configuration(overrides=["ingest.shard_size=4", *overrides]),
        runner=runner,
        tools=TOYS,
    )


def run(inputs, out, *overrides, runner=None, **options):
    execution = execute(out, *overrides, runner=runner or WorkerPool(workers=2))
    return run_corpus([inputs], execution, **options)


def rejected(out):
    return read_shard(out / "rejected.parquet").to_pylist()


def scored(out):
    return sorted(
        row["passage_id"]
        for path in RunDirectory(out).shards("scores")
        for row in read_shard(path).to_pylist()
    )


@pytest.fixture(autouse=True)
def toys_can_be_imported(monkeypatch, repository):
    monkeypatch.syspath_prepend(str(repository / "tests" / "unit" / "batch"))


def test_workers_give_what_a_loop_gives(tmp_path):
    inputs = write_articles(tmp_path / "in", *(f"{FINE} Day {n}." for n in range(9)))
    run(inputs, tmp_path / "loop", runner=Loop())
    run(inputs, tmp_path / "pool")
    assert scored(tmp_path / "pool") == scored(tmp_path / "loop")


@pytest.mark.parametrize("stage", ["extractors", "framers"])
def test_article_that_kills_its_worker_is_left_out_alone(tmp_path, stage):
    poison = f"{FINE} This text kills {stage}."
    inputs = write_articles(tmp_path / "in", FINE, poison, f"{FINE} Again.")
    manifest = run(inputs, tmp_path / "out")
    assert manifest["quarantined"] == 1
    [row] = rejected(tmp_path / "out")
    assert (row["error"], row["locator"]) == ("crash", str(inputs / "1.txt"))
    assert "the process died" in row["message"]
    assert len(scored(tmp_path / "out")) == 4


def test_article_that_breaks_the_framer_is_left_out_with_the_reason(tmp_path):
    inputs = write_articles(tmp_path / "in", FINE, f"{FINE} This text breaks framers.")
    run(inputs, tmp_path / "out", runner=Loop())
    [row] = rejected(tmp_path / "out")
    assert "ValueError: this text cannot be read" in row["message"]


@pytest.mark.slow
def test_article_that_never_ends_is_left_out_when_its_time_is_over(tmp_path):
    inputs = write_articles(tmp_path / "in", FINE, f"{FINE} This takes for ever.", f"{FINE} Again.")
    # Readers take their time to load; toys need none, so that the limit can be short.
    execute(tmp_path / "out", runner=Loop()).ingest([inputs])
    manifest = run(inputs, tmp_path / "out", "batch.shard_limit_s=10")
    assert manifest["quarantined"] == 1
    [row] = rejected(tmp_path / "out")
    assert (row["error"], row["locator"]) == ("crash", str(inputs / "1.txt"))
    assert "2 attempts to work on it ended badly (took longer than 10 s)" in row["message"]
    assert len(scored(tmp_path / "out")) == 4


def test_quarantine_holds_until_it_is_lifted(tmp_path):
    inputs = write_articles(tmp_path / "in", FINE, f"{FINE} This text breaks framers.")
    run(inputs, tmp_path / "out", runner=Loop())
    again = run(inputs, tmp_path / "out", runner=Loop())
    assert again["quarantined"] == 1
    (inputs / "1.txt").write_text(f"Headline 1\n\n{FINE} And more.\n")
    lifted = run(inputs, tmp_path / "out", runner=Loop(), retry_quarantined=True)
    assert lifted["quarantined"] == 0
    assert rejected(tmp_path / "out") == []


def test_stop_lets_the_shards_at_work_be_committed(tmp_path):
    inputs = write_articles(tmp_path / "in", *(f"{FINE} Day {n}." for n in range(20)))
    timer = threading.Timer(0.05, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        run(inputs, tmp_path / "out")
    assert list((tmp_path / "out").rglob("*.tmp")) == []
    assert run(inputs, tmp_path / "out")["counts"]["articles"] == 20


def test_worker_killed_from_outside_is_replaced(tmp_path):
    inputs = write_articles(tmp_path / "in", *(f"{FINE} Day {n}." for n in range(40)))
    pool = WorkerPool(workers=2)

    def kill_one():
        while not pool._pool:
            time.sleep(0.01)
        os.kill(pool._pool[0].process.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    manifest = run(inputs, tmp_path / "out", "ingest.shard_size=1", runner=pool)
    killer.join()
    assert manifest["counts"]["articles"] == 40
    assert manifest["quarantined"] == 0
    assert read_quarantine(RunDirectory(tmp_path / "out")) == []


def test_workers_have_one_thread_each(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    from stanceline.batch.pool import _ONE_THREAD, _environment

    with _environment(_ONE_THREAD):
        assert os.environ["OMP_NUM_THREADS"] == "1"
    assert "OMP_NUM_THREADS" not in os.environ


def test_at_least_one_core_is_counted():
    assert 1 <= count_cores() <= (os.cpu_count() or 1)
