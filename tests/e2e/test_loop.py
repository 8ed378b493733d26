"""The labelling loop, end to end, with the small model: what docs/loop.md tells."""

from __future__ import annotations

import sys

import pytest


@pytest.mark.slow
def test_labels_improve_the_model_and_correct_the_series(repository, tmp_path):
    sys.path.append(str(repository / "benchmarks"))
    from loop import run_loop

    sample = repository / "corpora" / "sample-news"
    found = run_loop(
        sample / "articles", sample / "truth.jsonl", tmp_path,
        features="words", audit=600, training=400,
    )  # fmt: skip
    before, after = found["before"], found["after"]
    # Two coders who are wrong one time in ten each agree on about four in five.
    assert 0.55 < found["alpha"] < 0.95
    assert after["f1"]["macro_f1"] > before["f1"]["macro_f1"] + 0.02
    # Only scores were made again.
    assert found["second_round_s"]["extract"] < found["first_round_s"]["extract"] / 5
    assert before["uncorrected"]["bands_that_hold_the_truth"] < 0.7
    assert before["corrected"]["bands_that_hold_the_truth"] > 0.8
    assert after["corrected"]["change_band_width"] < before["corrected"]["change_band_width"]
    errors = [
        side[kind]["mean_absolute_error"]
        for side, kind in ((before, "uncorrected"), (before, "corrected"), (after, "corrected"))
    ]
    assert errors == sorted(errors, reverse=True)
