"""Hostile files, all read in one process that may use one gigabyte; each has a time to be done by.

Servers that are hostile: ``fetching/test_hostile_servers.py``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

TIME_CAP_S = 400
# Of processor time, which other work on the machine does not stretch.
CASE_CAP_S = 60
WORKER = r"""
import bz2, gzip, json, lzma, resource, sys, time, zlib
from pathlib import Path
resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30))
from containers import tarred, zipped
from stanceline.ingest.reading import count_articles, read_file
from stanceline.records import Article

folder = Path(sys.argv[1])
SENTENCE = "The cabinet met on Tuesday and agreed on the terms of the deal after a long debate. "
ROW = json.dumps({"text": SENTENCE * 3}) + "\n"

def write(name, *parts):
    with (folder / name).open("wb") as handle:
        for part in parts:
            handle.write(part if isinstance(part, bytes) else part.encode())
    return folder / name

def zeros(count):
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    return b"".join([*(packer.compress(block) for _ in range(count)), packer.flush()])

def packed(packer, mebibytes):
    # A row, then lines that are too long to be read, all of one letter.
    block = b"x" * (1 << 20)
    parts = [packer.compress(ROW.encode())]
    for number in range(mebibytes):
        parts.append(packer.compress(block + b"\n" * (number % 20 == 19)))
    return b"".join([*parts, packer.flush()])

def gzipped(mebibytes):
    return packed(zlib.compressobj(1, zlib.DEFLATED, 31), mebibytes)

def laughs(root, inside):
    entities = '<!ENTITY a "ha ha ha ha ha ha ha ha ">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi"))
    return f'<?xml version="1.0"?><!DOCTYPE {root} [{entities}]>{inside}'

def capture(body, coding=b""):
    http = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + coding
            + b"Content-Length: %d\r\n\r\n" % len(body)) + body
    return (b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
            b"WARC-Target-URI: http://a.example/\r\nWARC-Date: 2025-01-01T00:00:00Z\r\n"
            b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
            % len(http)) + http + b"\r\n\r\n"

PAGE = f"<html><body><article><p>{SENTENCE * 5}</p></article></body></html>".encode()
ESCAPES = {"../../out.txt": SENTENCE.encode(), "/tmp/out.txt": b"x", "a/../../out.txt": b"x",
           "in.txt": SENTENCE.encode()}
