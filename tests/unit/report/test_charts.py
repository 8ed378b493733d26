from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from report_runs import make_break, make_point, weekly_points

from stanceline.report.charts import draw_stance, draw_volume, has_naive
from stanceline.report.marks import Event, to_change
from stanceline.report.picture import Picture

WEEKS = frozenset({"period-2025-07-07", "period-2025-07-14", "period-2025-07-21"})


def wide(picture: Picture) -> ET.Element:
    root = ET.fromstring(f"<both>{picture.markup}</both>")  # noqa: S314 - drawn here
    return next(svg for svg in root if svg.get("class") == "chart wide")


def dots(picture: Picture) -> list[ET.Element]:
    return [node for node in wide(picture).iter() if node.tag.endswith("}a")]


def test_every_point_with_evidence_leads_to_it():
    chart = draw_stance(weekly_points([0.1, 0.2, 0.3]), "week", anchors=WEEKS)
    assert [next(iter(dot.attrib.values())) for dot in dots(chart)] == [
        "#period-2025-07-07",
        "#period-2025-07-14",
        "#period-2025-07-21",
    ]


def test_a_point_without_evidence_leads_nowhere():
    chart = draw_stance(weekly_points([0.1, 0.2]), "week", anchors={"period-2025-07-14"})
    assert len(dots(chart)) == 1


def test_a_point_of_few_stories_is_hollow():
    points = [make_point(date(2025, 7, 7), 0.1), make_point(date(2025, 7, 14), 0.1, stories=3)]
    chart = draw_stance(points, "week", anchors=WEEKS)
    assert [dot[0].get("fill") for dot in dots(chart)] == ["#0b5fa5", "white"]


def test_the_sign_decides_the_colour():
    chart = draw_stance(weekly_points([0.1, -0.1]), "week", anchors=WEEKS)
    assert [dot[0].get("stroke") for dot in dots(chart)] == ["#0b5fa5", "#c4490a"]


def test_each_dot_says_its_numbers():
    chart = draw_stance(weekly_points([0.1]), "week", anchors=WEEKS)
    assert dots(chart)[0][0].get("aria-label") == (
        "Week of 7 July 2025: net +0.10, 95% band 0.00 to +0.20, 12 stories"
    )


def test_the_whole_chart_is_said_in_words():
    chart = draw_stance(weekly_points([0.1, -0.2]), "week", anchors=WEEKS)
    assert (
        wide(chart)
        .get("aria-label")
        .endswith("Lowest −0.20 (Week of 14 July 2025), highest +0.10 (Week of 7 July 2025).")
    )


@pytest.mark.parametrize("half", [math.nan, 0.1])
def test_poles_are_named(half):
    chart = draw_stance(weekly_points([0.1, 0.2], half=half), "week", anchors=WEEKS)
    texts = {node.text for node in wide(chart).iter() if node.tag.endswith("}text")}
    assert {"▲ premium for security", "▼ economic capitulation"} <= texts


def test_the_line_breaks_where_a_week_is_missing():
    whole = draw_stance(weekly_points([0.1, 0.2, 0.3, 0.4]), "week", anchors=WEEKS)
    points = weekly_points([0.1, 0.2, 0.0, 0.3, 0.4])
    broken = draw_stance([*points[:2], *points[3:]], "week", anchors=WEEKS)
    lines = r'aria-roledescription="line mark container"'
    assert len(re.findall(lines, broken.markup)) == 2 * len(re.findall(lines, whole.markup))


def test_points_without_values_can_be_drawn():
    chart = draw_stance(weekly_points([math.nan]), "week", anchors=WEEKS)
    assert wide(chart).get("aria-label") == "Net stance: no period has a value."


def test_more_dots_than_fit_are_drawn_only_where_there_is_evidence():
    chart = draw_stance(weekly_points([0.1] * 450), "week", anchors=WEEKS)
    assert len(dots(chart)) == 3


def test_volume_says_which_week_has_most():
    points = [make_point(date(2025, 7, 7), 0.1), make_point(date(2025, 7, 14), 0.1, stories=40)]
    chart = draw_volume(points, "week", anchors=WEEKS)
    assert "most passages (120) in Week of 14 July 2025" in wide(chart).get("aria-label")
    assert len(dots(chart)) == 2


def smoothed(points):
    return [
        replace(p, net_smooth=p.net, net_smooth_lo=p.net - 0.05, net_smooth_hi=p.net + 0.05)
        for p in points
    ]


def lines_of(picture):
    return len(re.findall(r'aria-roledescription="line mark container"', picture.markup))


def test_a_smoothed_line_says_so_at_every_point():
    chart = draw_stance(smoothed(weekly_points([0.1, 0.2])), "week", anchors=WEEKS)
    assert "smoothed +0.10" in wide(chart).get("aria-label")


def test_the_uncorrected_line_is_a_group_of_its_own():
    points = [replace(p, net_naive=p.net - 0.1) for p in weekly_points([0.1, 0.2])]
    assert "naive_" in draw_stance(points, "week", anchors=WEEKS).markup
    assert has_naive(points)
    assert not has_naive(weekly_points([0.1, 0.2]))


def test_a_change_leads_to_where_it_is_told():
    change = to_change(make_break(date(2025, 7, 14), 0.1, 0.2), number=1)
    chart = draw_stance(weekly_points([0.1, 0.2, 0.3]), "week", anchors=(), changes=[change])
    assert [next(iter(link.attrib.values())) for link in dots(chart)] == ["#change-1"]


def test_events_stand_with_their_letters():
    events = [Event(day=date(2025, 7, 10), name="Signed", letter="A")]
    chart = draw_stance(weekly_points([0.1, 0.2]), "week", anchors=(), events=events)
    assert "A" in {node.text for node in wide(chart).iter() if node.tag.endswith("}text")}
