import numpy as np
import pytest

from stanceline.series.smoother import hide_unknown, smooth


def test_noise_around_a_level_is_smoothed_to_it():
    seen = 0.1 + np.random.default_rng(1).normal(0, 0.1, 60)
    assert np.abs(smooth(seen, np.full(60, 0.01), shock_ratio=2.71).mean - 0.1).max() < 0.05


def test_level_without_noise_is_followed():
    seen = np.repeat([0.0, 0.5], 20)
    assert smooth(seen, np.full(40, 1e-8), shock_ratio=2.71).mean == pytest.approx(seen, abs=1e-3)


def test_shocks_of_single_periods_are_kept_when_the_noise_cannot_be_so_large():
    random = np.random.default_rng(2)
    shocks = random.normal(0, 0.2, 80)
    found = smooth(shocks + random.normal(0, 0.02, 80), np.full(80, 0.0004), shock_ratio=2.71)
    assert found.shock_sd == pytest.approx(0.2, rel=0.3)
    assert np.abs(found.mean - shocks).mean() < 0.03


def test_missing_period_is_less_sure():
    seen = np.cumsum(np.random.default_rng(4).normal(0, 0.2, 30))
    seen[12] = np.nan
    found = smooth(seen, np.full(30, 0.01), shock_ratio=2.71)
    assert np.isfinite(found.mean[12])
    assert found.variance[12] > 1.5 * found.variance[10]


def test_single_value_is_its_own_line():
    found = smooth(np.array([np.nan, 0.3]), np.array([np.nan, 0.01]), shock_ratio=2.71)
    assert found.mean[1] == pytest.approx(0.3)
    assert found.variance[1] == pytest.approx(0.01)


def test_nothing_is_shown_outside_what_was_seen():
    known = np.array([False, True, False, True, False])
    assert np.isnan(hide_unknown(np.zeros(5), known, max_gap=4)).tolist() == [
        True, False, False, False, True,
    ]  # fmt: skip
