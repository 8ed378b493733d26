import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from label_passages import label_all, make_tasks

from stanceline.errors import LabelError
from stanceline.label.log import LabelLog
from stanceline.records import Label

WRITER = """
import sys
from pathlib import Path
sys.path.append(sys.argv[2])
from label_passages import label_all, make_tasks
from stanceline.label.log import LabelLog
log = LabelLog(Path(sys.argv[1]))
for annotation in label_all(make_tasks(5000), coder="anna"):
    log.append([annotation])
    print(annotation.passage_id, flush=True)
"""


@pytest.fixture
def log(tmp_path):
    return LabelLog(tmp_path / "labels.jsonl")


def test_labels_come_back_as_they_were_given(log):
    given = label_all(make_tasks(20), coder="anna")
    assert log.append(given) == 20
    assert log.read() == given


def test_no_log_is_no_labels(log):
    assert log.read() == []
    assert log.undo("anna") is None


def test_a_label_given_again_replaces_the_first(log):
    [first] = label_all(make_tasks(1), coder="anna")
    again = replace(first, label=Label.BOTH, comment="on second thought")
    log.append([first, again])
    assert log.read() == [again]


def test_undo_takes_back_the_last_label_of_that_coder_only(log):
    tasks = make_tasks(2)
    anna, bo = label_all(tasks, coder="anna"), label_all(tasks, coder="bo")
    log.append([*anna, *bo])
    assert log.undo("anna") == anna[1]
    assert log.undo("anna") == anna[0]
    assert log.undo("anna") is None
    assert log.read() == bo


def test_undoing_a_correction_brings_the_first_label_back(log):
    [first] = label_all(make_tasks(1), coder="anna")
    log.append([first])
    log.append([replace(first, label=Label.BOTH, comment="no")])
    log.undo("anna")
    assert log.read() == [first]


def test_a_torn_line_is_stepped_over_and_the_next_label_is_whole(log):
    given = label_all(make_tasks(3), coder="anna")
    log.append(given[:2])
    whole = log.path.read_bytes()
    log.path.write_bytes(whole[:-20])
    assert log.read() == given[:1]
    log.append(given[2:])
    assert log.read() == [given[0], given[2]]


def test_a_line_that_is_no_label_is_named(log):
    log.path.write_text('{"act": "label", "passage_id": "p", "coder": "anna", "label": "hm"}\n')
    with pytest.raises(LabelError, match=r"labels\.jsonl:1: not a label"):
        log.read()


def test_killed_at_any_moment_no_confirmed_label_is_lost_or_doubled(log, repository):
    builders = repository / "tests" / "unit" / "label"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(log.path), str(builders)],
        stdout=subprocess.PIPE,
        text=True,
    )
    confirmed = [writer.stdout.readline().strip() for _ in range(60)]
    time.sleep(0.05)
    os.kill(writer.pid, signal.SIGKILL)
    confirmed += [line.strip() for line in writer.stdout]
    writer.stdout.close()
    writer.wait()
    kept = [annotation.passage_id for annotation in log.read()]
    assert kept[: len(confirmed)] == confirmed
    assert len(kept) - len(confirmed) <= 1
    assert len(set(kept)) == len(kept)
