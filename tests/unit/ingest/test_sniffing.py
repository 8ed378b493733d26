import json

import pytest

from stanceline.ingest.sniffing import FileKind, sniff

ARTICLE = "The cabinet met on Tuesday. It agreed on the terms of the deal."
ROW = json.dumps({"title": "Deal", "text": ARTICLE})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (ARTICLE.encode(), FileKind.TEXT),
        (f"[Editor's note] {ARTICLE}".encode(), FileKind.TEXT),
        (f"{{sic}} {ARTICLE}".encode(), FileKind.TEXT),
        (f"Title, text and date\n{ARTICLE}".encode(), FileKind.TEXT),
        (ARTICLE.encode("utf-16"), FileKind.TEXT),
        (f"<!doctype html><html><p>{ARTICLE}</html>".encode(), FileKind.HTML),
        (f"<?xml version='1.0'?><html><body><p>{ARTICLE}".encode(), FileKind.HTML),
        (f"<!-- saved --><html><body><p>{ARTICLE}".encode(), FileKind.HTML),
        (f"<p>{ARTICLE}</p>".encode(), FileKind.HTML),
        (b"<?xml version='1.0'?><!-- x --><rss version='2.0'></rss>", FileKind.FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", FileKind.FEED),
        (b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", FileKind.FEED),
        (b"<?xml version='1.0'?><urlset></urlset>", FileKind.SITEMAP),
        (b"<ns0:sitemapindex xmlns:ns0='x'></ns0:sitemapindex>", FileKind.SITEMAP),
        (b"<!-- 1.1 --><Channel xmlns='http://purl.org/net/rss1.1#'></Channel>", FileKind.FEED),
        (b"<?xml version='1.0'?><opml></opml>", FileKind.UNKNOWN_XML),
        (f"{ROW}\n{ROW}\n".encode(), FileKind.JSON_LINES),
        (f"{{broken\n{ROW}\n".encode(), FileKind.TEXT),
        (f'{{"broken": \n{ROW}\n'.encode(), FileKind.JSON_LINES),
        (f"[{ROW}, {ROW}]".encode(), FileKind.JSON),
        (json.dumps({"articles": [{"text": ARTICLE}]}, indent=1).encode(), FileKind.JSON),
        (f"title,text,date\nDeal,{ARTICLE},2025-07-23\n".encode(), FileKind.DELIMITED),
        (f"headline\tbody\nDeal\t{ARTICLE}\n".encode(), FileKind.DELIMITED),
        (b"PAR1" + b"\x00" * 20, FileKind.PARQUET),
        (b"%PDF-1.7\n" + b"text " * 20, FileKind.BINARY),
        (bytes(range(256)) * 8, FileKind.BINARY),
        (b"", FileKind.EMPTY),
        (b" \n\n ", FileKind.EMPTY),
    ],
)
def test_kind_is_known_by_content(tmp_path, content, kind):
    path = tmp_path / "input"
    path.write_bytes(content)
    assert sniff(path).kind is kind


def test_wrong_extension_does_not_mislead(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(f"<html><body><p>{ARTICLE}</p></body></html>")
    assert sniff(path).kind is FileKind.HTML


def test_extension_breaks_a_tie(tmp_path):
    path = tmp_path / "broken.jsonl"
    path.write_text(f"{{broken\n{ROW}\n")
    assert sniff(path).kind is FileKind.JSON_LINES


def test_rejection_can_say_what_a_file_seems_to_be(tmp_path):
    path = tmp_path / "input"
    path.write_bytes(b"%PDF-1.7")
    assert sniff(path).seems == "a PDF document"
