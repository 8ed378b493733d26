"""Measure people, institutions and amounts against hand-marked articles, beside stock spaCy.

    python benchmarks/extraction.py --gold articles.jsonl --out FILE

``--gold`` is JSON Lines; the records with a ``gold`` object count: ``people`` and
``institutions`` with ``canonical`` and ``aliases``, ``figures`` with ``kind``, ``raw``, ``value``.
An entity is found when an extracted entity has one of its names, whatever the number of
mentions; an amount when kind and value (and currency, for money) agree, one for one. Stock spaCy
has no values: its MONEY and PERCENT entities count when their text is the gold's. quantulum3 and
recognizers-text are measured on the amounts when they are installed.

``stanceline_unlisted`` is the same with every institution and person that an article names taken
out of the registry: what the rules do alone, and a bound on what a registry made with these
articles in mind could have gained.
"""

from __future__ import annotations

import argparse
import json
import platform
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from amounts import available_systems, version_of

from stanceline.extract.entities import Registry
from stanceline.extract.extractor import SpacyExtractor, make_extractor
from stanceline.records import Article as ArticleRecord
from stanceline.records import Extraction, MentionKind, Precision, StoryId, make_article_id

ENTITIES = Path(__file__).parents[1] / "corpora" / "entities"
AMOUNTS = {"money", "percent"}
Tally = Counter


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    rows = [row for row in read_rows(arguments.gold) if row.get("gold")]
    extractor = make_extractor(ENTITIES)
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": platform.platform(),
        "python": platform.python_version(),
        "spacy": metadata.version("spacy"),
        "extractor": extractor.fingerprint,
        "articles": len(rows),
        "stanceline": measure_all(rows, lambda row: ours(extractor, row)),
        "stanceline_unlisted": measure_all(
            rows, lambda row: ours(without_named(extractor, row["text"]), row)
        ),
        "spacy_stock": measure_all(rows, lambda row: stock(extractor, row)),
        "amounts_alone": {
            f"{name} {version_of(name)}": measure_amounts(rows, system)
            for name, system in available_systems()
            if name != "stanceline"  # measured above, with rates
        },
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def read_rows(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def measure_all(rows: Iterable[dict], extract) -> dict[str, dict[str, float]]:
    tallies: dict[str, Tally] = {}
    for row in rows:
        found = extract(row)
        for kind in ("people", "institutions", "figures"):
            tally = count_amounts if kind == "figures" else count_entities
            counts = tally(row["gold"].get(kind, []), found[kind])
            tallies.setdefault(kind, Counter()).update(counts)
    return {kind: rates(tally) for kind, tally in tallies.items()}


def without_named(extractor: SpacyExtractor, text: str) -> SpacyExtractor:
    registry = extractor.registry
    found = [*registry.find_people(text), *registry.find_organisations(text)]
    named = {one.id for match in found for one in match.entities if one.kind != MentionKind.PLACE}
    kept = [one for key, one in registry.entities.items() if key not in named]
    return replace(extractor, registry=Registry.from_entities(kept))


def measure_amounts(rows: Iterable[dict], system) -> dict[str, float]:
    tally: Tally = Counter()
    for row in rows:
        found = [
            ("percent" if one.unit == "%" else "money", value, one.unit, "")
            for one in system(row["text"])
            for value in sorted({one.low, one.high})
        ]
        tally += count_amounts(row["gold"].get("figures", []), found)
    return rates(tally)


def ours(extractor: SpacyExtractor, row: dict) -> dict:
    [extraction] = extractor([make_article(row)])
    if not isinstance(extraction, Extraction):
        raise SystemExit(f"{row['id']}: {extraction.message}")
    return {
        "people": names_by_entity(extraction, MentionKind.PERSON),
        "institutions": names_by_entity(extraction, MentionKind.INSTITUTION),
        "figures": [
            (str(m.kind), high, m.currency, plain(m.surface))
            for m in extraction.mentions
            if m.value is not None
            for high in ([m.value] if m.value_high is None else [m.value, m.value_high])
        ],
    }


def names_by_entity(extraction: Extraction, kind: MentionKind) -> list[set[str]]:
    names: dict[str, set[str]] = {}
    for mention in extraction.mentions:
        if mention.kind is kind:
            key = mention.entity_id or mention.canonical
            names.setdefault(key, set()).update((plain(mention.canonical), plain(mention.surface)))
    return list(names.values())


def stock(extractor: SpacyExtractor, row: dict) -> dict:
    entities = extractor.nlp(row["text"]).ents
    labelled = {
        label: {plain(e.text) for e in entities if e.label_ == label} for label in ("PERSON", "ORG")
    }
    return {
        "people": [{name} for name in sorted(labelled["PERSON"])],
        "institutions": [{name} for name in sorted(labelled["ORG"])],
        "figures": [
            (e.label_.lower(), None, "", plain(e.text))
            for e in entities
            if e.label_.lower() in AMOUNTS
        ],
    }


def count_entities(gold: list[dict], found: list[set[str]]) -> Tally:
    left = list(found)
    counts: Tally = Counter()
    for entity in (one for one in gold if one.get("in_text", True)):
        names = {plain(name) for name in (entity["canonical"], *entity.get("aliases", []))}
        match = next((one for one in left if one & names), None)
        counts["true" if match else "missed"] += 1
        if match:
            left.remove(match)
    counts["false"] += len(left)
    return counts


def count_amounts(gold: list[dict], found: list[tuple]) -> Tally:
    left = [one for one in found if one[0] in AMOUNTS]
    counts: Tally = Counter()
    for figure in (one for one in gold if one["kind"] in AMOUNTS):
        match = next((one for one in left if is_amount(figure, one)), None)
        counts["true" if match else "missed"] += 1
        if match:
            left.remove(match)
    counts["false"] += len(left)
    return counts


def is_amount(figure: dict, found: tuple) -> bool:
    kind, value, currency, surface = found
    if value is None:
        return kind == figure["kind"] and surface == plain(figure["raw"])
    is_currency = kind != "money" or currency == (figure.get("currency") or currency)
    return kind == figure["kind"] and value == figure["value"] and is_currency


def rates(tally: Tally) -> dict[str, float]:
    true, found = tally["true"], tally["true"] + tally["false"]
    marked = tally["true"] + tally["missed"]
    precision, recall = true / max(found, 1), true / max(marked, 1)
    f1 = 2 * precision * recall / (precision + recall) if true else 0.0
    return {
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(f1, 3),
        "gold": marked,
        "found": found,
    }


def plain(name: str) -> str:
    words = name.replace("’", "'").removesuffix("'s").split()
    return " ".join(words[1:] if words[:1] in (["the"], ["The"]) else words).casefold()


def make_article(row: dict) -> ArticleRecord:
    text = row["text"]
    key = make_article_id(url=row["id"], outlet="", title="", published="", text=text)
    return ArticleRecord(
        article_id=key,
        text=text,
        source="gold",
        locator=row["id"],
        published_precision=Precision.NONE,
        n_chars=len(text),
        chars_read=len(text),
        story_id=StoryId(key),
    )


if __name__ == "__main__":
    main()
