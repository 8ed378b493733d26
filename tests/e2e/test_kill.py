"""kill -9 at random moments: nothing lost, nothing doubled, the same bytes as an unbroken run."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

KILLS = 10
# A life this short gets a shard or two done; ten of them do not finish the corpus.
LONGEST_LIFE_S = 0.5
WORKER = """
import sys, time
from dataclasses import dataclass
from pathlib import Path
from stanceline.batch.execution import CorpusRun
from stanceline.batch.run import run_corpus
from stanceline.config import load_configuration
from stanceline.store.run_directory import RunDirectory
from stanceline.testing import KeywordFramer, ParagraphExtractor

class SlowFramer(KeywordFramer):
    def __call__(self, passages):
        time.sleep(0.3)
        return super().__call__(passages)

class SlowExtractor(ParagraphExtractor):
    def __call__(self, articles):
        time.sleep(0.3)
        return super().__call__(articles)

print("working", flush=True)
execution = CorpusRun(
    run=RunDirectory(Path(sys.argv[2])),
    configuration=load_configuration(overrides=["ingest.shard_size=4"]),
)
run_corpus(
    [Path(sys.argv[1])],
    execution,
    make_extractor=lambda settings: SlowExtractor(),
    make_framer=lambda settings: SlowFramer(),
)
"""


def start(corpus, out):
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(corpus), str(out)],
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(corpus, out):
    process = start(corpus, out)
    _, errors = process.communicate(timeout=240)
    assert process.returncode == 0, errors.decode()


def contents(out):
    """Every committed file of a run; the manifest tells the time and the janitor keeps its hour."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
        and path.name not in {"manifest.json", "run.lock"}
        and not {"journal", "cache", "attempts"}.intersection(path.parts)
        and path.suffix != ".tmp"
    }


@pytest.mark.slow
def test_run_killed_ten_times_equals_an_unbroken_one(corpus, tmp_path):
    unbroken, broken = tmp_path / "unbroken", tmp_path / "broken"
    finish(corpus, unbroken)
    moments = random.Random(20250723)
    for _ in range(KILLS):
        process = start(corpus, broken)
        process.stdout.readline()  # imports are over, work begins
        time.sleep(moments.uniform(0.0, LONGEST_LIFE_S))
        assert process.poll() is None, "the run was over before it could be killed"
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    finish(corpus, broken)
    assert contents(broken) == contents(unbroken)
