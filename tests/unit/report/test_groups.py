from __future__ import annotations

from dataclasses import replace
from datetime import date

from report_runs import make_point, weekly_points

from stanceline.report.groups import make_groupings

MONDAY = date(2025, 7, 7)


def test_outlets_and_voices_are_two_groupings():
    points = [make_point(MONDAY, 0.1, group=g) for g in ("outlet=A", "voice=expert", "outlet=B")]
    assert [(g.by, g.n_groups) for g in make_groupings(points)] == [("outlet", 2), ("voice", 1)]


def test_the_overall_line_is_no_group():
    assert make_groupings(weekly_points([0.1, 0.2])) == []


def test_a_name_may_hold_the_sign_that_parts_it():
    (grouping,) = make_groupings([make_point(MONDAY, 0.1, group="outlet=a=b")])
    assert grouping.listed[0].name == "a=b"


def test_the_group_with_most_passages_comes_first():
    points = [
        make_point(MONDAY, 0.1, group="outlet=Small", stories=2),
        make_point(MONDAY, 0.1, group="outlet=Large", stories=20),
    ]
    (grouping,) = make_groupings(points)
    assert [item.name for item in grouping.listed] == ["Large", "Small"]


def test_many_groups_are_drawn_in_part_and_counted_in_full():
    points = [make_point(MONDAY, 0.1, group=f"outlet={n:03d}") for n in range(130)]
    (grouping,) = make_groupings(points)
    assert (grouping.n_drawn, len(grouping.listed), grouping.n_groups) == (20, 100, 130)


def outlet(name, net, *, half=0.1, status="uncorrected", classifier=float("nan")):
    point = make_point(MONDAY, net, half=half, group=f"outlet={name}", status=status)
    return replace(point, se_classifier=classifier)


def test_uncorrected_groups_are_not_put_in_an_order_of_level():
    (grouping,) = make_groupings([outlet("A", -0.1), outlet("B", 0.3), outlet("C", 0.1)])
    assert not grouping.is_ranked
    assert grouping.chart.description == "Net stance by outlet: A −0.10; B +0.30; C +0.10."


def test_groups_that_are_each_corrected_are():
    points = [outlet(n, v, status="ok", classifier=0.01) for n, v in (("A", -0.1), ("B", 0.3))]
    (grouping,) = make_groupings(points)
    assert grouping.is_ranked
    assert grouping.chart.description == "Net stance by outlet: B +0.30; A −0.10."


def test_a_correction_in_common_allows_no_order():
    points = [outlet(n, 0.1, status="pooled_error_model", classifier=0.01) for n in "AB"]
    assert not make_groupings(points)[0].is_ranked


def test_levels_are_pulled_to_the_mean_the_more_the_less_is_known():
    points = [outlet("A", -0.3, half=0.1), outlet("B", 0.3, half=0.1), outlet("C", 0.6, half=0.6)]
    (grouping,) = make_groupings(points)
    moved = {item.name: item.level.net - grouping.shrunk[item.anchor] for item in grouping.listed}
    assert moved["A"] < 0 < moved["B"] < moved["C"]


def test_equal_levels_are_pulled_into_one():
    (grouping,) = make_groupings([outlet(name, 0.2) for name in "ABC"])
    assert {round(level, 9) for level in grouping.shrunk.values()} == {0.2}
