"""What a page says about itself: walls, live blogs, opt-outs, cut texts, dates."""

import json
from datetime import UTC, date, datetime

import pytest

from stanceline.ingest.drafts import make_article
from stanceline.ingest.html import PageFacts, read_raw_page
from stanceline.ingest.newsfile import ReadingRules
from stanceline.ingest.refusals import RefusalError

SENTENCE = "The cabinet met on Tuesday and agreed on the terms of the deal after a long debate. "
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def page(*, head="", data=None, body=""):
    block = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    article = f"<article><h1>Deal signed in the end</h1><p>{SENTENCE * 6}</p>{body}</article>"
    return f"<html><head>{head}{block}</head><body>{article}</body></html>".encode()


def read(raw, **facts):
    draft = read_raw_page(raw, PageFacts(name="page", not_after=NOW, **facts))
    return make_article(draft, source="page", locator="page")


def article(**fields):
    return {"@type": "NewsArticle", "headline": "Deal signed in the end", **fields}


def test_page_that_is_not_free_says_so():
    assert "paywall" in read(page(data=article(isAccessibleForFree="False"))).note


def test_wall_at_the_end_of_the_text_is_known_by_its_words():
    assert "paywall" in read(page(body="<p>Subscribe now to continue reading the rest.</p>")).note


def test_article_that_is_cut_says_how_much_is_there():
    found = read(page(data=article(wordCount=1920)))
    assert found.n_chars > 10 * found.chars_read
    assert "of the 1920 words that the publisher declares" in found.note


def test_live_blog_is_marked():
    assert "live blog" in read(page(data=article(**{"@type": "LiveBlogPosting"}))).note


def test_list_of_headlines_is_marked():
    lines = "".join(f"<p>Minister number {n} meets envoy on tariffs</p>" for n in range(40))
    raw = f"<html><body><article>{lines}<p>{SENTENCE}</p></article></body></html>".encode()
    assert "list of headlines" in read(raw).note


@pytest.mark.parametrize(
    ("head", "opt_out"),
    [
        ('<meta name="robots" content="index, noai">', "meta:noai"),
        ('<meta name="tdm-reservation" content="1">', "meta:tdm-reservation"),
    ],
)
def test_opt_out_of_a_page_is_recorded_and_honoured_when_asked(head, opt_out):
    draft = read_raw_page(page(head=head), PageFacts(name="page", not_after=NOW))
    assert draft.opt_outs == (opt_out,)
    with pytest.raises(RefusalError, match="opts out"):
        make_article(draft, source="p", locator="p", rules=ReadingRules(keep_opted_out=False))


def test_time_of_json_ld_is_in_utc_and_its_own_day_is_kept():
    found = read(page(data=article(datePublished="2025-07-24T01:30:00+09:00")))
    assert found.published == datetime(2025, 7, 23, 16, 30, tzinfo=UTC)
    assert (found.published_local, found.published_source) == (date(2025, 7, 24), "html:json-ld")


def test_date_in_the_address_is_named_as_its_source():
    found = read(page(), url="https://ledger.example/2025/07/23/deal")
    assert (found.published_local, found.published_source) == (date(2025, 7, 23), "html:url")


def test_date_after_the_file_is_not_believed():
    found = read(page(data=article(datePublished="2026-07-24T01:30:00+09:00")))
    assert found.published is None


def test_year_in_the_text_is_no_date():
    assert read(page(body="<p>The plant opened in 2025.</p>")).published is None


def test_authors_that_are_people_are_taken():
    people = [{"@type": "Person", "name": "Aiko Mori and Ben Hale"}, {"name": "Cal Roe"}]
    people.append({"@type": "Organization", "name": "Ledger"})
    assert read(page(data=article(author=people))).authors == ("Aiko Mori", "Ben Hale", "Cal Roe")


def test_json_ld_of_another_article_does_not_name_this_one():
    found = read(page(head="<title>Deal signed in the end</title>", data=article(headline="Cats")))
    assert found.title == "Deal signed in the end"


def test_outlet_is_named_by_the_users_table():
    draft = read_raw_page(page(), PageFacts(name="p", not_after=NOW, url="https://www.l.example/1"))
    rules = ReadingRules(outlets={"l.example": "Ledger"})
    assert make_article(draft, source="p", locator="p", rules=rules).outlet == "Ledger"


def test_mojibake_is_mended_and_said():
    raw = page(body="<p>" + "The cafÃ© owners spoke of a â\x80\x9cdealâ\x80\x9d. " * 3 + "</p>")
    found = read(raw)
    assert "The café owners" in found.text
    assert "mojibake" in found.note