LONG = ["x" * (1 << 20)] * 200
CASES = {
    "gzip bomb": lambda: write("bomb.gz", gzipped(400)),
    "zip bomb": lambda: write("bomb.zip", zipped({"a.txt": bytes(400 << 20)}, level=1)),
    "zip of bombs": lambda: write("bombs.zip", zipped(dict.fromkeys("abc", gzipped(150)), level=1)),
    "bzip2 bomb": lambda: write("bomb.bz2", packed(bz2.BZ2Compressor(9), 400)),
    "xz bomb": lambda: write("bomb.xz", packed(lzma.LZMACompressor(preset=0), 400)),
    "bomb in a web archive": lambda: write("bomb.warc",
        capture(zeros(300), b"Content-Encoding: gzip\r\n")),
    "paths out of a zip": lambda: write("paths.zip", zipped(ESCAPES)),
    "paths out of a tar": lambda: write("paths.tar", tarred(ESCAPES)),
    "truncated WARC": lambda: write("cut.warc", capture(PAGE), capture(PAGE)[:-60]),
    "truncated packed WARC": lambda: write("cut.warc.gz",
        gzip.compress(capture(PAGE)), gzip.compress(capture(PAGE))[:-60]),
    "length of a WARC record that lies": lambda: write("lies.warc",
        capture(PAGE).replace(b"msgtype=response\r\nContent-Length: ",
                              b"msgtype=response\r\nContent-Length: 99999999999")),
    "long line in the head of a WARC record": lambda: write("head.warc",
        b"WARC/1.0\r\nX-A: ", *LONG, b"\r\n\r\n", capture(PAGE)),
    "entities in a feed": lambda: write("laughs.xml", laughs("rss",
        "<rss><channel><item><title>&i;</title><description>&i;</description></item></channel></rss>")),
    "entities in a page": lambda: write("laughs.html", laughs("html",
        f"<html><body><article><p>&i; {SENTENCE * 5}</p></article></body></html>")),
    "entities in a sitemap": lambda: write("laughs-map.xml", laughs("urlset",
        "<urlset><url><loc>&i;</loc></url></urlset>")),
    "long line of JSON": lambda: write("long.jsonl", ROW, '{"text": "', *LONG, '"}\n', ROW),
    "long line of a table": lambda: write("long.csv", "title,text\na,", *LONG, f"\nb,{SENTENCE}\n"),
    "long line of tabs": lambda: write("long.tsv", "title\ttext\na\t", *LONG, f"\nb\t{SENTENCE}\n"),
    "long element of JSON": lambda: write("long.json", "[", ROW, ', {"text": "', *LONG, '"}]'),
    "long line of a feed": lambda: write("long.xml", "<rss><channel><item><title>", *LONG,
        "</title></item></channel></rss>"),
    "long line of a sitemap": lambda: write("long-map.xml", "<urlset><url><loc>", *LONG,
        "</loc></url></urlset>"),
    "long line of a letter": lambda: write("long.eml", "From: a@b.example\nSubject: ", *LONG),
    "long line of Markdown": lambda: write("long.md", "# ", *LONG),
    "nothing but white space": lambda: write("space.txt", " \t\n" * 5_000_000),
    "long title": lambda: write("title.html", "<html><head><title>", *LONG[:12], "</title>", PAGE),
    "long line of text": lambda: write("long.txt", *LONG),
    "long line of a page": lambda: write("long.html", "<html><body><p>", *LONG),
    "tags without end": lambda: write("tags.html", "<html><body>", "<p>a" * 3_000_000),
    "deeply nested page": lambda: write("deep.html", "<html><body>", "<div>" * 100_000, SENTENCE),
    "deeply nested JSON": lambda: write("deep.json", "[" * 200_000),
    "deep JSON line": lambda: write("deep.jsonl", '{"a":' * 100_000 + "\n" + ROW),
    "NUL and lone surrogates": lambda: write("nul.jsonl",
        '{"text": "\\u0000\\ud800 ' + SENTENCE * 3 + '\\udfff"}\n'),
    "wrong encodings": lambda: write("wrong.html", '<html><meta charset="utf-7"><body><article><p>',
        ("Ж" + SENTENCE * 9).encode("utf-16-le"), "</p>"),
    "UTF-16 cut in a character": lambda: write("cut.jsonl",
        (ROW + ROW).encode("utf-16")[:-61]),
    "UTF-8 that calls itself UTF-16": lambda: write("says.html",
        b'<html><meta charset="utf-16"><body><article><p>', SENTENCE * 5, "</p>"),
    "encoding that does not exist": lambda: write("none.html",
        b'<html><meta charset="x-none"><body><article><p>', SENTENCE * 5, "</p>"),
    "quotation mark without end": lambda: write("quote.csv", 'title,text\na,"', *LONG[:40]),
    # Last: its library keeps the memory.
    "Parquet bomb": lambda: folder / "bomb.parquet",
    "Arrow bomb": lambda: folder / "bomb.arrow",
}

def measure(read):
    # What reading gave, in what processor time, and the most memory it took.
    Path("/proc/self/clear_refs").write_text("5")
    began = time.process_time()
    found = list(read())
    seconds = time.process_time() - began
    lines = Path("/proc/self/status").read_text().splitlines()
    return {
        "articles": sum(isinstance(one, Article) for one in found),
        "errors": [one.error for one in found if not isinstance(one, Article)],
        "seconds": seconds,
        "longest": max((len(one.text) for one in found if isinstance(one, Article)), default=0),
        "peak_mib": next(int(x.split()[1]) for x in lines if x.startswith("VmHWM")) / 1024,
    }

results = {}
for name, make in CASES.items():
    path = make()
    results[name] = measure(lambda: read_file(path, source=path.name))
    path.unlink()
outside = sorted(path.name for path in folder.iterdir()) + sorted(
    path.name for path in folder.parent.iterdir() if path != folder)
