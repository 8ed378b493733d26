"""A small real site: served on loopback, fetched, archived, read again offline, scored.

    python benchmarks/site.py --out benchmarks/results/site.json

uvicorn serves articles of ``corpora/sample-news`` in a process of its own: a front page that names
a feed, robots.txt with a sitemap index and a part that is forbidden, redirects, a page that is
gone, one that fails, one that is busy once. ``stanceline fetch`` archives it, again after that,
and once more with ``--refresh``; ``stanceline run`` reads the archive with the committed model.
The same articles are scored as JSON Lines beside it: text that came over the web must score alike.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from machine import describe_machine
from result_file import write_result

from stanceline.config import find_home, load_configuration
from stanceline.store.run_directory import RunDirectory
from stanceline.store.views import connect, read_rows

COMMAND = (sys.executable, "-m", "stanceline.cli.main")
SCORES = """
    select title, articles.text, outlet, published_local as day,
        list(label order by passages.start) as labels,
        list(stance order by passages.start) as stances
    from articles join passages using (article_id) join scores using (passage_id)
    group by all
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = measure(read_originals(options.articles), Path(folder))
    write_result(options.out, {**result, "machine": describe_machine()})
    print(json.dumps(result, indent=2))


def read_originals(most: int) -> list[dict]:
    """Take articles that are written on several days and are no copies."""
    corpus = find_home(load_configuration().settings) / "corpora" / "sample-news"
    rows = map(json.loads, (corpus / "truth.jsonl").read_text(encoding="utf-8").splitlines())
    return [row for row in rows if not row["copy_of"] and row["date"]][:most]


def measure(rows: list[dict], folder: Path, *, settings: tuple[str, ...] = ()) -> dict:
    """Serve, fetch three times, read and score from the archive and from a file; compare."""
    with serve(rows) as root:
        fetch = ["fetch", f"{root}/", "--out", str(folder / "archive"), "--delay", "0", "--json"]
        fetch += ["--allow-host", "127.0.0.1"]
        outcomes = {
            "first": ask(fetch)["outcomes"],
            "again": ask(fetch)["outcomes"],
            "refreshed": ask([*fetch, "--refresh"])["outcomes"],
        }
    lines = folder / "rows.jsonl"
    lines.write_text("".join(json.dumps(as_row(row)) + "\n" for row in rows), encoding="utf-8")
    return {
        "articles": len(rows),
        "outcomes": outcomes,
        **compare(
            score(folder / "archive", folder / "from-web", settings),
            score(lines, folder / "from-file", settings),
            rows,
        ),
    }


def as_row(row: dict) -> dict:
    names = ("title", "outlet", "date")
    return {**{name: row[name] for name in names}, "text": "\n\n".join(paragraphs(row))}


def paragraphs(row: dict) -> list[str]:
    return [unit["text"] for unit in row["units"]]


def score(source: Path, run: Path, settings: tuple[str, ...]) -> dict[str, dict]:
    """Run the whole job on a source; give the scored articles by title."""
    subprocess.run([*COMMAND, "run", str(source), "--out", str(run), *settings], check=True)
    with connect(RunDirectory(run)) as connection:
        return {row["title"]: row for row in read_rows(connection, SCORES)}


def compare(web: dict[str, dict], file: dict[str, dict], rows: list[dict]) -> dict:
    """Count what came over the web as it was written, and what scored as it does from a file."""
    both = [(web[title], file[title]) for title in web.keys() & file.keys()]
    alike = [(one, other) for one, other in both if one["text"] == other["text"]]
    pairs = [
        pair for one, other in alike for pair in zip(one["stances"], other["stances"], strict=True)
    ]
    labels = [label for row in web.values() for label in row["labels"]]
    written = {row["title"]: row for row in rows}
    return {
        "read_from_archive": len(web),
        "title_right": len(web.keys() & written.keys()),
        "text_right": len(alike),
        "day_right": sum(str(row["day"]) == written[title]["date"] for title, row in web.items()
                         if title in written),
        "outlet_right": sum(row["outlet"] == written[title]["outlet"] for title, row in web.items()
                            if title in written),
        "passages_scored": len(labels),
        "labels": dict(Counter(labels).most_common()),
        "passages_compared": len(pairs),
        "largest_difference_of_stance": max((abs(a - b) for a, b in pairs), default=None),
    }  # fmt: skip


