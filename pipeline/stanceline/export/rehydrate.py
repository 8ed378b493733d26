"""Put the text back into a text-free dataset, from whatever articles can be had.

An article is the one that was shared when its text has the same digest. One with the same
address, or of the same outlet and day, may have changed a little: its passages are looked for by
their own digests. Nothing is filled in that does not digest to what was recorded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from stanceline.errors import InputError
from stanceline.export.realign import Place, realign
from stanceline.records import Article, Rejected, digest_text
from stanceline.store.rows import Row

# Takes addresses, gives the articles that stand there, and rejections.
Fetch = Callable[[Sequence[str]], Iterable[Article | Rejected]]
_NEEDED = {
    "articles": {"article_id", "text_sha256", "url", "outlet", "published"},
    "passages": {"passage_id", "article_id", "start", "end", "text_sha256"},
}


class Outcome(StrEnum):
    """What became of a passage."""

    EXACT = "exact"
    MOVED = "moved"
    EDITED = "edited"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehydration:
    """Counts of what came back; ``article`` counts are by the article's own text."""

    passages: Mapping[Outcome, int]
    articles_exact: int
    articles_changed: int
    articles_missing: int
    missing_urls: tuple[str, ...]
    rejected: tuple[Rejected, ...]


@dataclass(slots=True)
class _Wanted:
    """The articles of a dataset by everything they can be known by."""

    articles: dict[str, Row]
    by_digest: dict[str, list[str]] = field(default_factory=dict)
    by_key: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for article_id, row in self.articles.items():
            self.by_digest.setdefault(row["text_sha256"], []).append(article_id)
            for key in _keys(row["url"], row["outlet"], row["published"]):
                self.by_key.setdefault(key, []).append(article_id)

    def candidates(self, article: Article) -> list[str]:
        """List the wanted articles that this one may be a changed version of."""
        for key in _keys(article.url, article.outlet, article.published):
            if found := self.by_key.get(key):
                return found
        return []


def rehydrate(
    dataset: Path,
    articles: Iterable[Article | Rejected],
    out: Path,
    *,
    fetch: Fetch | None = None,
) -> Rehydration:
    """Write ``out/articles.parquet``, ``out/passages.parquet`` and ``out/passage_report.parquet``.

    ``articles`` are read once, in order. What they leave missing ``fetch`` is asked for, by its
    addresses. The passages written are those whose text was found; the report has a row for every
    passage.

    Raises:
        InputError: the folder is not a dataset with articles and passages.

    """
    wanted = _Wanted({row["article_id"]: row for row in _read(dataset, "articles")})
    places: dict[str, list[Place]] = {}
    for row in _read(dataset, "passages"):
        names = ("passage_id", "start", "end", "text_sha256")
        place = Place(**{name: row[name] for name in names})
        places.setdefault(row["article_id"], []).append(place)
    found = _Found(wanted, places)
    found.take(articles)
    if fetch and (urls := found.missing_urls()):
        found.take(fetch(urls))
    texts = found.texts()
    report = [
        row for article_id, ours in places.items() for row in _report(texts.get(article_id), ours)
    ]
    _write(out, dataset, wanted=wanted, texts=texts, report=report)
    exact = sum(_is_exact(wanted, article_id, text) for article_id, text in texts.items())
    return Rehydration(
        passages=Counter(row["outcome"] for row in report),
        articles_exact=exact,
        articles_changed=len(texts) - exact,
        articles_missing=len(wanted.articles) - len(texts),
        missing_urls=found.missing_urls(),
        rejected=tuple(found.rejected),
    )


