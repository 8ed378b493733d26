import json

import pytest

from stanceline.cli.train import hear_voices, train
from stanceline.errors import LabelError

ROWS = [{"tokens": ["She", "said", "yes"], "labels": ["B-source", "B-cue", "B-content"]}] * 10


def test_every_tenth_sentence_is_held_back(tmp_path, repository):
    data = tmp_path / "sentences.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    base = str(repository / "tests/data/tiny-model")
    facts = hear_voices(data, None, tmp_path / "model", {"base": base, "epochs": 1})
    assert (facts["examples"], facts["held_back"]) == (9, 1)


def test_a_task_that_is_none_is_refused(tmp_path):
    with pytest.raises(LabelError, match="no task 'verbs'"):
        train(tmp_path, task="verbs")
