from __future__ import annotations

import re

from report_runs import undated_article, weekly_articles, write_run

from stanceline.report.money import draw_sums, read_quoted_sums, sums_timespan
from stanceline.store.views import connect


def test_sums_are_counted_by_period_in_articles(tmp_path):
    run = write_run(tmp_path, [*weekly_articles(2), undated_article()])
    with connect(run) as connection:
        sums = read_quoted_sums(connection, "week")
    assert [(str(s.period_start), s.value, s.n_articles) for s in sums] == [
        ("2025-07-07", "USD 550 billion", 12),
        ("2025-07-14", "USD 550 billion", 12),
    ]


def test_the_picture_says_where_most_is_quoted(tmp_path):
    with connect(write_run(tmp_path, weekly_articles(1))) as connection:
        picture = draw_sums(read_quoted_sums(connection, "week"), "week")
    assert "USD 550 billion in Week of 7 July 2025 (12 articles)" in picture.description


def test_the_sizes_explained_are_those_of_one_article_half_and_most(tmp_path):
    with connect(write_run(tmp_path, weekly_articles(1))) as connection:
        drawing = draw_sums(read_quoted_sums(connection, "week"), "week").svg()
    assert re.findall(r">(\d+)</text>", drawing)[-3:] == ["1", "6", "12"]


def test_without_sums_there_is_no_picture():
    assert draw_sums([], "week") is None


def test_a_line_of_many_days_counts_its_sums_by_month():
    assert [sums_timespan("day", n) for n in (60, 61)] == ["day", "month"]
