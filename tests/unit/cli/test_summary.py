from __future__ import annotations

import json

from report_runs import undated_article, weekly_articles, write_run

from stanceline.cli.summary import print_summary, sparkline, warnings_of

SERIES = {
    "period": "week", "weights": "story", "labels": 0, "why_unusable": "", "undated_articles": 1,
    "advice": "read 300 passages", "flags": ["undated_high"],
}  # fmt: skip
COUNTS = {
    "articles": 10, "stories": 4, "reprints": 6, "passages": 30, "scores": 30, "rejected": 2,
    "undated_articles": 3,
}  # fmt: skip
MANIFEST = {"counts": COUNTS, "series": SERIES, "model": {"name": "keyword"}}


def test_a_sparkline_spans_from_lowest_to_highest():
    assert sparkline([0.1, 0.2, 0.3]) == "▁▅█  +0.10 to +0.30"


def test_a_line_without_numbers_has_no_spark():
    assert sparkline([float("nan")]) == ""


def test_everything_that_could_turn_the_picture_is_warned_of():
    assert list(warnings_of(MANIFEST)) == [
        "2 inputs rejected (rejected.parquet says why)",
        "3 of 10 articles have no date",
        "6 of 10 articles are reprints: few stories decide",
        "read 300 passages",
        "undated high",
    ]


def test_a_run_without_an_article_says_what_can_be_read():
    counts = {"articles": 0, "rejected": 2, "undated_articles": 0, "reprints": 0}
    said = list(warnings_of({"counts": counts, "series": {}}))
    assert said[0].startswith("no article could be read: texts, HTML")
    assert said[1].startswith("2 inputs rejected")


def test_the_summary_says_headline_line_voices_and_where_the_report_is(tmp_path, capsys):
    run = write_run(tmp_path / "run", [*weekly_articles(8), undated_article()])
    print_summary(run.root, MANIFEST | {"series": json.loads(json.dumps(SERIES))})
    said = capsys.readouterr().out
    assert "By the uncorrected count, the framing moved towards premium for security" in said
    assert "Who says it" in said
    assert "government" in said
    assert f"report: {run.report.resolve()}" in said.replace("\n", "")
