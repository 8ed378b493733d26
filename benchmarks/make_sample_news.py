"""Make the files of ``corpora/sample-news`` from its annotated source: pages, texts, tables, a feed.

The source (``source/articles-*.jsonl``) holds invented articles unit by unit with the planted
frame and voice of each; ``source/jobs.json`` holds outlet and date. This script lays them out as
the files a user would have, with wire stories reprinted, some undated, some broken, and writes
``truth.jsonl``. Everything is drawn with a fixed seed: running it again changes nothing.

    python benchmarks/make_sample_news.py --corpus corpora/sample-news
"""

from __future__ import annotations

import argparse
import csv
import html
import json
import random
import shutil
from datetime import UTC, datetime, time
from email.utils import format_datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

SEED = 550
DOMAINS = {
    "Kanto Ledger": "kanto-ledger.example",
    "The Harbour Times": "harbourtimes.example",
    "Meridian Post": "meridianpost.example",
    "Columbia Valley Herald": "cvherald.example",
    "Shinbashi Review": "shinbashi-review.example",
    "Han River Daily": "hanriverdaily.example",
    "Rheinbruecke Zeitung International": "rheinbruecke.example",
    "Northlight": "northlight.example",
    "Pacific Wire": "pacificwire.example",
    "Strait Dispatch": "straitdispatch.example",
    "Inland Sea Observer": "inlandsea.example",
    "Capitol Ledger Line": "ledgerline.example",
    "Allied Commerce Letter": "commerceletter.example",
}
# An outlet of one leaning that joins in May 2026: a planted shift of composition. It is laid out
# after all others and with draws of its own, so that theirs stay as they were.
LATE_OUTLET = "Allied Commerce Letter"
# Which outlet's articles come in which form; the rest are pages.
FORMS = {
    "Strait Dispatch": "txt",
    "Han River Daily": "jsonl",
    "Northlight": "csv",
    "Capitol Ledger Line": "parquet",
    "Pacific Wire": "feed",
}
REPRINTERS = (
    "The Harbour Times",
    "Meridian Post",
    "Inland Sea Observer",
    "Columbia Valley Herald",
    "Han River Daily",
)
MENUS = (
    "Home Politics Business Markets Opinion Sport",
    "News Economy World Culture Weather Jobs",
    "Latest Regions Trade Companies Podcasts",
)
ADVERTS = (
    "Advertisement: Save 40% on a winter rail pass. Book before Sunday.",
    "Sponsored: The new compact from Seto Motors. Test drive today.",
    "Subscribe now for $1 a week and read without limits.",
)
FRAMES = {
    "p": "premium_for_security",
    "c": "economic_capitulation",
    "b": "both",
    "n": "neither",
}


