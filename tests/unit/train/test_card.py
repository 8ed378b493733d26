import json

import pytest
import yaml

from stanceline.errors import ModelError
from stanceline.records import Frame, Label
from stanceline.train.card import make_card, write_card

ROW = {
    "macro_f1": 0.7,
    "macro_f1_low": 0.6,
    "macro_f1_high": 0.8,
    "accuracy": 0.75,
    "class_f1": {str(label): 0.5 for label in Label},
    "frame_f1": {str(frame): 0.61 for frame in Frame},
}
SIDE = {
    "name": "test-model",
    "backbone": "minilm",
    "backbone_sha256": "b" * 64,
    "adapter_sha256": "a" * 64,
    "max_tokens": 192,
    "overlap_tokens": 32,
    "calibration": {
        str(frame): {"slope": 0.5, "intercept": -0.25, "threshold": 0.37} for frame in Frame
    },
    "recipe": {"epochs": 3, "rank": 16, "top_layers": 6, "seed": 0, "prevalence": 0.2},
    "facts": {
        "train_passages": 4321,
        "train_real": 1234,
        "dev_passages": 567,
        "dev_voiced": {str(frame): 40 for frame in Frame},
        "dev_calibration_error": {str(frame): 0.031 for frame in Frame},
        "data_sha256": "d" * 64,
        "dev": ROW,
    },
}
MEASURED = {
    "data": "open.jsonl",
    "data_sha256": "e" * 64,
    "n": 115,
    "date": "2026-11-26",
    "models": {"test-model": ROW, "majority": ROW | {"macro_f1": 0.123}},
}


def test_card_says_what_the_model_was_made_of():
    card = make_card(SIDE)
    assert "4321 passages to train on, 1234 of them real" in card
    assert "| premium_for_security | 0.500 | -0.250 | 0.37 | 40 | 0.031 |" in card


def test_card_without_a_measurement_claims_none():
    assert "never saw" not in make_card(SIDE)


def test_card_shows_the_baselines_beside_the_model():
    card = make_card(SIDE, measured=MEASURED)
    assert "115 passages of `open.jsonl`" in card
    assert "| majority | 0.123 (0.60 to 0.80)" in card


def test_head_of_the_card_is_what_the_hub_reads():
    head = yaml.safe_load(make_card(SIDE).split("---")[1])
    assert head["base_model"] == "sentence-transformers/all-MiniLM-L6-v2"


def test_results_of_another_model_are_refused(tmp_path):
    (tmp_path / "stanceline.json").write_text(json.dumps(SIDE))
    results = tmp_path / "results.json"
    results.write_text(json.dumps(MEASURED | {"models": {"other": ROW}}))
    with pytest.raises(ModelError, match="no results of 'test-model'; it measures other"):
        write_card(tmp_path, results=results)


def test_card_says_what_the_answers_hang_on():
    row = {"same_class": 0.9, "minus_plain": {"difference": -0.02, "low": -0.06, "high": 0.01}}
    report = {
        "variants": {"names masked": row},
        "negated": {str(frame): {"called": 30, "still_called": 21} for frame in Frame},
        "leans_on": {str(frame): [{"word": "surrender", "n": 4, "drop": 0.31}] for frame in Frame},
    }
    card = make_card(SIDE, measured=MEASURED | {"robustness": {"test-model": report}})
    assert "| names masked | 90% | -0.020 (-0.060 to +0.010) |" in card
    assert "21 of 30 still called economic_capitulation" in card
    assert "surrender (0.31)" in card


def test_card_shows_where_probabilities_fail():
    errors = {str(frame): 0.05 for frame in Frame}
    row = ROW | {
        "calibration_error": errors,
        "calibration_error_by": {"from 2025": {"n": 40} | errors},
    }
    card = make_card(SIDE, measured=MEASURED | {"models": {"test-model": row}})
    assert "from 2025 (n 40): 0.050 and 0.050." in card
