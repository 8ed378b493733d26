from datetime import UTC, datetime

import pytest

from stanceline.ingest.reading import count_articles, read_file
from stanceline.records import Article

SENTENCE = "The cabinet met on Tuesday and agreed on the terms of the deal after a long debate."
RSS = f"""<?xml version="1.0"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Kanto Ledger</title><language>en-us</language>
<item><title>Deal &amp;amp; tariff</title><link>https://ledger.example/1</link>
<dc:creator>Aiko Mori</dc:creator><pubDate>Wed, 23 Jul 2025 10:00:00 +0900</pubDate>
<description>Short.</description>
<content:encoded><![CDATA[<p>First. {SENTENCE}</p><p>Second. {SENTENCE}</p>]]></content:encoded>
</item>
<item><title>Summary only</title><description>{SENTENCE}</description></item>
<item><title>Nothing</title></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Ledger</title>
<entry><title>Deal</title><id>1</id><updated>2025-07-24T00:00:00Z</updated>
<author><name>Ben Hale</name></author><content type="html">&lt;p&gt;{SENTENCE}&lt;/p&gt;</content>
</entry></feed>"""


@pytest.fixture
def rss(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(RSS)
    return path


def test_entry_with_full_content_becomes_an_article(rss):
    article = next(read_file(rss, source="feed.xml"))
    assert article.text == f"Deal & tariff\n\nFirst. {SENTENCE}\n\nSecond. {SENTENCE}"
    assert (article.outlet, article.url) == ("Kanto Ledger", "https://ledger.example/1")
    assert (article.authors, article.language) == (("Aiko Mori",), "en")


def test_date_of_an_entry_is_in_utc(rss):
    article = next(read_file(rss))
    assert article.published == datetime(2025, 7, 23, 1, tzinfo=UTC)
    assert article.published_source == "feed:published"


def test_entry_with_a_summary_only_says_so(rss):
    assert list(read_file(rss))[1].note == "only the summary is in the feed"


def test_entry_without_text_is_rejected_in_its_place(rss):
    rejected = list(read_file(rss, source="feed.xml"))[2]
    assert (rejected.locator, rejected.error) == ("feed.xml:3", "no text")


def test_entries_are_counted(rss):
    assert count_articles(rss) == 3


def test_atom_entry_is_dated_by_its_update(tmp_path):
    path = tmp_path / "atom.xml"
    path.write_text(ATOM)
    (article,) = read_file(path)
    assert (article.text, article.authors) == (f"Deal\n\n{SENTENCE}", ("Ben Hale",))
    assert article.published_source == "feed:updated"


def test_feed_that_breaks_off_gives_what_is_whole(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(RSS[: RSS.index("<item><title>Nothing")])
    assert [type(item) for item in read_file(path)] == [Article, Article]


def test_feed_without_entries_is_one_rejection(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text("<rss version='2.0'><channel><title>Empty</title></channel></rss>")
    (rejected,) = read_file(path, source="feed.xml")
    assert (rejected.error, rejected.locator) == ("no entries", "feed.xml")


def test_external_entity_is_not_opened(tmp_path):
    (tmp_path / "secret.txt").write_text("the secret is out")
    path = tmp_path / "feed.xml"
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]><rss'
    path.write_text(RSS.replace("<rss", entity, 1).replace("First.", "First. ]]>&x;<![CDATA["))
    assert "the secret is out" not in "".join(str(item) for item in read_file(path))


def test_large_feed_is_cut_into_its_entries(tmp_path):
    text = f"<![CDATA[<p>{SENTENCE * 9}</item>]]>"
    item = f"<item><title>T</title><description>{text}</description></item>"
    path = tmp_path / "feed.xml"
    path.write_text(f"<rss><channel><title>Ledger</title>{item * 2000}</channel></rss>")
    results = list(read_file(path, source="feed.xml"))
    assert {(type(one), one.outlet) for one in results} == {(Article, "Ledger")}
    assert (len(results), results[-1].locator) == (2000, "feed.xml:2000")
    assert count_articles(path) >= 2000


def test_large_feed_that_ends_early_gives_what_is_whole_and_a_rejection(tmp_path):
    item = f"<item><title>T</title><description>{SENTENCE * 9}</description></item>"
    path = tmp_path / "feed.xml"
    path.write_text(f"<rss><channel><title>Ledger</title>{item * 2000}"[:-100])
    results = list(read_file(path, source="feed.xml"))
    assert (len(results), results[-1].error) == (2000, "broken off")
