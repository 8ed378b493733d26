"""WARC and ARC: records with their id and offset, and what is broken said."""

import gzip
from datetime import UTC, date, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from fastwarc.warc import WarcRecord, WarcRecordType

from stanceline.ingest.reading import RangeReader, count_articles, read_file
from stanceline.records import Article

SENTENCE = "The cabinet met on Tuesday and agreed on the terms of the deal after a long debate. "
PAGE = f"<html><head><title>Deal signed</title></head><body><article><p>{SENTENCE * 5}</p></html>"
ARC_NOTE = b"1 0 Ledger\nURL IP-address Archive-date Content-type Archive-length\n"
ARC = b"filedesc://x.arc 0.0.0.0 20250724000000 text/plain %d\n%s\n" % (len(ARC_NOTE), ARC_NOTE)


def record(url, body, *, kind=WarcRecordType.response, is_packed=True, urn="", **headers):
    one = WarcRecord()
    one.init_headers(record_type=kind, record_urn=f"uuid:{urn or uuid4()}".encode())
    one.headers["WARC-Target-URI"] = url
    one.headers["WARC-Date"] = "2025-07-24T00:00:00Z"
    for name, value in headers.items():
        one.headers[name.replace("_", "-")] = value
    if kind == WarcRecordType.response:
        one.headers["Content-Type"] = "application/http; msgtype=response"
    one.set_bytes_content(body)
    buffer = BytesIO()
    one.write(buffer, checksum_data=True)
    return gzip.compress(buffer.getvalue()) if is_packed else buffer.getvalue()


def http(status, kind, body, *more):
    body = body if isinstance(body, bytes) else body.encode()
    head = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Type: {kind}", *more, "", ""))
    return head.encode() + body


def make_warc(*responses, is_packed=True):
    return b"".join(
        record(f"https://ledger.example/{number}", http(*response), is_packed=is_packed)
        for number, response in enumerate(responses, start=1)
    )


OK = ("200 OK", "text/html", PAGE)


def read(tmp_path, content, name="news.warc.gz"):
    path = tmp_path / name
    path.write_bytes(content)
    return list(read_file(path, source=name))


@pytest.mark.parametrize("is_packed", [True, False])
def test_captured_page_is_an_article_with_record_id_and_offset(tmp_path, is_packed):
    first, second = read(tmp_path, make_warc(OK, OK, is_packed=is_packed))
    assert (first.title, first.url) == ("Deal signed", "https://ledger.example/1")
    assert first.locator.startswith("news.warc.gz@0 <urn:uuid:")
    assert second.url == "https://ledger.example/2"


def test_date_later_than_the_capture_is_not_believed(tmp_path):
    late = PAGE.replace(
        "</head>", '<meta property="article:published_time" content="2025-09-01"></head>'
    )
    (article,) = read(tmp_path, make_warc(("200 OK", "text/html", late)))
    assert article.published is None


def test_charset_of_the_server_is_believed(tmp_path):
    body = PAGE.replace("cabinet", "kabinett für Tōkyō").encode("shift_jis", "replace")
    (article,) = read(tmp_path, make_warc(("200 OK", "text/html; charset=shift_jis", body)))
    assert "T?ky?" in article.text or "Tōkyō" in article.text


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (("404 Not Found", "text/html", PAGE), "http 404"),
        (("200 OK", "application/pdf", b"%PDF-1.7 " * 9), "not text"),
        (("200 OK", "application/xml", "<rss version='2.0'><channel/></rss>"), "listing"),
        (("200 OK", "text/html", "<html><body></body></html>"), "no article"),
    ],
)
def test_capture_that_is_no_article_is_a_rejection(tmp_path, response, error):
    rejected, article = read(tmp_path, make_warc(response, OK))
    assert (rejected.error, type(article)) == (error, Article)


def test_opt_out_in_a_header_is_recorded(tmp_path):
    response = (*OK, "X-Robots-Tag: noai", "tdm-reservation: 1")
    (article,) = read(tmp_path, make_warc(response))
    assert article.opt_outs == ("header:noai", "header:tdm-reservation")


