"""The labelling loop, end to end: what docs/loop.md tells."""

from __future__ import annotations

import sys

import pytest


@pytest.fixture
def loop(repository):
    sys.path.append(str(repository / "benchmarks"))
    import loop

    return loop


@pytest.mark.slow
def test_labels_improve_the_model_and_correct_the_series(loop, repository, tmp_path):
    sample = repository / "corpora" / "sample-news"
    written = loop.read_own_passages()
    train = loop.make_heads_trainer(loop.word_features([p.text for p in written]))
    found = loop.run_loop(
        sample / "articles", sample / "truth.jsonl", tmp_path,
        written=written, train=train, audit=600, training=400,
    )  # fmt: skip
    before, after = found["before"], found["after"]
    # Two coders who are wrong one time in ten each agree on about four in five.
    assert 0.55 < found["alpha"] < 0.95
    assert after["f1"]["macro_f1"] > before["f1"]["macro_f1"] + 0.02
    # Only scores were made again.
    spent = [found[f"{number}_round_s"]["extract+score"] for number in ("first", "second")]
    assert spent[1] < spent[0] / 5
    assert before["uncorrected"]["bands_that_hold_the_truth"] < 0.7
    assert before["corrected"]["bands_that_hold_the_truth"] > 0.8
    assert after["corrected"]["change_band_width"] < before["corrected"]["change_band_width"]
    errors = [
        side[kind]["mean_absolute_error"]
        for side, kind in ((before, "uncorrected"), (before, "corrected"), (after, "corrected"))
    ]
    assert errors == sorted(errors, reverse=True)


@pytest.mark.slow
def test_the_loop_goes_through_the_command_that_trains(loop, repository, tmp_path):
    """The small form: a tiny base, a few hundred written passages, the tables of the corpus."""
    sample = repository / "corpora" / "sample-news"
    train = loop.make_command_trainer(
        str(repository / "tests" / "data" / "tiny-model"), tmp_path, folds=2
    )
    found = loop.run_loop(
        sample / "articles" / "tables", sample / "truth.jsonl", tmp_path,
        written=loop.read_own_passages()[::8], train=train, audit=120, training=60,
    )  # fmt: skip
    for number in (1, 2):
        assert (tmp_path / f"model-{number}" / "README.md").exists()
    scorers = {path.name for path in (tmp_path / "run" / "scores").iterdir()}
    assert len(scorers) == 2
    spent = [found[f"{number}_round_s"]["extract+score"] for number in ("first", "second")]
    assert spent[1] < spent[0] / 5
    # A base this small may call everything alike; that another model scored is what scorers say.
    assert found["after"]["f1"]["n"] == found["before"]["f1"]["n"]
    assert found["after"]["uncorrected"]["median_band_width"] > 0
