import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from stanceline.errors import ModelError
from stanceline.frame.model_directory import save_whole
from stanceline.frame.transformer import load_transformer
from stanceline.testing import make_passage

TEXTS = [
    "The minister defended the deal as the price of stability.",
    "A surrender.",
    "The bank will lend 36 billion dollars under the memorandum signed in September, he said.",
    "The opposition called the agreement a surrender that taxpayers will be paying for.",
]


@pytest.fixture(scope="module")
def framer(tiny_model):
    return load_transformer(tiny_model)


def scores(framer, texts=TEXTS):
    return np.array(
        [
            [s.p_premium_for_security, s.p_economic_capitulation]
            for s in framer([make_passage(text) for text in texts])
        ]
    )


def test_scores_come_in_the_order_of_the_passages(framer):
    one_by_one = np.concatenate([scores(framer, [text]) for text in TEXTS])
    assert scores(framer) == pytest.approx(one_by_one, abs=1e-5)
    assert len({tuple(row) for row in one_by_one.round(3)}) == len(TEXTS)


@pytest.mark.parametrize("batch_tokens", [8, 64, 4096])
def test_batch_size_changes_no_score(framer, tiny_model, batch_tokens):
    other = load_transformer(tiny_model, batch_tokens=batch_tokens)
    assert scores(other) == pytest.approx(scores(framer), abs=1e-5)
    assert other.fingerprint == framer.fingerprint


def test_device_that_is_not_there_is_named(tiny_model):
    with pytest.raises(ModelError, match=r"'tpu' here; frame\.device can be: cpu"):
        load_transformer(tiny_model, device="tpu")


def test_scores_of_a_device_are_told_apart_from_those_of_the_processor(framer):
    on_device = replace(framer.classifier.runtime, device="cuda")
    other = replace(framer.classifier, runtime=on_device)
    assert other.fingerprint != framer.fingerprint


def test_long_passage_is_read_to_its_end(framer):
    long = " ".join([TEXTS[0]] * 30)
    [score] = framer([make_passage(long)])
    assert score.tokens_read == score.tokens > framer.classifier.max_tokens


def test_end_of_a_long_passage_decides_too(framer):
    long = sorted(
        (" ".join([text] * 12) for text in TEXTS), key=lambda x: scores(framer, [x])[0, 0]
    )
    quiet, loud = long[0], long[-1]
    assert scores(framer, [f"{quiet} {loud}"])[0, 0] > scores(framer, [quiet])[0, 0]


def test_no_passages_have_no_scores(framer):
    assert framer([]) == []


def test_calibration_moves_probabilities_and_the_fingerprint(tiny_model, tmp_path, framer):
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    side = json.loads((copy / "stanceline.json").read_text())
    side["calibration"]["premium_for_security"]["intercept"] = 2.0
    (copy / "stanceline.json").write_text(json.dumps(side))
    moved = load_transformer(copy)
    assert (scores(moved)[:, 0] > scores(framer)[:, 0]).all()
    assert moved.fingerprint != framer.fingerprint


def test_written_whole_and_loaded_again_scores_the_same(framer, tiny_model, tmp_path):
    save_whole(tiny_model, tmp_path / "whole")
    assert scores(load_transformer(tmp_path / "whole")) == pytest.approx(scores(framer), abs=1e-6)


def test_plain_transformers_loads_the_folder(tiny_model, framer):
    from transformers import pipeline

    classify = pipeline("text-classification", model=str(tiny_model), top_k=None)
    [answers] = classify([TEXTS[0]])
    found = {answer["label"]: answer["score"] for answer in answers}
    assert found["premium_for_security"] == pytest.approx(scores(framer)[0, 0], abs=1e-5)


def with_labels(folder, copy, labels, **changes):
    shutil.copytree(folder, copy)
    side = json.loads((copy / "stanceline.json").read_text())
    side |= {"labels": labels, "calibration": {label: {} for label in labels}} | changes
    (copy / "stanceline.json").write_text(json.dumps(side))
    return copy


def test_poles_of_another_debate_are_named(tiny_model, tmp_path):
    other = load_transformer(with_labels(tiny_model, tmp_path / "copy", ["for", "against"]))
    assert [pole.id for pole in other.poles] == ["for", "against"]


def test_weights_of_two_labels_are_not_read_as_three(tiny_model, tmp_path):
    copy = with_labels(tiny_model, tmp_path / "copy", ["for", "against", "neutral"])
    with pytest.raises(ModelError, match="not those of 3 labels"):
        load_transformer(copy)


def test_labels_that_exclude_one_another_are_no_framer(tiny_model, tmp_path):
    copy = with_labels(tiny_model, tmp_path / "copy", ["for", "against"], is_exclusive=True)
    with pytest.raises(ModelError, match="for, against, that exclude one another; a series needs"):
        load_transformer(copy)


def test_folder_that_is_no_model_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"not a stanceline model"):
        load_transformer(tmp_path)