item = f"<item><title>T</title><description>{SENTENCE}</description></item>"
million = write("million.xml", "<rss><channel>", *[item * 10_000] * 100, "</channel></rss>")
results["million entries"] = measure(lambda: read_file(million, rows=range(300)))
counts = []
results["million entries counted"] = measure(
    lambda: [] if counts.append(count_articles(million)) else [])
print(json.dumps({"cases": results, "outside": outside, "counted": counts}))
"""


def write_table_bombs(folder):
    """Write tables of two kilobytes and forty megabytes that hold four gigabytes."""
    texts = pa.DictionaryArray.from_arrays([0] * 100, ["x" * (40 << 20)])
    table = pa.table({"text": texts})
    pq.write_table(table, folder / "bomb.parquet", dictionary_pagesize_limit=64 << 20)
    with pa.ipc.new_file(folder / "bomb.arrow", table.schema) as writer:
        writer.write_table(table)


@pytest.fixture(scope="module")
def results(repository, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "inside"
    folder.mkdir()
    write_table_bombs(folder)
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(folder)],
        capture_output=True,
        text=True,
        timeout=TIME_CAP_S,
        check=False,
        env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(repository / "benchmarks")},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


EXPECTED = {
    "gzip bomb": (1, {"bomb", "too long"}),
    "zip bomb": (0, {"bomb"}),
    "zip of bombs": (2, {"bomb", "too long", "not JSON"}),
    "bzip2 bomb": (1, {"bomb", "too long"}),
    "xz bomb": (1, {"bomb", "too long"}),
    "Parquet bomb": (0, {"too large"}),
    "Arrow bomb": (0, {"too large"}),
    "bomb in a web archive": (0, {"too large"}),
    "paths out of a zip": (1, {"bad member"}),
    "paths out of a tar": (1, {"bad member"}),
    "truncated WARC": (1, {"truncated"}),
    "truncated packed WARC": (1, {"truncated"}),
    "length of a WARC record that lies": (0, {"too large"}),
    "long line in the head of a WARC record": (1, {"damaged"}),
    "entities in a feed": (0, {"too short"}),
    "entities in a page": (1, set()),
    "entities in a sitemap": (0, {"listing"}),
    "long line of JSON": (2, {"too long"}),
    "long element of JSON": (1, {"not JSON"}),
    "long line of a table": (1, {"bad row"}),
    "long line of tabs": (1, {"bad row"}),
    "long line of a feed": (0, {"too large"}),
    "long line of a sitemap": (0, {"listing"}),
    "long line of a letter": (0, {"too large"}),
    "long line of Markdown": (0, {"too large"}),
    "long line of text": (0, {"too large"}),
    "long line of a page": (0, {"too large"}),
    "nothing but white space": (0, {"empty"}),
    "long title": (1, set()),
    "tags without end": (0, {"too many tags"}),
    "deeply nested page": (0, {"too deep"}),
    "deeply nested JSON": (0, {"not JSON"}),
    "deep JSON line": (1, {"not JSON"}),
    "NUL and lone surrogates": (1, set()),
    "UTF-16 cut in a character": (1, {"not JSON"}),
    "UTF-8 that calls itself UTF-16": (1, set()),
    "encoding that does not exist": (1, set()),
    "quotation mark without end": (0, {"bad row"}),
    "million entries": (300, set()),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_hostile_file_is_rejected_or_read_in_part_and_said(results, name):
    result = results["cases"][name]
    assert (result["articles"], set(result["errors"])) == EXPECTED[name]


@pytest.mark.parametrize("name", [*EXPECTED, "wrong encodings", "million entries counted"])
def test_hostile_file_stays_under_a_gigabyte_and_a_minute(results, name):
    result = results["cases"][name]
    assert result["peak_mib"] < 1024
    assert result["seconds"] < CASE_CAP_S


def test_wrong_encoding_gives_something_and_breaks_nothing(results):
    result = results["cases"]["wrong encodings"]
    assert result["articles"] + len(result["errors"]) == 1


def test_entities_are_not_expanded(results):
    assert results["cases"]["entities in a page"]["longest"] < 2000


def test_million_entries_are_counted(results):
    # And one for what may break off at the end.
    assert results["counted"] == [1_000_001]


def test_nothing_is_written_outside_an_archive(results):
    assert results["outside"] == []