@dataclass(slots=True)
class _Found:
    """The text of every wanted article so far: the exact one, else one that passages stand in."""

    wanted: _Wanted
    places: Mapping[str, Sequence[Place]]
    exact: dict[str, str] = field(default_factory=dict)
    changed: dict[str, tuple[int, str]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)

    def take(self, articles: Iterable[Article | Rejected]) -> None:
        """Keep what is wanted of some articles; of changed versions the most alike."""
        for article in articles:
            if isinstance(article, Rejected):
                self.rejected.append(article)
            elif ids := self.wanted.by_digest.get(article.text_sha256):
                self.exact.update(dict.fromkeys(ids, article.text))
            else:
                self._take_changed(article)

    def _take_changed(self, article: Article) -> None:
        for article_id in self.wanted.candidates(article):
            if article_id not in self.exact:
                count = len(realign(article.text, self.places.get(article_id, ())))
                if count > self.changed.get(article_id, (0, ""))[0]:
                    self.changed[article_id] = (count, article.text)

    def texts(self) -> dict[str, str]:
        """Return the texts by the article's id."""
        return {i: text for i, (_, text) in self.changed.items()} | self.exact

    def missing_urls(self) -> tuple[str, ...]:
        """List the addresses of the articles that nothing was found of."""
        found = self.texts()
        missing = (row["url"] for i, row in self.wanted.articles.items() if i not in found)
        return tuple(sorted({url for url in missing if url}))


def _report(text: str | None, places: Sequence[Place]) -> Iterator[Row]:
    """Say of every passage of an article where it is now, or why it is not there."""
    moved = realign(text, places) if text is not None else {}
    for place in places:
        start = moved.get(place.passage_id)
        yield {
            "passage_id": place.passage_id,
            "outcome": _outcome(text, place, start),
            "start": start,
            "end": None if start is None else start + place.end - place.start,
        }


def _outcome(text: str | None, place: Place, start: int | None) -> Outcome:
    if text is None:
        return Outcome.MISSING
    if start is None:
        return Outcome.EDITED
    return Outcome.EXACT if start == place.start else Outcome.MOVED


def _write(
    out: Path, dataset: Path, *, wanted: _Wanted, texts: Mapping[str, str], report: Sequence[Row]
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    schema = pa.schema(
        [("passage_id", pa.string()), ("outcome", pa.string()), ("start", pa.int64()),
         ("end", pa.int64())]
    )  # fmt: skip
    pq.write_table(
        pa.Table.from_pylist(list(report), schema=schema), out / "passage_report.parquet"
    )
    articles = [
        row | {"text": texts[i], "is_unchanged": _is_exact(wanted, i, texts[i])}
        for i, row in wanted.articles.items()
        if i in texts
    ]
    pq.write_table(pa.Table.from_pylist(articles), out / "articles.parquet")
    place_of = {row["passage_id"]: row for row in report if row["start"] is not None}
    passages = [
        row | {"start": now["start"], "end": now["end"], "text": text[now["start"] : now["end"]]}
        for row in _read(dataset, "passages")
        if (now := place_of.get(row["passage_id"])) and (text := texts[row["article_id"]])
    ]
    pq.write_table(pa.Table.from_pylist(passages), out / "passages.parquet")


def _is_exact(wanted: _Wanted, article_id: str, text: str) -> bool:
    return bool(wanted.articles[article_id]["text_sha256"] == digest_text(text))


def _keys(url: str, outlet: str, published: Any) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - a time or its text
    """Yield what an article can be known by, the surest first."""
    if url:
        yield ("url", url)
    if outlet and published:
        yield ("outlet and day", outlet, str(published)[:10])


def _read(dataset: Path, table: str) -> list[Row]:
    """Read a table of a dataset folder, in any of the formats with one file or folder a table."""
    places = {
        dataset / "data" / table: "parquet",
        dataset / table: "parquet",
        dataset / f"{table}.jsonl": "json",
    }
    place = next((place for place in places if place.exists()), None)
    if place is None:
        raise InputError(
            str(dataset),
            f"no {table} in this folder",
            remedy="rehydrate reads what 'stanceline export --to hf, parquet or jsonl' writes",
        )
    found = ds.dataset(place, format=places[place])
    if absent := _NEEDED[table] - set(found.schema.names):
        raise InputError(str(place), f"no column {', '.join(sorted(absent))}")
    rows: list[Row] = found.to_table().to_pylist()
    return rows
