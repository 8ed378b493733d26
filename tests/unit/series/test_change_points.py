import numpy as np
import pytest

from stanceline.series.change_points import (
    find_change_points,
    interval_statistics,
    search_for,
    split_statistics,
)

WEEKS = search_for("week", 104, alpha=0.05, draws=199, seed=0)


def series(levels, seed=1, sd=0.05):
    levels = np.array(levels, dtype=float)
    return levels + np.random.default_rng(seed).normal(0, sd, len(levels))


def found(values, search=WEEKS, sd=0.05):
    return find_change_points(values, np.full(len(values), sd**2), search).found


def test_jump_is_found_where_it_is():
    [point] = found(series([0.0] * 50 + [0.2] * 54))
    assert point.place == pytest.approx(50, abs=1)
    assert point.low <= 50 <= point.high


def test_constant_has_none():
    assert found(series([0.1] * 104)) == ()


def test_two_jumps_are_both_found_with_their_own_levels():
    first, second = found(series([0.0] * 35 + [0.3] * 35 + [0.6] * 34))
    assert (first.start, first.end) == (0, second.place)
    assert (second.start, second.end) == (first.place, 104)


def test_slow_wave_is_not_taken_for_jumps():
    wave = 0.1 * np.sin(np.arange(104) / 2.0)
    assert found(series(wave, sd=0.02), sd=0.02) == ()


def test_few_months_can_show_a_jump():
    months = search_for("month", 16, alpha=0.05, draws=199, seed=0)
    [point] = found(series([-0.3] * 4 + [0.3] * 12, sd=0.1), months, sd=0.1)
    assert point.place == 4


def test_few_months_can_show_a_level_that_goes_again():
    months = search_for("month", 16, alpha=0.05, draws=199, seed=0)
    rising, falling = found(series([-0.3] * 4 + [0.3] * 4 + [0.0] * 8, sd=0.1), months, sd=0.1)
    assert (rising.place, falling.place) == (4, 8)


@pytest.mark.parametrize("size", [24, 36, 60])
def test_years_of_months_show_a_level_that_goes_again(size):
    months = search_for("month", size, alpha=0.05, draws=199, seed=0)
    levels = [0.0] * 8 + [0.5] * 4 + [0.0] * (size - 12)
    rising, falling = found(series(levels, sd=0.1), months, sd=0.1)
    assert (rising.place, falling.place) == (8, 12)


def test_more_than_ten_years_of_months_are_searched_by_single_splits():
    assert search_for("month", 120, alpha=0.05, draws=9, seed=0).statistics is interval_statistics
    assert search_for("month", 121, alpha=0.05, draws=9, seed=0).statistics is split_statistics


def test_short_series_is_searched_for_nothing():
    assert np.isnan(find_change_points(np.zeros(11), np.ones(11), WEEKS).p)


def test_statistic_is_the_square_of_the_two_sample_z():
    values, weights = np.array([0.0, 0.0, 1.0, 1.0]), np.full(4, 2.0)
    # Means 0 and 1 with precision 4 each: z^2 = 1 * 4 * 4 / 8.
    assert split_statistics(values, weights, 2) == pytest.approx([2.0])


@pytest.mark.parametrize("place", range(2, 8))
def test_interval_statistic_is_the_best_split_there_of_any_interval(place):
    random = np.random.default_rng(4)
    values, weights = random.normal(5, 1, 9), random.uniform(0.5, 2, 9)
    splits = [
        split_statistics(values[start:end], weights[start:end], 2)[place - start - 2]
        for start in range(place - 1)
        for end in range(place + 2, 10)
    ]
    assert interval_statistics(values, weights, 2)[place - 2] == pytest.approx(max(splits))


def test_interval_statistics_of_many_series_are_those_of_each():
    random = np.random.default_rng(5)
    values, weights = random.normal(size=(150, 12)), random.uniform(0.5, 2, (150, 12))
    alone = [interval_statistics(*pair, 2) for pair in zip(values, weights, strict=True)]
    assert interval_statistics(values, weights, 2) == pytest.approx(np.array(alone))


def test_days_are_refused():
    with pytest.raises(ValueError, match="weeks or months"):
        search_for("day", 300, alpha=0.05, draws=9, seed=0)