def read_source(corpus: Path) -> list[dict]:
    """Join the written articles with the jobs they were written for."""
    jobs = {job["slug"]: job for job in json.loads((corpus / "source" / "jobs.json").read_text())}
    articles = []
    for path in sorted((corpus / "source").glob("articles-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            written = json.loads(line)
            job = jobs[written["slug"]]
            units = [unit for paragraph in written["paragraphs"] for unit in paragraph]
            articles.append(
                {
                    "slug": written["slug"],
                    "outlet": job["outlet"],
                    "date": job["date"],
                    "kind": job["kind"],
                    "intended_net": job["net"],
                    "title": written["title"],
                    "author": written["author"],
                    "paragraphs": [
                        [unit["t"].strip() for unit in part] for part in written["paragraphs"]
                    ],
                    "units": units,
                    "copy_of": None,
                }
            )
    return sorted(articles, key=lambda article: article["slug"])


def reprint(articles: list[dict], rng: random.Random) -> list[dict]:
    """Print wire stories again elsewhere: in full, with the tail cut, or under another headline."""
    copies = []
    wires = [
        a for a in articles if a["outlet"] == "Pacific Wire" and a["date"] and a["kind"] == "wire"
    ]
    for article in wires[:14]:
        for outlet in rng.sample(REPRINTERS, rng.choice((1, 2, 2, 3))):
            copy = {
                **article,
                "outlet": outlet,
                "copy_of": article["slug"],
                "author": "Pacific Wire",
            }
            copy["slug"] = f"{article['slug']}-{DOMAINS[outlet].split('.')[0]}"
            change = rng.choice(("full", "cut", "headline"))
            if change == "cut":
                kept = max(3, len(article["paragraphs"]) - rng.choice((1, 2)))
                copy["paragraphs"] = article["paragraphs"][:kept]
                copy["units"] = article["units"][: sum(map(len, copy["paragraphs"]))]
            if change == "headline":
                copy["title"] = f"{article['title']}: what it means"
            copies.append(copy)
    return copies


def stamp(article: dict, rng: random.Random) -> datetime | None:
    """Give a dated article an hour of its day."""
    if article["date"] is None:
        return None
    hour = time(rng.randrange(6, 21), rng.choice((0, 5, 10, 20, 30, 45)))
    return datetime.combine(datetime.fromisoformat(article["date"]).date(), hour, tzinfo=UTC)


def url(article: dict) -> str:
    """Give an article an address; only dated ones carry their date in it."""
    day = article["date"].replace("-", "/") + "/" if article["date"] else "story/"
    return f"https://{DOMAINS[article['outlet']]}/{day}{article['slug']}"


def body(article: dict, separator: str = "\n\n") -> str:
    """Join paragraphs."""
    return separator.join(" ".join(paragraph) for paragraph in article["paragraphs"])


def page(article: dict, published: datetime | None, rng: random.Random) -> str:
    """Lay an article out as a page with a menu, adverts, related links and a footer."""
    escape = html.escape
    paragraphs = [f"<p>{escape(' '.join(part), quote=False)}</p>" for part in article["paragraphs"]]
    paragraphs.insert(2, f'<aside class="advert"><p>{escape(rng.choice(ADVERTS))}</p></aside>')
    menu = "".join(
        f'<li><a href="/{word.lower()}">{word}</a></li>' for word in rng.choice(MENUS).split()
    )
    meta = [f'<meta property="og:site_name" content="{escape(article["outlet"])}">']
    byline = f'<p class="byline">By {escape(article["author"])}</p>' if article["author"] else ""
    if article["author"]:
        meta.append(f'<meta name="author" content="{escape(article["author"])}">')
    shown = ""
    if published:
        meta.append(f'<meta property="article:published_time" content="{published.isoformat()}">')
        shown = f'<time datetime="{published.isoformat()}">{published:%d %B %Y}</time>'
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(article["title"])} | {escape(article["outlet"])}</title>
<link rel="canonical" href="{url(article)}">
<meta property="og:title" content="{escape(article["title"])}">
{"".join(meta)}
</head><body>
<header><a href="/">{escape(article["outlet"])}</a><nav><ul>{menu}</ul></nav></header>
<div class="cookie">We use cookies to improve your visit. <button>Accept all</button></div>
<main><article><h1>{escape(article["title"])}</h1>{byline}{shown}
{chr(10).join(paragraphs)}
</article><aside><h2>Most read</h2><ul><li><a href="/1">Ten walks for autumn</a></li><li><a href="/2">Quiz of the week</a></li></ul></aside></main>
<footer><p>About us - Contact - Terms - Privacy</p><p>All rights reserved.</p></footer>
</body></html>
"""


def text(article: dict, published: datetime | None) -> str:
    """Lay an article out as a text file with a small header."""
    head = [article["title"], "", f"Outlet: {article['outlet']}"]
    if published:
        head.append(f"Published: {published:%d %B %Y}")
    if article["author"]:
        head.append(f"By {article['author']}")
    return "\n".join([*head, "", body(article), ""])


def row(article: dict, published: datetime | None) -> dict:
    """Lay an article out as a row of a table."""
    return {
        "headline": article["title"],
        "body": body(article),
        "published": published.isoformat() if published else None,
        "publication": article["outlet"],
        "link": url(article),
        "author": article["author"] or None,
    }


def feed(rows: list[tuple[dict, datetime | None]]) -> str:
    """Lay articles out as an RSS feed with their full text."""
    items = []
    for article, published in rows:
        content = "".join(
            f"<p>{html.escape(' '.join(part), quote=False)}</p>" for part in article["paragraphs"]
        )
        date = f"<pubDate>{format_datetime(published)}</pubDate>" if published else ""
        items.append(
            f"<item><title>{html.escape(article['title'])}</title><link>{url(article)}</link>"
            f"<guid>{url(article)}</guid>{date}"
            f"<content:encoded><![CDATA[{content}]]></content:encoded></item>"
        )
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        "<title>Pacific Wire</title><link>https://pacificwire.example/</link>"
        "<description>Wire copy</description>\n"
    )
    return head + "\n".join(items) + "\n</channel></rss>\n"


GERMAN = """Zollabkommen mit Washington bleibt in Berlin umstritten

Outlet: Rheinbruecke Zeitung International
Published: 14 August 2025

Die Bundesregierung hat das Abkommen mit den Vereinigten Staaten am Donnerstag erneut verteidigt. Der Wirtschaftsminister sagte, die Unternehmen brauchten Planungssicherheit, und der Zollsatz von 15 Prozent sei für viele Betriebe verkraftbar.

Die Opposition sprach dagegen von einem einseitigen Vertrag, der die europäische Industrie belaste. Der Bundestag wird im Herbst über die Folgen für den Haushalt beraten.
"""


def write_broken(folder: Path) -> None:
    """Add what every real folder has: an empty file, a picture with a wrong name, a foreign text."""
    (folder / "pages" / "zz-empty.html").write_text("")
    (folder / "texts" / "zz-picture.txt").write_bytes(bytes(range(256)) * 8)
    (folder / "texts" / "rheinbruecke-de.txt").write_text(GERMAN, encoding="utf-8")


def write_corpus(corpus: Path) -> list[dict]:
    """Write all files; return the truth rows."""
    rng, late_rng = random.Random(SEED), random.Random(SEED + 1)
    originals = read_source(corpus)
    early = [article for article in originals if article["outlet"] != LATE_OUTLET]
    late = [article for article in originals if article["outlet"] == LATE_OUTLET]
    articles = early + reprint(early, rng) + late
    folder = corpus / "articles"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("pages", "texts", "tables", "feeds"):
        (folder / name).mkdir(parents=True)
    tables: dict[str, list[tuple[dict, datetime | None]]] = {
        "jsonl": [],
        "csv": [],
        "parquet": [],
        "feed": [],
    }
    truth = []
    for article in articles:
        draws = late_rng if article["outlet"] == LATE_OUTLET else rng
        published = stamp(article, draws)
        form = FORMS.get(article["outlet"], "html")
        if form == "html":
            (folder / "pages" / f"{article['slug']}.html").write_text(
                page(article, published, draws), encoding="utf-8"
            )
        elif form == "txt":
            (folder / "texts" / f"{article['slug']}.txt").write_text(
                text(article, published), encoding="utf-8"
            )
        else:
            tables[form].append((article, published))
        truth.append(truth_row(article, form))
    write_tables(folder, tables)
    write_broken(folder)
    return truth


def write_tables(folder: Path, tables: dict[str, list[tuple[dict, datetime | None]]]) -> None:
    """Write the tables and the feed."""
    rows = {form: [row(*item) for item in items] for form, items in tables.items()}
    lines = [json.dumps(item, ensure_ascii=False) for item in rows["jsonl"]]
    lines.insert(len(lines) // 2, '{"headline": "A line that was cut off in the middle of its')
    (folder / "tables" / "hanriverdaily.jsonl").write_text(
        "\n".join(lines) + "\n", encoding="utf-8"
    )
    with (folder / "tables" / "northlight.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows["csv"][0]))
        writer.writeheader()
        writer.writerows(rows["csv"])
    table = pa.Table.from_pylist(rows["parquet"])
    pq.write_table(table, folder / "tables" / "ledgerline.parquet", compression="zstd")
    (folder / "feeds" / "pacificwire.xml").write_text(feed(tables["feed"]), encoding="utf-8")


def truth_row(article: dict, form: str) -> dict:
    """Write down what was planted in an article."""
    return {
        "slug": article["slug"],
        "copy_of": article["copy_of"],
        "outlet": article["outlet"],
        "title": article["title"],
        "date": article["date"],
        "form": form,
        "intended_net": article["intended_net"],
        "units": [
            {
                "text": unit["t"].strip(),
                "label": FRAMES[unit["f"]],
                "voice": unit["v"],
                "quotation": unit["q"],
                "speaker": unit["s"],
            }
            for unit in article["units"]
        ],
    }


def main() -> None:
    """Make the corpus and say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpora/sample-news"))
    corpus = parser.parse_args().corpus
    truth = write_corpus(corpus)
    keys = [(item["outlet"], item["title"]) for item in truth]
    if len(keys) != len(set(keys)):
        raise SystemExit(
            f"two articles of one outlet share a title: {sorted(k for k in keys if keys.count(k) > 1)}"
        )
    lines = [json.dumps(item, ensure_ascii=False) for item in truth]
    (corpus / "truth.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    copies = sum(item["copy_of"] is not None for item in truth)
    undated = sum(item["date"] is None for item in truth)
    print(f"{len(truth)} articles ({copies} reprints, {undated} undated) in {len(DOMAINS)} outlets")


if __name__ == "__main__":
    main()
