from __future__ import annotations

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