def test_damaged_record_is_said_and_the_next_one_read(tmp_path):
    one, two = make_warc(OK), make_warc(OK)
    content = one + one[:200] + b"XXXX" * 10 + one[240:] + two
    results = read(tmp_path, content)
    assert [type(one) is Article for one in results] == [True, False, True]
    assert results[1].error == "damaged"


def test_archive_that_ends_early_is_said(tmp_path):
    whole = make_warc(OK, OK, is_packed=False)
    first, rejected = read(tmp_path, whole[:-100], "news.warc")
    assert (type(first), rejected.error) == (Article, "truncated")


def test_record_that_is_not_what_was_captured_is_said(tmp_path):
    changed = make_warc(OK, is_packed=False).replace(b"The cabinet", b"The senator")
    (rejected,) = read(tmp_path, changed, "news.warc")
    assert (rejected.error, "digest" in rejected.message) == ("damaged", True)


def test_shards_of_an_archive_together_give_the_archive(tmp_path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(make_warc(*[OK] * 5))
    reader = RangeReader()
    cuts = [range(first, first + 2) for first in range(0, count_articles(path), 2)]
    sharded = [item for cut in cuts for item in reader(path, cut, source="a")]
    assert sharded == list(read_file(path, source="a"))
    assert len(sharded) == 5


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_arc_is_read(tmp_path, pack):
    body = http(*OK)
    head = f"https://ledger.example/1 10.0.0.1 20250724050000 text/html {len(body)}\n".encode()
    (article,) = read(tmp_path, pack(ARC) + pack(head + body + b"\n"), "old.arc.gz")
    assert (article.title, article.url) == ("Deal signed", "https://ledger.example/1")


@pytest.mark.parametrize("lost", [0, 1])
def test_bytes_of_an_arc_beyond_the_length_of_a_record_are_said(tmp_path, capsys, lost):
    body = http(*OK)
    head = "https://ledger.example/{} 10.0.0.1 20250724050000 text/html {}\n"
    records = [
        head.format(number, len(body) - 40 * (number == lost)).encode() + body + b"\n"
        for number in range(2)
    ]
    results = read(tmp_path, ARC + b"".join(records), "old.arc")
    assert [getattr(one, "error", "") for one in results] == [""] * (lost + 1) + ["damaged"] + [
        ""
    ] * (1 - lost)
    assert capsys.readouterr().err == ""


def test_date_of_a_listing_is_taken_when_the_page_has_none(tmp_path):
    urn = str(uuid4())
    fields = b"listed-published: 2025-07-23T10:00:00+09:00\r\nopt-out: robots:GPTBot\r\n"
    beside = record(
        "https://ledger.example/1",
        fields,
        kind=WarcRecordType.metadata,
        WARC_Concurrent_To=f"<urn:uuid:{urn}>",
    )
    (article,) = read(tmp_path, beside + record("https://ledger.example/1", http(*OK), urn=urn))
    assert article.published == datetime(2025, 7, 23, 1, tzinfo=UTC)
    assert (article.published_local, article.published_source) == (date(2025, 7, 23), "listing")
    assert article.opt_outs == ("robots:GPTBot",)


@pytest.mark.parametrize(
    "torn",
    [
        b"WARC/1.0\r\nWARC-Type: res",
        b"WARC/1.0\r\nWAR{[\x03-Type:::::::::: res\xf0",
    ],
)
def test_record_whose_type_was_damaged_is_said(tmp_path, torn):
    [rejection] = read(tmp_path, torn, name="torn.warc")
    assert rejection.error == "damaged"
    assert "no type that is known" in rejection.message


@pytest.mark.parametrize("kept", [60, 90, len(ARC)])
def test_arc_without_a_page_is_said(tmp_path, kept):
    (rejected,) = read(tmp_path, ARC[:kept], "old.arc")
    assert (rejected.error, "no page" in rejected.message) == ("no article", True)


def test_arc_record_of_absurd_length_is_said(tmp_path):
    head = b"https://a.example/1 10.0.0.1 20250724050000 text/html %s\n" % (b"9" * 40)
    assert [one.error for one in read(tmp_path, ARC + head + b"x", "old.arc")] == ["damaged"]
