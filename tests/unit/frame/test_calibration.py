import numpy as np
import pytest

from stanceline.frame.calibration import (
    HeadCalibration,
    choose_label,
    expected_calibration_error,
    fit_head,
    prevalence_weights,
)
from stanceline.records import Label


def overconfident(size=4000):
    """Logits twice as large as the log odds that made the labels."""
    random = np.random.default_rng(3)
    log_odds = random.normal(-1.0, 1.5, size)
    voiced = (random.random(size) < 1 / (1 + np.exp(-log_odds))).astype(float)
    return 2 * log_odds, voiced


def test_fit_undoes_overconfidence():
    logits, voiced = overconfident()
    head = fit_head(logits, voiced)
    assert head.slope == pytest.approx(0.5, abs=0.06)
    assert head.intercept == pytest.approx(0.0, abs=0.1)


def test_calibrated_probabilities_keep_their_promise():
    logits, voiced = overconfident()
    raw = expected_calibration_error(HeadCalibration()(logits), voiced)
    fitted = expected_calibration_error(fit_head(logits, voiced)(logits), voiced)
    assert raw > 0.05
    assert fitted < 0.03


def test_rare_frame_is_weighed_to_the_prevalence_asked_for():
    voiced = np.array([1.0] + [0.0] * 19)
    weights = prevalence_weights(voiced, 0.2)
    assert np.average(voiced, weights=weights) == pytest.approx(0.2)
    assert weights.mean() == pytest.approx(1.0)


def test_labels_that_are_all_alike_give_finite_maps():
    head = fit_head(np.array([1.0, 2.0, 3.0]), np.ones(3))
    assert np.isfinite([head.slope, head.intercept]).all()


@pytest.mark.parametrize(
    ("probabilities", "label"),
    [
        ((0.9, 0.1), Label.PREMIUM_FOR_SECURITY),
        ((0.1, 0.9), Label.ECONOMIC_CAPITULATION),
        ((0.9, 0.9), Label.BOTH),
        ((0.1, 0.1), Label.NEITHER),
    ],
)
def test_label_names_the_frames_above_their_thresholds(probabilities, label):
    assert choose_label(probabilities, (HeadCalibration(), HeadCalibration())) is label


def test_each_head_has_its_own_threshold():
    heads = (HeadCalibration(threshold=0.3), HeadCalibration(threshold=0.6))
    assert choose_label((0.4, 0.4), heads) is Label.PREMIUM_FOR_SECURITY
