import json
import shutil

import pytest

from stanceline.errors import LabelError
from stanceline.frame.classifier import load_classifier
from stanceline.train.comparison import compare_models, read_for


def variant(folder, copy, **changes):
    shutil.copytree(folder, copy)
    side = json.loads((copy / "stanceline.json").read_text())
    side |= changes
    (copy / "stanceline.json").write_text(json.dumps(side))
    return load_classifier(copy)


@pytest.fixture
def table(tmp_path):
    labels = ["premium for security", "economic_capitulation", "both", "neither"]
    rows = [{"text": f"The deal {i} stands.", "label": labels[i % 4]} for i in range(24)]
    path = tmp_path / "table.jsonl"
    path.write_text("\n".join(map(json.dumps, [*rows, {"text": "Disputed.", "label": None}])))
    return path


def test_two_models_are_compared_on_the_same_texts(tiny_model, table, tmp_path):
    always = {"slope": 0.0, "intercept": 9.0, "threshold": 0.5}
    calibration = dict.fromkeys(("premium_for_security", "economic_capitulation"), always)
    models = [
        load_classifier(tiny_model),
        variant(tiny_model, tmp_path / "b", name="b", calibration=calibration),
    ]
    results = compare_models(read_for(models, table), models, {}, data="table")
    assert results["n"] == 24
    assert results["models"]["b"]["class_f1"]["both"] == pytest.approx(0.4)
    [pair] = results["differences"]
    gap = (
        results["models"][pair["first"]]["macro_f1"] - results["models"][pair["second"]]["macro_f1"]
    )
    assert pair["difference"] == pytest.approx(gap, abs=1e-3)
    assert pair["low"] <= pair["difference"] <= pair["high"]


def test_order_of_labels_is_the_model_s_own_affair(tiny_model, table, tmp_path):
    first = load_classifier(tiny_model)
    calibration = {label: {"slope": 1.0, "intercept": 0.0} for label in first.labels}
    turned = variant(
        tiny_model, tmp_path / "b", name="b", labels=first.labels[::-1], calibration=calibration
    )
    examples = read_for([first, turned], table)
    found = compare_models(examples, [first, turned], {}, data="table")["models"]
    assert set(found["b"]["frame_f1"]) == set(found["tiny"]["frame_f1"])


def test_models_of_two_debates_cannot_be_compared(tiny_model, table, tmp_path):
    calibration = {"for": {}, "against": {}}
    other = variant(
        tiny_model, tmp_path / "b", labels=["for", "against"], calibration=calibration, name="b"
    )
    with pytest.raises(LabelError, match="b has for, against: they cannot be compared"):
        read_for([load_classifier(tiny_model), other], table)


def test_calibration_is_said_for_large_outlets_and_recent_texts(tiny_model, tmp_path):
    rows = [
        {
            "text": f"The deal {i} stands.",
            "label": "neither",
            "outlet": "Herald" if i < 16 else f"Small {i}",
            "date": "2025-06-01" if i < 10 else "1999-01-01",
        }
        for i in range(24)
    ]
    path = tmp_path / "dated.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    model = load_classifier(tiny_model)
    found = compare_models(read_for([model], path), [model], {}, data="dated")
    by_part = found["models"]["tiny"]["calibration_error_by"]
    assert {name: part["n"] for name, part in by_part.items()} == {
        "outlet Herald": 16,
        "from 2025": 10,
    }
