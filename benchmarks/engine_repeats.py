"""Acceptance tests of the engine in which a run is repeated: what is done is not done again."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

from engine_process import count_rows, digests, finish, start, write_corpus

from stanceline.store.run_directory import RunDirectory


def scored_again(
    folder: Path, change: Callable[[Path], object], *options: str, **more: str
) -> dict:
    """Run, change something, run again; say which articles were scored again."""
    inputs, out, log = folder / "in.jsonl", folder / "out", folder / "log"
    write_corpus(inputs, 40)
    finish(inputs, out)
    before = digests(out)
    change(out)
    log.write_text("")
    again = finish(inputs, out, *options, TOY_LOG=str(log), **more)
    scored = log.read_text().split()
    return {
        "rc": again["rc"],
        "scored": len(scored),
        "restored": before == digests(out),
        "kept": all(digests(out).get(name) == digest for name, digest in before.items()
                    if name.startswith("scores/")),
    }  # fmt: skip


def lost_journal(folder: Path) -> dict:
    found = scored_again(folder, lambda out: [shutil.rmtree(out / n) for n in ("journal", "cache")])
    return {"passed": found["rc"] == 0 and not found["scored"] and found["restored"], **found}


def lost_shard(folder: Path) -> dict:
    found = scored_again(folder, lambda out: RunDirectory(out).shards("scores")[0].unlink())
    return {"passed": found["rc"] == 0 and found["scored"] == 5 and found["restored"], **found}


def cut_anew(folder: Path) -> dict:
    inputs, out, log = folder / "in.jsonl", folder / "out", folder / "log"
    write_corpus(inputs, 80)
    log.write_text("")
    process = start(inputs, out, TOY_PACE_S="0.05", TOY_LOG=str(log))
    while len(log.read_text().split()) < 40:
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    committed = len(RunDirectory(out).shards("scores")) * 5
    options = ("--runner", "pool", "--workers", "3", "--set", "ingest.shard_size=11")
    found = finish(inputs, out, *options, TOY_LOG=str(log))
    scored = log.read_text().split()
    # What was scored and not committed when the run was killed is scored once more.
    passed = found["rc"] == 0 and len(set(scored)) == 80 and len(scored) <= 80 + 5
    return {"passed": passed, "committed": committed, "scored": len(scored)}


def changed_model(folder: Path) -> dict:
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    model = scored_again(folder / "a", lambda _: None, TOY_MODEL="another")
    batch = scored_again(folder / "b", lambda _: None, "--set", "frame.batch_tokens=64")
    passed = model["scored"] == 40 and model["kept"] and batch["scored"] == 0
    return {"passed": passed, "model": model, "batch_size": batch}


def same_article_twice(folder: Path) -> dict:
    (folder / "in").mkdir()
    write_corpus(folder / "in" / "a.jsonl", 7)
    write_corpus(folder / "in" / "b.jsonl", 9)
    found = finish(folder / "in", folder / "out", "--runner", "pool")
    rows = count_rows(folder / "out")
    passed = found["counts"]["articles"] == 9 and rows["rows"] == rows["distinct"] == 27
    return {"passed": passed, **found["counts"], **rows}
