from __future__ import annotations

import math
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from report_runs import hostile_article, make_point, weekly_articles, weekly_points, write_run

import stanceline
from stanceline.errors import RunDirectoryError
from stanceline.sketch import sketch


def test_a_line_is_drawn_with_a_dot_a_point_and_said_in_words():
    root = ET.fromstring(sketch(weekly_points([0.1, -0.2, 0.3])))  # noqa: S314 - drawn here
    assert len(root.findall(".//circle")) == 3
    assert "net stance +0.10 at 2025-07-07, +0.30 at 2025-07-21" in root.find(".//svg").get(
        "aria-label"
    )


def test_a_hostile_group_is_text():
    page = sketch([make_point(date(2025, 7, 7), 0.1, group='outlet="><script>alert(1)</script>')])
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_more_lines_than_can_be_drawn_are_counted():
    points = [make_point(date(2025, 7, 7), 0.1, group=f"outlet={n}") for n in range(10)]
    assert "and 2 more lines" in sketch(points)


def test_what_has_no_number_has_no_dot():
    page = sketch(weekly_points([math.nan]))
    assert "<circle" not in page
    assert "no period has a net stance" in page


def test_no_points_are_said():
    assert "without points" in sketch([])


def test_a_finished_run_draws_itself_under_its_headline(tmp_path):
    write_run(tmp_path / "run", [*weekly_articles(8), hostile_article()])
    run = stanceline.open_run(tmp_path / "run")
    page = run._repr_html_()
    assert page.startswith(
        "<p><strong>By the uncorrected count, the framing moved towards premium for security"
    )
    assert page.count("<figure>") == 1
    assert len(run.table("articles")) == 97


def test_a_folder_that_is_no_run_cannot_be_opened(tmp_path):
    with pytest.raises(RunDirectoryError, match="not a run directory"):
        stanceline.open_run(tmp_path)
