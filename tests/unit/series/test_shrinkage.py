import numpy as np
import pytest

from stanceline.series.shrinkage import shrink_exchangeable, shrink_walk


def test_steady_blocks_are_shrunk_to_their_mean():
    seen, variance = np.array([0.01, -0.01, 0.0, 0.01]), np.full(4, 0.01)
    walk = shrink_walk(seen, variance, scale=0.1, spike=0.3)
    assert np.abs(walk.mean - seen.mean()).max() < 0.005


def test_a_jump_that_noise_cannot_make_is_kept():
    walk = shrink_walk(np.array([0.0, 0.0, 0.3, 0.3]), np.full(4, 1e-4), scale=0.1, spike=0.3)
    assert walk.mean == pytest.approx([0, 0, 0.3, 0.3], abs=0.01)


def test_no_slab_is_the_precision_weighted_mean():
    walk = shrink_walk(np.array([0.0, 0.3]), np.array([0.01, 0.03]), scale=0.1, spike=1.0)
    assert walk.mean == pytest.approx([0.075, 0.075])
    assert walk.covariance == pytest.approx(np.full((2, 2), 0.0075))


def test_block_without_labels_is_less_sure_the_farther_it_is():
    seen = np.array([0.0, 0.02, 0.0, np.nan, np.nan])
    walk = shrink_walk(seen, np.full(5, 0.001), scale=0.1, spike=0.3)
    variance = np.diag(walk.covariance)
    assert variance[2] < variance[3] < variance[4]


def test_group_without_labels_has_no_offset_and_the_spread_of_the_others():
    seen = np.array([0.2, -0.2, 0.15, np.nan])
    offsets = shrink_exchangeable(seen, np.full(4, 0.001), scale=0.1, spike=0.3)
    assert offsets.mean[3] == 0.0
    assert offsets.variance[3] > 10 * offsets.variance[0]


def test_alike_groups_get_no_offset():
    offsets = shrink_exchangeable(np.zeros(5), np.full(5, 0.01), scale=0.1, spike=0.3)
    assert offsets.mean == pytest.approx(np.zeros(5))