def ask(arguments: list[str]) -> dict:
    """Run a command and read the JSON it prints."""
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=True)
    return json.loads(done.stdout[done.stdout.index("{") :])


@contextmanager
def serve(rows: list[dict]) -> Iterator[str]:
    """Serve the site in a process of its own; give its root."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = f"http://127.0.0.1:{port}"
    server = multiprocessing.get_context("spawn").Process(
        target=serve_forever, args=(rows, root, port), daemon=True
    )
    server.start()
    try:
        wait_for(port, server)
        yield root
    finally:
        server.terminate()
        server.join()


def wait_for(port: int, server: multiprocessing.process.BaseProcess) -> None:
    for _ in range(1200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if not server.is_alive():
            raise SystemExit("the server ended before it answered")
        time.sleep(0.1)
    raise SystemExit("the server did not answer")


def serve_forever(rows: list[dict], root: str, port: int) -> None:
    import uvicorn

    uvicorn.run(make_site(rows, root), host="127.0.0.1", port=port, log_level="warning")


def make_site(rows: list[dict], root: str):
    """Build the site: what is listed by the feed, by the sitemap, moved, gone, failing, busy."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, RedirectResponse, Response
    from starlette.routing import Route

    pages = {row["slug"]: make_page(row, root) for row in rows}
    half = len(rows) // 2
    asked: Counter[str] = Counter()

    def article(request: Request) -> Response:
        slug = request.path_params["slug"]
        asked[slug] += 1
        if slug not in pages:
            return PlainTextResponse("gone", 410)
        # The first article is busy when it is asked for the first time.
        if slug == rows[0]["slug"] and asked[slug] == 1:
            return Response(status_code=503, headers={"Retry-After": "1"})
        if request.headers.get("if-none-match") == f'"{slug}"':
            return Response(status_code=304, headers={"ETag": f'"{slug}"'})
        return Response(pages[slug], media_type="text/html", headers={"ETag": f'"{slug}"'})

    def moved(request: Request) -> Response:
        return RedirectResponse(f"/news/{request.path_params['slug']}", 301)

    def fail(_: Request) -> Response:
        return PlainTextResponse("broken", 404)

    def text(body: str, kind: str):
        return lambda _: Response(body, media_type=kind)

    feed = [f"{root}/news/{row['slug']}" for row in rows[:half]] + [f"{root}/secret/1"]
    listed = [f"{root}/old/{row['slug']}" for row in rows[half:]]
    listed += [f"{root}/news/gone", f"{root}/broken"]
    robots = f"User-agent: *\nDisallow: /secret\nSitemap: {root}/sitemap.xml\n"
    index = f"<sitemapindex><sitemap><loc>{root}/map.xml</loc></sitemap></sitemapindex>"
    front = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>'
    return Starlette(
        routes=[
            Route("/", text(f"{front}<body><h1>News</h1></body></html>", "text/html")),
            Route("/robots.txt", text(robots, "text/plain")),
            Route("/feed.xml", text(make_feed(feed), "application/rss+xml")),
            Route("/sitemap.xml", text(index, "application/xml")),
            Route("/map.xml", text(make_sitemap(listed), "application/xml")),
            Route("/news/{slug}", article),
            Route("/old/{slug}", moved),
            Route("/broken", fail),
        ]
    )


def make_page(row: dict, root: str) -> str:
    facts = {
        "@type": "NewsArticle",
        "headline": row["title"],
        "datePublished": f"{row['date']}T08:00:00+00:00",
        "publisher": {"@type": "Organization", "name": row["outlet"]},
        "url": f"{root}/news/{row['slug']}",
    }
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs(row))
    name = escape(row["outlet"], quote=True)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(row['title'])} | {name}</title>"
        f'<meta property="og:site_name" content="{name}">'
        f'<script type="application/ld+json">{json.dumps(facts)}</script></head>'
        f'<body><nav><a href="/">Home</a> <a href="/about">About us</a></nav>'
        f"<article><h1>{escape(row['title'])}</h1>{body}</article>"
        f"<footer>Subscribe to our newsletter</footer></body></html>"
    )


def make_feed(links: list[str]) -> str:
    items = "".join(f"<item><link>{link}</link></item>" for link in links)
    return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def make_sitemap(links: list[str]) -> str:
    urls = "".join(f"<url><loc>{link}</loc></url>" for link in links)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


if __name__ == "__main__":
    main()
