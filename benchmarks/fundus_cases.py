"""Title, authors and date on the test pages of fundus, by publisher, beside bare trafilatura.

    python benchmarks/fundus_cases.py --data fundus_cases --out benchmarks/results/fundus-cases.json

``--data`` holds a folder a country with ``<Publisher>.json`` and ``<Publisher>_<day>.html.gz`` of
flairNLP/fundus. A title is right when it is the gold's but for white space; authors when the sets
are equal; a date when it is the gold's day in UTC or where it was written. Pages without gold
authors or date do not count there.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path

from machine import describe_machine

from stanceline.ingest.html import PageFacts, read_raw_page
from stanceline.ingest.refusals import RefusalError

FIELDS = ("title", "authors", "date")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print what is wrong")
    arguments = parser.parse_args()
    by_publisher: dict = defaultdict(lambda: {"stanceline": [], "trafilatura": []})
    for publisher, page, facts, gold in read_cases(arguments.data):
        for name, find in (("stanceline", ours), ("trafilatura", bare_trafilatura)):
            found = find(page, facts)
            verdict = {field: judge(field, gold, found) for field in FIELDS}
            by_publisher[publisher][name].append(verdict)
            if arguments.show and name == "stanceline":
                show(publisher, verdict, gold, found)
    result = {
        **describe_machine(),
        "trafilatura_version": metadata.version("trafilatura"),
        "pages": sum(len(one["stanceline"]) for one in by_publisher.values()),
        "publishers": len(by_publisher),
        "exact": {
            name: rates(verdict for one in by_publisher.values() for verdict in one[name])
            for name in ("stanceline", "trafilatura")
        },
        "by_publisher": {
            publisher: {name: rates(verdicts) for name, verdicts in one.items()}
            for publisher, one in sorted(by_publisher.items())
        },
    }
    arguments.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({**result, "by_publisher": "..."}, indent=2))


def read_cases(data: Path) -> Iterator[tuple[str, bytes, PageFacts, dict]]:
    for gold_file in sorted(data.glob("*/*.json")):
        versions = json.loads(gold_file.read_text(encoding="utf-8")).values()
        pages = sorted(gold_file.parent.glob(f"{gold_file.stem}_[0-9]*.html.gz"))
        about = json.loads((gold_file.parent / "meta.info").read_text(encoding="utf-8"))
        # The versions of a parser and the pages they are tested on are both in order of time.
        for gold, page in zip(versions, pages, strict=True):
            crawled = datetime.fromisoformat(about[page.name]["crawl_date"]).replace(tzinfo=UTC)
            facts = PageFacts(
                name=page.name, not_after=crawled + timedelta(days=1), url=about[page.name]["url"]
            )
            yield gold_file.stem, gzip.decompress(page.read_bytes()), facts, gold


def ours(page: bytes, facts: PageFacts) -> dict:
    try:
        draft = read_raw_page(page, facts)
    except RefusalError:
        return {"title": "", "authors": set(), "date": set()}
    days = {draft.dated.local, draft.dated.published and draft.dated.published.date()}
    return {"title": draft.title, "authors": set(draft.authors), "date": {str(day) for day in days}}


def bare_trafilatura(page: bytes, facts: PageFacts) -> dict:
    import trafilatura

    found = trafilatura.bare_extraction(
        page,
        url=facts.url,
        with_metadata=True,
        date_extraction_params={
            "original_date": True,
            "extensive_search": False,
            "max_date": facts.not_after.replace(tzinfo=None),
        },
    )
    if found is None:
        return {"title": "", "authors": set(), "date": set()}
    authors = {name.strip() for name in (found.author or "").split(";") if name.strip()}
    return {"title": found.title or "", "authors": authors, "date": {str(found.date)}}


def judge(field: str, gold: dict, found: dict) -> bool | None:
    if field == "title":
        return plain(gold.get("title") or "") == plain(found["title"])
    if field == "authors":
        names = {plain(name) for name in gold.get("authors") or ()}
        return names == {plain(name) for name in found["authors"]} if names else None
    if not gold.get("publishing_date"):
        return None
    written = datetime.fromisoformat(gold["publishing_date"])
    in_utc = written if written.tzinfo is None else written.astimezone(UTC)
    return bool({str(written.date()), str(in_utc.date())} & found["date"])


def plain(text: str) -> str:
    return " ".join(text.split())


def rates(verdicts) -> dict:
    verdicts = list(verdicts)
    counted = {field: [v[field] for v in verdicts if v[field] is not None] for field in FIELDS}
    return {field: {"right": sum(values), "of": len(values)} for field, values in counted.items()}


def show(publisher: str, verdict: dict, gold: dict, found: dict) -> None:
    for field, right in verdict.items():
        if right is False:
            key = "publishing_date" if field == "date" else field
            print(f"{publisher} {field}: gold {gold.get(key)!r}, found {found[field]!r}")


if __name__ == "__main__":
    main()
