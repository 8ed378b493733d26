"""Hostile files, all read in one process that may use one gigabyte and has a time to be done by."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

TIME_CAP_S = 240
WORKER = r"""
import gzip, io, json, resource, struct, sys, tarfile, time, zipfile, zlib
from pathlib import Path
resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30))
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

def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()

def laughs(root, inside):
    entities = '<!ENTITY a "ha ha ha ha ha ha ha ha ">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi"))
    return f'<?xml version="1.0"?><!DOCTYPE {root} [{entities}]>{inside}'

def warc_bomb():
    body = zeros(300)
    http = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body)) + body
    return (b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
            b"WARC-Target-URI: http://a.example/\r\nWARC-Date: 2025-01-01T00:00:00Z\r\n"
            b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
            % len(http)) + http + b"\r\n\r\n"

LONG = ["x" * (1 << 20)] * 200
CASES = {
    "gzip bomb": lambda: write("bomb.gz", zeros(400)),
    "zip bomb": lambda: write("bomb.zip", zipped({"a.txt": bytes(400 << 20)})),
    "zip of bombs": lambda: write("bombs.zip", zipped(dict.fromkeys("abc", zeros(150)))),
    "bomb in a web archive": lambda: write("bomb.warc", warc_bomb()),
    "entities in a feed": lambda: write("laughs.xml", laughs("rss",
        "<rss><channel><item><title>&i;</title><description>&i;</description></item></channel></rss>")),
    "entities in a page": lambda: write("laughs.html", laughs("html",
        f"<html><body><article><p>&i; {SENTENCE * 5}</p></article></body></html>")),
    "entities in a sitemap": lambda: write("laughs-map.xml", laughs("urlset",
        "<urlset><url><loc>&i;</loc></url></urlset>")),
    "long line of JSON": lambda: write("long.jsonl", ROW, '{"text": "', *LONG, '"}\n', ROW),
    "long line of a table": lambda: write("long.csv", "title,text\na,", *LONG, f"\nb,{SENTENCE}\n"),
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
    "quotation mark without end": lambda: write("quote.csv", 'title,text\na,"', *LONG[:40]),
}

results = {}
for name, make in CASES.items():
    path = make()
    began = time.monotonic()
    found = list(read_file(path, source=path.name))
    results[name] = {
        "articles": sum(isinstance(one, Article) for one in found),
        "errors": [one.error for one in found if not isinstance(one, Article)],
        "seconds": time.monotonic() - began,
        "longest": max((len(one.text) for one in found if isinstance(one, Article)), default=0),
    }
    path.unlink()
item = f"<item><title>T</title><description>{SENTENCE}</description></item>"
million = write("million.xml", "<rss><channel>", *[item * 10_000] * 100)
began = time.monotonic()
counted = count_articles(million)
first = list(read_file(million, rows=range(300)))
results["million entries"] = {"articles": len(first), "errors": [], "counted": counted,
                              "seconds": time.monotonic() - began, "longest": 0}
million.unlink()
lines = Path("/proc/self/status").read_text().splitlines()
results["peak_mib"] = next(int(x.split()[1]) for x in lines if x.startswith("VmHWM")) / 1024
print(json.dumps(results))
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(tmp_path_factory.mktemp("hostile"))],
        capture_output=True,
        text=True,
        timeout=TIME_CAP_S,
        check=False,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("name", "articles", "errors"),
    [
        ("gzip bomb", 0, {"bomb", "not text", "too large"}),
        ("zip bomb", 0, {"bomb"}),
        ("zip of bombs", 0, {"bomb", "not text", "too large", "empty"}),
        ("bomb in a web archive", 0, {"too large"}),
        ("entities in a feed", 0, {"no entries", "no text", "too short", "too large"}),
        ("entities in a page", 1, set()),
        ("entities in a sitemap", 0, {"listing"}),
        ("long line of JSON", 2, {"too long"}),
        ("long line of a table", 1, {"bad row"}),
        ("long line of text", 0, {"too large"}),
        ("long line of a page", 0, {"too large"}),
        ("tags without end", 0, {"too large", "too many tags"}),
        ("deeply nested page", 0, {"too deep", "no article", "too short"}),
        ("deeply nested JSON", 0, {"not JSON"}),
        ("deep JSON line", 1, {"not JSON"}),
        ("NUL and lone surrogates", 1, set()),
        ("quotation mark without end", 0, {"bad row"}),
    ],
)
def test_hostile_file_is_rejected_or_read_in_part_and_said(results, name, articles, errors):
    result = results[name]
    assert result["articles"] == articles
    assert set(result["errors"]) <= errors
    assert bool(result["errors"]) == bool(errors)


def test_wrong_encoding_gives_something_and_breaks_nothing(results):
    assert results["wrong encodings"]["articles"] + len(results["wrong encodings"]["errors"]) == 1


def test_entities_are_not_expanded(results):
    assert results["entities in a page"]["longest"] < 2000


def test_million_entries_are_counted_and_begun_with(results):
    assert results["million entries"]["counted"] >= 1_000_000
    assert results["million entries"]["articles"] == 300


def test_memory_stays_under_a_gigabyte(results):
    assert results["peak_mib"] < 1024
