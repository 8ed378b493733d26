import numpy as np
import pytest

from stanceline.series.bands import Clusters, average


def means(values, stories, periods=None, weights=None):
    values = np.array(values, dtype=float)
    size = len(values)
    clusters = Clusters.of(
        np.zeros(size, dtype=int) if periods is None else np.array(periods),
        np.array(stories),
        np.ones(size) if weights is None else np.array(weights, dtype=float),
        n_periods=1 if periods is None else max(periods) + 1,
    )
    return average(clusters, values, prior_df=20.0)


def test_mean_is_weighted():
    assert means([1, 0], [0, 1], weights=[3, 1]).mean[0] == pytest.approx(0.75)


def test_effective_number_of_even_stories_is_their_number():
    assert means([1, 0, 1, 0], [0, 1, 2, 3]).n_eff[0] == pytest.approx(4)


def test_one_heavy_story_counts_for_little_more_than_one():
    # Kish: the square of the sum of the weights over the sum of their squares.
    assert means([1, 0], [0, 1], weights=[9, 1]).n_eff[0] == pytest.approx(100 / 82)


def test_passages_of_one_story_do_not_narrow_the_band():
    once = means([1, 0, 1, 0], [0, 1, 2, 3])
    five_times = means([1, 0, 1, 0] * 5, [0, 1, 2, 3] * 5)
    assert five_times.variance[0] == pytest.approx(once.variance[0])


def test_variance_of_even_stories_is_the_textbook_one():
    # Mean of n independent values: s^2 / n, with n - 1 in the denominator of s^2.
    values = [1.0, 0.0, 0.5, -0.5, 0.25]
    assert means(values, range(5)).variance[0] == pytest.approx(np.var(values, ddof=1) / 5)


def test_period_of_one_story_borrows_its_variance():
    result = means([1, 0, 1, 0, 1], [0, 1, 2, 3, 4], periods=[0, 0, 0, 0, 1])
    assert result.variance[1] == pytest.approx(result.unit)


def test_no_period_with_two_stories_means_no_variance():
    assert np.isnan(means([1, 0], [0, 1], periods=[0, 1]).variance).all()


def test_empty_period_between_has_no_mean_and_no_story():
    result = means([1, 0], [0, 1], periods=[0, 2])
    assert np.isnan(result.mean[1])
    assert (result.n_stories[1], result.n_eff[1]) == (0, 0)
