from __future__ import annotations

import math
import re
from xml.etree import ElementTree as ET

import pytest
from report_runs import weekly_points

from stanceline.report.drawing import BLUE, GROUND
from stanceline.report.group_chart import NamedLevel, draw_groups
from stanceline.report.levels import pool
from stanceline.report.picture import Picture


def dots(picture: Picture) -> list[ET.Element]:
    wide = ET.fromstring(f"<both>{picture.markup}</both>")[0]  # noqa: S314 - drawn here
    return [node for node in wide.iter() if node.tag.endswith("}a")]


def bands(picture: Picture) -> int:
    return picture.markup.count('stroke-width="6"')


def test_a_dot_leads_to_the_row_of_its_group():
    group = NamedLevel(name="Kanto Ledger", anchor="group-0-7", level=pool(weekly_points([0.1])))
    (dot,) = dots(draw_groups([group], what="outlet"))
    assert list(dot.attrib.values()) == ["#group-0-7"]


@pytest.mark.parametrize(("half", "drawn"), [(0.1, 2), (math.nan, 0)])
def test_a_band_is_drawn_where_there_is_one(half, drawn):
    level = pool(weekly_points([0.1], half=half))
    group = NamedLevel(name="Kanto Ledger", anchor="group-0-0", level=level)
    assert bands(draw_groups([group], what="outlet")) == drawn


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a\x0bb\x00", "", "x" * 500])
def test_a_hostile_group_name_is_only_text(name):
    level = pool(weekly_points([0.1]))
    chart = draw_groups([NamedLevel(name=name, anchor="group-0-0", level=level)], what="outlet")
    assert len(dots(chart)) == 1


def test_two_groups_cut_to_the_same_name_stay_two():
    level = pool(weekly_points([0.1]))
    groups = [NamedLevel(name="x" * 70 + end, anchor=f"group-0-{end}", level=level) for end in "ab"]
    assert len({dot[0].get("transform") for dot in dots(draw_groups(groups, what="outlet"))}) == 2


def test_groups_stand_in_the_order_given_whether_they_have_a_band_or_not():
    halves = {"first": math.nan, "second": 0.1, "third": math.nan, "fourth": 0.1}
    groups = [
        NamedLevel(name=name, anchor=name, level=pool(weekly_points([0.1], half=half)))
        for name, half in halves.items()
    ]
    drawn = re.findall(r">(first|second|third|fourth)</text>", draw_groups(groups, what="x").svg())
    assert drawn == [*halves]


def test_a_dot_without_a_band_is_hollow():
    levels = [pool(weekly_points([0.1], half=half)) for half in (0.1, math.nan)]
    groups = [
        NamedLevel(name="Kanto Ledger", anchor=f"g-{n}", level=level)
        for n, level in enumerate(levels)
    ]
    assert [dot[0].get("fill") for dot in dots(draw_groups(groups, what="outlet"))] == [
        BLUE,
        GROUND,
    ]
