from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_runs import make_point, weekly_points, write_run

from stanceline.report.levels import T_QUANTILE, pool, read_points
from stanceline.store.views import connect


def test_nothing_pools_to_nothing():
    assert pool([]) is None


def test_points_weigh_by_their_stories():
    points = [
        make_point(date(2025, 7, 7), 0.0, stories=30),
        make_point(date(2025, 7, 14), 0.4, stories=10),
    ]
    assert pool(points).net == pytest.approx(0.1)


def test_the_error_of_four_equal_points_is_half_of_one():
    level = pool(weekly_points([0.1] * 4, half=0.2))
    assert level.se == pytest.approx(0.05)
    assert level.high - level.net == pytest.approx(0.05 * T_QUANTILE)


def test_one_point_without_a_band_leaves_the_level_without_one():
    points = [*weekly_points([0.1]), make_point(date(2025, 8, 4), 0.1, half=math.nan)]
    assert not pool(points).has_band


def test_a_level_ends_where_net_stance_does():
    level = pool(weekly_points([-1.1, -1.0], half=0.2))
    assert (level.net, level.low) == (-1.0, -1.0)
    assert level.high == pytest.approx(-1.0 + T_QUANTILE * level.se)


def test_a_point_without_a_value_is_left_out():
    points = [*weekly_points([0.1]), make_point(date(2025, 8, 4), math.nan)]
    assert pool(points).net == pytest.approx(0.1)


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=12))
def test_the_level_lies_between_the_points(nets):
    level = pool(weekly_points(nets))
    assert min(nets) - 1e-9 <= level.net <= max(nets) + 1e-9


def test_the_series_of_a_run_is_read_back_as_it_was_written(tmp_path):
    points = weekly_points([0.1, -0.2])
    with connect(write_run(tmp_path, [], series=points)) as connection:
        assert read_points(connection) == points
