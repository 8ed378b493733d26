from datetime import UTC, datetime

import pytest

from stanceline.ingest.outlets import registered_domain
from stanceline.ingest.page_credits import strip_outlets
from stanceline.ingest.reading import read_file
from stanceline.records import Rejected

SENTENCE = "The cabinet met on Tuesday and agreed on the terms of the deal after a long debate. "
PAGE = f"""<!doctype html><html><head><title>Deal signed | Ledger</title>
<meta property="og:title" content="Deal signed"><meta property="og:site_name" content="Ledger">
<meta name="author" content="Aiko Mori">
<link rel="canonical" href="https://www.ledger.example/deal">
<meta property="article:published_time" content="2025-07-23T10:00:00Z">
<meta property="article:modified_time" content="2025-08-01T10:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Deal signed</h1>
<p>First. {SENTENCE * 3}</p><p>Second. {SENTENCE * 3}</p></article>
<footer>Subscribe to our newsletter</footer></body></html>"""


def read(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (result,) = read_file(path, source="page.html")
    return result


@pytest.fixture
def page(tmp_path):
    return tmp_path / "page.html"


def test_article_is_found_in_the_page(page):
    article = read(page, PAGE)
    assert article.title == "Deal signed"
    assert "Second. The cabinet met" in article.text
    assert "newsletter" not in article.text


def test_paragraphs_are_separated_by_blank_lines(page):
    title, first, second = read(page, PAGE).text.split("\n\n")
    assert (title, first[:6], second[:7]) == ("Deal signed", "First.", "Second.")


def test_metadata_of_the_page_is_read(page):
    article = read(page, PAGE)
    assert (article.outlet, article.authors) == ("Ledger", ("Aiko Mori",))
    assert article.url == "https://www.ledger.example/deal"


def test_original_date_is_taken(page):
    article = read(page, PAGE)
    assert article.published == datetime(2025, 7, 23, 10, tzinfo=UTC)
    assert article.published_source == "html:meta"


def test_page_that_declares_another_encoding_is_read(page):
    text = PAGE.replace("<head>", '<head><meta charset="iso-8859-1">').replace("First", "Première")
    assert "Première" in read(page, text.encode("latin-1")).text


def test_xml_declaration_does_no_harm(page):
    declared = '<?xml version="1.0" encoding="ISO-8859-1"?>' + PAGE
    assert "Second." in read(page, declared).text


def test_page_without_an_article_is_rejected(page):
    rejected = read(page, "<html><body><div id='app'></div><script>x()</script></body></html>")
    assert isinstance(rejected, Rejected)
    assert rejected.error in {"no article", "too short"}


def test_deeply_nested_article_is_read_whole(page):
    nested = PAGE.replace("<p>Second", "<div>" * 400 + "</div>" * 400 + "<p>Second")
    assert "Second. The cabinet met" in read(page, nested).text


def test_page_nested_beyond_the_parser_is_rejected(page):
    rejected = read(page, PAGE.replace("<p>Second", "<div>" * 5000 + "<p>Second"))
    assert (rejected.error, rejected.locator) == ("too deep", "page.html")


def test_external_entity_is_not_opened(page, tmp_path):
    (tmp_path / "secret.txt").write_text("the secret is out")
    entity = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]>'
    hostile = PAGE.replace("<!doctype html>", entity).replace("Second.", "Second. &x;")
    assert "the secret is out" not in read(page, hostile).text


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://news.example.co.uk/deal", "example.co.uk"),
        ("https://10.0.0.1/deal", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_outlet_falls_back_on_the_registered_domain(url, domain):
    assert registered_domain(url) == domain


@pytest.mark.parametrize(
    ("title", "outlet", "stripped"),
    [
        ("Deal signed | Ledger", "Ledger", "Deal signed"),
        ("合意に署名：朝日新聞", "朝日新聞", "合意に署名"),
        ("Deal signed - and sealed", "Ledger", "Deal signed - and sealed"),
        ("A blow to the Ledger", "Ledger", "A blow to the Ledger"),
        ("Ledger", "Ledger", "Ledger"),
        ("Deal signed -", "", "Deal signed -"),
        ("Deal signed | World | Ledger", "Ledger", "Deal signed | World"),
    ],
)
def test_outlet_at_the_end_is_no_part_of_the_title(title, outlet, stripped):
    assert strip_outlets(title, outlets=[outlet]) == stripped
