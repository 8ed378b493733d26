"""Damaged inputs over all readers: nothing raised, nothing hanging, nothing silent.

    python benchmarks/fuzz.py --inputs 20000 --out benchmarks/results/fuzz.json

A seed of every kind is made here and damaged at random: bits, bytes, cuts, repeats and pieces of
other seeds. Every input must end within the time limit and give an article or a rejection.
Pieces of a thousand are kept beside the result: a run that was stopped goes on where it was.
``reader_failed`` names what a reader did not foresee and the boundary around it caught.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import io
import json
import lzma
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from containers import tarred, zipped
from machine import describe_machine
from result_file import write_result
from result_parts import Parts

from stanceline.ingest.reading import count_articles, read_file
from stanceline.records import Article

TIME_LIMIT_S = 60
PIECE = 1000
SENTENCE = "The cabinet met on Tuesday and agreed on the terms of the deal after a long debate. "
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--minutes", type=float, help="begin nothing new after so many")
    arguments = parser.parse_args()
    sizes = [min(PIECE, arguments.inputs - first) for first in range(0, arguments.inputs, PIECE)]
    seeds = range(arguments.seed, arguments.seed + len(sizes))
    if arguments.out:
        parts = Parts.beside(arguments.out, minutes=arguments.minutes)
        pieces = [
            parts.keep(f"seed {seed}", size, partial(fuzz, seed=seed))
            for seed, size in zip(seeds, sizes, strict=True)
        ]
    else:
        pieces = [fuzz(size, seed) for seed, size in zip(seeds, sizes, strict=True)]
    result = {**describe_machine(), "first_seed": arguments.seed, **add(pieces)}
    if arguments.out:
        write_result(arguments.out, result)
    print(json.dumps(result, indent=1))
    sys.exit(bool(result["raised"] or result["silent"] or result["too_slow"]))


def fuzz(count: int, seed: int) -> dict:
    generator = random.Random(seed)
    seeds = make_seeds()
    tally: Counter = Counter()
    errors: Counter = Counter()
    failures: list[str] = []
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            name = generator.choice(sorted(seeds))
            content = damage(seeds[name], list(seeds.values()), generator)
            path = Path(folder) / f"{number}{Path(name).suffix}"
            path.write_bytes(content)
            began = time.perf_counter()
            verdict, found = read(path)
            slowest = max(slowest, time.perf_counter() - began)
            path.unlink()
            tally[verdict] += 1
            errors.update(one.error for one in found if not isinstance(one, Article))
            tally["articles"] += sum(isinstance(one, Article) for one in found)
            failures += [
                one.message for one in found if getattr(one, "error", "") == "reader failed"
            ]
    return {
        "inputs": count,
        "kinds": len(seeds),
        "raised": tally["raised"],
        "silent": tally["silent"],
        "too_slow": tally["too slow"],
        "slowest_s": round(slowest, 2),
        "articles": tally["articles"],
        "rejections": dict(errors.most_common()),
        "reader_failed": sorted({message.partition(": ")[2][:120] for message in failures})[:20],
    }


def add(pieces: list[dict]) -> dict:
    """Add the counts of pieces, keep the slowest and name what readers did not foresee."""
    counts = ("inputs", "raised", "silent", "too_slow", "articles")
    errors = sum((Counter(piece["rejections"]) for piece in pieces), Counter())
    return {
        **{name: sum(piece[name] for piece in pieces) for name in counts},
        "kinds": max(piece["kinds"] for piece in pieces),
        "slowest_s": max(piece["slowest_s"] for piece in pieces),
        "rejections": dict(errors.most_common()),
        "reader_failed": sorted({one for piece in pieces for one in piece["reader_failed"]})[:20],
    }


def read(path: Path) -> tuple[str, list]:
    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(TIME_LIMIT_S)
    try:
        found = list(read_file(path, source="input"))
        enough = count_articles(path) >= 1
    except TimeoutError:
        return "too slow", []
    except Exception as error:  # noqa: BLE001 - what is looked for
        print(f"{path.name}: {type(error).__name__}: {error}", file=sys.stderr)
        return "raised", []
    finally:
        signal.alarm(0)
    return ("said" if found and enough else "silent"), found


def damage(content: bytes, others: list[bytes], generator: random.Random) -> bytes:
    raw = bytearray(content)
    for _ in range(generator.randint(1, 8)):
        place = generator.randrange(len(raw) + 1)
        size = generator.choice((1, 1, 2, 8, 64))
        action = generator.randrange(7)
        if action == 0 and raw:
            raw[place % len(raw)] ^= 1 << generator.randrange(8)
        elif action == 1:
            raw[place : place + size] = generator.randbytes(size)
        elif action == 2:
            del raw[place : place + size]
        elif action == 3:
            raw[place:place] = raw[place : place + size] * generator.choice((2, 50))
        elif action == 4:
            other = generator.choice(others)
            start = generator.randrange(len(other))
            raw[place:place] = other[start : start + generator.choice((4, 32, 256))]
        elif action == 5 and generator.random() < 0.3:
            del raw[place:]
        else:
            raw[place:place] = generator.choice(
                (
                    b"\0",
                    b"\xff\xfe",
                    b"<",
                    b'"',
                    b"\r\n\r\n",
                    b"&#0;",
                    b"\xed\xa0\x80",
                    b"]]>",
                    b"{[",
                )
            )
    return bytes(raw)


def make_seeds() -> dict[str, bytes]:
    page = (
        '<!doctype html><html><head><meta charset="utf-8"><title>Deal</title>'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Deal signed",'
        '"datePublished": "2025-07-23T10:00:00+09:00", "wordCount": 90}</script></head><body>'
        f"<article><h1>Deal signed</h1><p>{SENTENCE * 4}</p></article></body></html>"
    ).encode()
    row = {"title": "Deal", "text": SENTENCE * 2, "date": "2025-07-23"}
    rows = "".join(json.dumps({**row, "title": str(n)}) + "\n" for n in range(5)).encode()
    item = f"<item><title>Deal</title><description>{SENTENCE}</description></item>"
    table = pa.Table.from_pylist([row] * 5)
    texts = {
        "a.txt": f"Deal signed\n\nOutlet: Ledger\nPublished: 23 July 2025\n\n{SENTENCE}".encode(),
        "a.md": f"---\ntitle: Deal\n---\n# Deal\n\n{SENTENCE * 2}".encode(),
        "a.eml": f"From: a@b.example\nMessage-ID: <1>\nSubject: Deal\n\n{SENTENCE * 2}".encode(),
        "a.html": page,
        "a.jsonl": rows,
        "a.json": json.dumps([row] * 3).encode(),
        "feed.json": json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "items": [{"content_text": SENTENCE}] * 3,
            }
        ).encode(),
        "a.csv": f'title,text,date\nDeal,"{SENTENCE}",2025-07-23\n'.encode() * 2,
        "a.tsv": f"title\ttext\nDeal\t{SENTENCE}\n".encode(),
        "rss.xml": f"<rss><channel><title>L</title>{item * 3}</channel></rss>".encode(),
        "atom.xml": (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>L</title><entry><title>D</title>'
            f'<content type="html">&lt;p&gt;{SENTENCE}</content></entry></feed>'
        ).encode(),
        "map.xml": b"<urlset><url><loc>https://a.example/1</loc></url></urlset>",
    }
    packed = {
        "a.parquet": save(lambda sink: pq.write_table(table, sink)),
        "a.arrow": save(lambda sink: write_arrow(table, sink)),
        "a.warc": warc(page) * 2,
        "a.warc.gz": gzip.compress(warc(page)) * 2,
        "a.arc": arc(page),
        "a.zip": zipped({"a.html": page, "b.jsonl": rows}),
        "a.tar": tarred({"a.html": page, "b.jsonl": rows}),
        "a.jsonl.gz": gzip.compress(rows),
        "a.jsonl.bz2": bz2.compress(rows),
        "a.jsonl.xz": lzma.compress(rows),
    }
    return texts | packed


def save(write) -> bytes:
    sink = io.BytesIO()
    write(sink)
    return sink.getvalue()


def write_arrow(table: pa.Table, sink: io.BytesIO) -> None:
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)


def warc(page: bytes) -> bytes:
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        "WARC-Target-URI: https://a.example/1\r\nWARC-Date: 2025-07-24T00:00:00Z\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(HTTP + page)}\r\n\r\n"
    )
    return head.encode() + HTTP + page + b"\r\n\r\n"


def arc(page: bytes) -> bytes:
    note = b"1 0 L\nURL IP-address Archive-date Content-type Archive-length\n"
    head = b"filedesc://x.arc 0.0.0.0 20250724000000 text/plain %d\n" % len(note) + note + b"\n"
    body = HTTP + page
    return head + b"https://a.example/1 10.0.0.1 20250724050000 text/html %d\n" % len(body) + body


if __name__ == "__main__":
    main()
