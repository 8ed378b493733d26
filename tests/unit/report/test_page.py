from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from report_runs import (
    hostile_article,
    make_point,
    undated_article,
    weekly_articles,
    weekly_points,
    write_run,
)

from stanceline.errors import RunDirectoryError
from stanceline.report.page import MAX_BYTES, write_report
from stanceline.testing import make_article


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def values(self, name: str) -> list[str]:
        return [attrs[name] for _, attrs in self.seen if name in attrs]


def report_of(root, articles, **more):
    return write_report(write_run(root, articles, **more)).read_text(encoding="utf-8")


def test_the_page_holds_no_script(page):
    tags = Tags(page)
    assert not {tag for tag, _ in tags.seen} & {"script", "iframe", "object", "img", "form"}
    assert not [name for _, attrs in tags.seen for name in attrs if name.startswith("on")]


def test_the_policy_allows_styles_and_nothing_else(page):
    assert "default-src 'none'; style-src 'sha256-" in page


def test_a_hostile_title_is_text(page):
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_every_address_is_a_place_or_a_web_page(page):
    tags = Tags(page)
    links = tags.values("href") + tags.values("xlink:href")
    assert len(links) > 20
    assert all(
        re.match(r"#|https://news\.example/|data:(,$|text/csv;|image/(png|svg\+xml);)", link)
        for link in links
    )


def test_every_link_to_a_place_has_its_place(page):
    tags = Tags(page)
    places = set(tags.values("id"))
    wanted = {link[1:] for name in ("href", "xlink:href") for link in tags.values(name)}
    assert {place for place in wanted if "/" not in place and place != "ata:,"} <= places


def test_no_place_is_there_twice(page):
    places = Tags(page).values("id")
    assert len(places) == len(set(places))


def test_links_out_tell_nothing_of_the_reader(page):
    out = [attrs for tag, attrs in Tags(page).seen if attrs.get("href", "").startswith("https")]
    assert {attrs["rel"] for attrs in out} == {"noreferrer noopener"}


def test_the_page_begins_with_what_the_numbers_say(page):
    assert "By the uncorrected count, the framing moved towards premium for security" in page
    assert "uncorrected: the classifier’s own error is not taken out" in page


def test_every_part_of_the_page_is_there(page):
    parts = {"series", "by-0", "by-1", "voices", "mentioned", "money", "evidence", "undated"}
    assert parts | {"quality", "reading"} <= set(Tags(page).values("id"))


def test_rejections_are_listed_with_their_reason(page):
    assert "missing &lt;i&gt;text&lt;/i&gt;" in page
    assert "news.jsonl:17" in page


def test_undated_articles_are_said_to_be_in_no_series(page):
    assert "1 article without a date is scored but in no series" in page


def test_hand_read_passages_are_told_with_their_file_and_readers(tmp_path):
    run = write_run(tmp_path, weekly_articles(2))
    origin = {"file": "<b>audit.csv", "sha256": "ab" * 32, "coders": ["Coder A", "Coder B"]}
    run.write_json(run.root / "series.json", {"labels": 300, "labels_from": origin})
    said = (
        "300 hand-read passages (&lt;b&gt;audit.csv, sha256 abababababab; read by Coder A, Coder B)"
    )
    assert said in write_report(run).read_text(encoding="utf-8")


def test_settings_come_with_their_origin(page):
    assert re.search(r"series\.period</th><td[^>]*>&#34;week&#34;</td><td>--set", page)


def test_writing_twice_gives_the_same_page(finished_run, page):
    assert write_report(finished_run).read_text(encoding="utf-8") == page


def test_a_run_without_dates_shows_shares_and_passages_instead_of_a_line(tmp_path):
    page = report_of(tmp_path, [undated_article()], series=[])
    assert "No passage has a date fine enough for a series" in page
    assert 'id="undated"' in page
    assert 'class="chart' not in page


def test_an_empty_run_says_so(tmp_path):
    assert "This run holds no articles" in report_of(tmp_path, [], series=[])


def test_a_run_whose_passages_were_not_scored_says_so(tmp_path):
    run = write_run(tmp_path, [make_article()], series=[])
    for shard in run.shards("scores"):
        shard.unlink()
    assert "No passage was scored" in write_report(run).read_text(encoding="utf-8")


def test_a_bare_folder_with_no_manifest_gives_an_empty_page(tmp_path):
    run = write_run(tmp_path, [], series=[])
    run.manifest.unlink()
    assert "This run holds no articles" in write_report(run).read_text(encoding="utf-8")


def test_a_broken_manifest_is_an_error_with_its_path(tmp_path):
    run = write_run(tmp_path, [], series=[])
    run.manifest.write_text("{", encoding="utf-8")
    with pytest.raises(RunDirectoryError, match=r"manifest\.json"):
        write_report(run)


def test_lone_surrogates_in_the_manifest_do_not_stop_the_page(tmp_path):
    run = write_run(tmp_path, [], series=[])
    run.manifest.write_text(
        '{"command": "\\ud800", "settings": {"\\udfff": "a"}}', encoding="utf-8"
    )
    assert "\N{REPLACEMENT CHARACTER}" in write_report(run).read_text(encoding="utf-8")


def test_a_single_hostile_article_makes_a_whole_page(tmp_path):
    page = report_of(tmp_path, [hostile_article()])
    assert "By the uncorrected count, too few stories to judge the whole" in page
    assert "<img" not in page


def test_a_long_run_of_long_passages_stays_under_its_size(tmp_path):
    articles = [
        make_article(f"surrender {n} " + "&<🗾" * 3000, published=article.published, outlet=f"o{n}")
        for n, article in enumerate(weekly_articles(75, a_week=4))
    ]
    page = report_of(tmp_path, articles, series=weekly_points([0.1] * 75))
    assert len(page.encode()) < MAX_BYTES


def test_ten_years_of_days_stay_under_the_size_and_say_what_is_left_out(tmp_path):
    from datetime import date, timedelta

    points = [make_point(date(2015, 1, 1) + timedelta(days=n), 0.1) for n in range(3650)]
    run = write_run(tmp_path, weekly_articles(1), series=points)
    run.write_json(run.manifest, {"series": {"period": "day"}})
    page = write_report(run).read_text(encoding="utf-8")
    assert len(page.encode()) < MAX_BYTES
    assert "The last 1,000 of 3,650 periods" in page
