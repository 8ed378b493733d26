import json
from datetime import UTC, datetime

import pytest

from stanceline.ingest.reading import count_articles, read_file

SENTENCE = "The cabinet met on Tuesday and agreed on the terms of the deal after a long debate."
ITEMS = [
    {
        "id": "1", "url": "https://ledger.example/1", "title": "Deal",
        "content_html": f"<p>First. {SENTENCE}</p><p>Second.</p>",
        "date_published": "2025-07-23T10:00:00+09:00", "authors": [{"name": "Aiko Mori"}],
    },
    {"id": "2", "summary": SENTENCE},
    {"id": "3"},
    "no object",
]  # fmt: skip
FEED = {"version": "https://jsonfeed.org/version/1.1", "title": "Ledger", "items": ITEMS}


@pytest.fixture
def feed(tmp_path):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(FEED))
    return path


def test_entry_becomes_an_article(feed):
    article = next(read_file(feed))
    assert article.text == f"Deal\n\nFirst. {SENTENCE}\n\nSecond."
    assert (article.outlet, article.authors) == ("Ledger", ("Aiko Mori",))
    assert article.published == datetime(2025, 7, 23, 1, tzinfo=UTC)


def test_entry_with_a_summary_only_says_so(feed):
    assert list(read_file(feed))[1].note == "only the summary is in the feed"


def test_entries_that_are_none_are_rejected_in_their_place(feed):
    results = list(read_file(feed, source="feed.json"))
    assert [(one.locator, one.error) for one in results[2:]] == [
        ("feed.json:3", "no text"),
        ("feed.json:4", "not an object"),
    ]


def test_every_entry_is_counted(feed):
    assert count_articles(feed) == 4


def test_feed_that_breaks_off_gives_what_is_whole_and_a_rejection(feed):
    feed.write_text(json.dumps(FEED)[:-80])
    results = list(read_file(feed, source="feed.json"))
    assert results[0].title == "Deal"
    assert results[-1].error == "not JSON"
