"""Committed results are strict JSON: what could not be measured is null, never NaN."""

import json
from pathlib import Path

import pytest
from result_file import without_nan, write_result

RESULTS = sorted((Path(__file__).parents[2] / "benchmarks" / "results").glob("*.json"))


def refuse(constant):
    raise ValueError(f"{constant} is no JSON")


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.name)
def test_result_is_strict_json(path):
    assert json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)


def test_nan_at_any_depth_is_written_as_null(tmp_path):
    write_result(tmp_path / "a.json", {"b": [float("nan"), {"c": float("inf")}], "d": 1.5})
    assert json.loads((tmp_path / "a.json").read_text()) == {"b": [None, {"c": None}], "d": 1.5}


def test_what_is_no_number_is_left_as_it_is():
    assert without_nan({"a": "nan", "b": (1, None)}) == {"a": "nan", "b": [1, None]}
