from __future__ import annotations

from dataclasses import replace

import pytest
from report_runs import SCORER, undated_article, weekly_articles, write_run

from stanceline.records import Rejected
from stanceline.report.quality import read_quality, read_shares
from stanceline.store.views import connect
from stanceline.testing import make_article


def quality_of(root, articles, rejected=()):
    with connect(write_run(root, articles, rejected=rejected), scorer=SCORER) as connection:
        return read_quality(connection)


def test_articles_stories_and_undated_ones_are_counted(tmp_path):
    quality = quality_of(tmp_path, [*weekly_articles(1), undated_article()])
    assert (quality.counts["articles"], quality.counts["stories"]) == (13, 13)
    assert quality.counts["undated_articles"] == 1


def test_reprints_are_articles_beyond_the_first_of_a_story(tmp_path):
    copies = [make_article(outlet=outlet, story_id="wire") for outlet in "ABC"]
    assert quality_of(tmp_path, copies).reprints == 2


def test_an_article_read_in_part_lowers_the_coverage_and_is_listed(tmp_path):
    article = make_article("x" * 90)
    article = replace(article, n_chars=100, chars_read=90, note="the file ended early")
    quality = quality_of(tmp_path, [article])
    assert quality.share_read("chars") == pytest.approx(0.9)
    assert quality.read_in_part[0]["note"] == "the file ended early"


def test_languages_are_counted_with_how_many_were_scored(tmp_path):
    quality = quality_of(tmp_path, [make_article(), make_article("Hallo.", language="de")])
    assert [(row["language"], row["n_scored"]) for row in quality.languages] == [
        ("de", 1),
        ("en", 1),
    ]


def test_many_rejections_are_listed_in_part_and_counted_in_full(tmp_path):
    rejected = [
        Rejected(source="a", locator=f"a:{n}", stage="ingest", error="fields", message="m" * 999)
        for n in range(70)
    ]
    quality = quality_of(tmp_path, [], rejected)
    assert (len(quality.rejected), quality.counts["rejected"]) == (50, 70)
    assert quality.reasons[0]["n"] == 70


def test_a_long_message_is_cut_visibly(tmp_path):
    item = Rejected(source="a", locator="a:1", stage="ingest", error="e", message="m" * 999)
    assert quality_of(tmp_path, [], [item]).rejected[0]["message"] == "m" * 300 + "…"


def test_nothing_read_has_no_coverage(tmp_path):
    assert quality_of(tmp_path, []).share_read("tokens") is None


def test_a_story_counts_once_in_the_overall_shares(tmp_path):
    copies = [make_article("A surrender.", outlet=o, story_id="wire") for o in "ABC"]
    articles = [*copies, make_article("She defended it.")]
    with connect(write_run(tmp_path, articles), scorer=SCORER) as connection:
        shares = read_shares(connection)
    assert shares.net == pytest.approx(0.0)
    assert shares.premium == pytest.approx(0.5)
