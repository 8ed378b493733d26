from __future__ import annotations

from datetime import date

from report_runs import make_break, weekly_articles, write_run

from stanceline.report.page import write_report


def turning_page(root, before, after):
    found = make_break(date(2025, 8, 4), before, after)
    run = write_run(root, weekly_articles(8), breaks=[found])
    page = write_report(run).read_text(encoding="utf-8")
    return page[page.index('id="change-1"') : page.index('id="by-0"')]


def test_a_move_to_premium_is_shown_with_what_spoke_against_and_for_it(tmp_path):
    section = turning_page(tmp_path, -0.2, 0.2)
    before, after = section.split("<h4>After</h4>")
    assert before.count("called the") == 3
    assert after.count("defended the") == 3


def test_a_move_to_capitulation_is_shown_the_other_way_round(tmp_path):
    before, after = turning_page(tmp_path, 0.2, -0.2).split("<h4>After</h4>")
    assert before.count("defended the") == 3
    assert after.count("called the") == 3
