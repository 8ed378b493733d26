import numpy as np
import pytest
from series_tables import PROBABILITIES, corpus, label, true_net

from stanceline.series.error_model import NET, Sample, correct_for, fit_errors
from stanceline.series.estimate import estimate_series
from stanceline.series.settings import DEFAULTS


def sample(n=400, n_blocks=4, seed=5) -> Sample:
    random = np.random.default_rng(seed)
    true_class = random.choice(4, n, p=[0.4, 0.3, 0.2, 0.1])
    return Sample(
        scores=0.5 * random.dirichlet(np.ones(4), n) + 0.5 * np.eye(4)[true_class],
        true_class=true_class,
        weight=1 / random.uniform(0.05, 0.9, n),
        stratum=random.choice(6, n),
        block=random.choice(n_blocks, n),
        n_blocks=n_blocks,
    )


def test_parts_of_a_change_sum_to_it():
    table = corpus()
    table = table[(table["outlet"] != "Strait Post") | (table["date"] > "2024-06-01")]
    result = estimate_series(table, label(table))
    parts = result.decompose()
    assert parts.within + parts.between + parts.entry_exit == pytest.approx(parts.change, abs=1e-12)
    assert parts.change == pytest.approx(result.contrast().model.value, abs=1e-12)
    assert parts.entry_exit != 0


def test_window_with_every_passage_labelled_is_its_true_mean():
    table = corpus()
    result = estimate_series(table, label(table, share=1), period="week")
    contrast = result.contrast("2024Q1", "2024Q3")
    weekly = true_net(table).groupby(table["date"]).mean()
    truth = weekly["2024-07":"2024-09"].mean() - weekly["2024-01":"2024-03"].mean()
    assert contrast.dsl.value == pytest.approx(truth, abs=1e-12)


def test_classifier_that_never_errs_is_counted_and_still_not_beyond_doubt():
    table = corpus(sure=1.0)
    points = estimate_series(table, label(table), period="month").table()
    np.testing.assert_allclose(points["net"], points["net_naive"], atol=1e-12)
    assert (points["se_classifier"] > 0).all()
    assert (points["se_classifier"] < 0.01).all()


def test_errors_of_labels_cancel_within_each_class():
    labels = sample()
    model = fit_errors(labels, NET, DEFAULTS)
    classes = NET.merge[labels.true_class]
    sums = np.bincount(classes, weights=labels.weight * model.residual)
    np.testing.assert_allclose(sums, 0.0, atol=1e-10)


def test_drift_corrected_scores_undo_the_drifted_confusion():
    model = fit_errors(sample(), NET, DEFAULTS)
    offset = np.array([0.02, -0.1, 0.05])
    values = NET.values
    direction = model.confusion @ values / (values @ values)
    drifted = model.confusion + np.outer(direction, offset)
    expected = values @ np.linalg.inv(drifted)
    np.testing.assert_allclose(correct_for(NET, model.inverse, offset), expected, atol=1e-12)


def test_corrected_scores_average_to_the_truth_of_the_labels():
    table = corpus(weeks=26)
    result = estimate_series(table, label(table, share=1), period="month")
    line = result.line()
    scores = table[PROBABILITIES].to_numpy()
    pooled = NET.fold_scores(scores) @ (NET.values @ line.correction.inverse)
    assert pooled.mean() == pytest.approx(true_net(table).mean(), abs=1e-12)
