"""Measure people, institutions, places and money as spans, beside stock spaCy in the same run.

    python benchmarks/names.py --worldwide dev.jsonl --crossner test.txt \
        --out benchmarks/results/names.json

``--worldwide`` is Worldwide English Newswire NER (JSON Lines with ``file``, ``tokens``, BIO
``tags``), read file by file; ``--crossner`` is CrossNER politics (CoNLL columns), read sentence by
sentence. Strict spans, micro-averaged; nothing is trained on either. In our records a capital that
acts is a government; the data sets call it a place, and so does this comparison. Stock spaCy reads
the tokens as they are given, we read text made again from them. A stopped run goes on where it was.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from machine import describe_machine
from polnear import spans_of
from result_file import write_result
from result_parts import Parts
from spacy.tokens import Doc
from token_texts import join_sentences

from stanceline.extract.extractor import SpacyExtractor, make_extractor
from stanceline.extract.figures import Figures
from stanceline.extract.institutions import Institutions
from stanceline.extract.plain_data import AMOUNTS, INSTITUTIONS, PEOPLE, Finding, read_findings

ENTITIES = Path(__file__).parents[1] / "corpora" / "entities"
STOCK = {"PERSON": "person", "ORG": "institution", "GPE": "place", "LOC": "place", "MONEY": "money"}
WORLDWIDE = {
    "Person": "person", "Organization": "institution", "Location": "place", "Money": "money",
}  # fmt: skip
CROSSNER = {
    "politician": "person", "person": "person", "organisation": "institution",
    "politicalparty": "institution", "country": "place", "location": "place",
}  # fmt: skip
NAMES = ("person", "institution", "place")
AT_ONCE = 20
Span = tuple[str, int, int]
Document = list[tuple[list[str], list[str]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worldwide", type=Path)
    parser.add_argument("--crossner", type=Path)
    parser.add_argument("--limit", type=int, help="only so many documents of each, to try it")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    extractor = make_extractor(ENTITIES)
    result: dict[str, object] = {
        "machine": describe_machine(),
        "extractor": extractor.fingerprint,
    }
    sets = (
        ("worldwide", arguments.worldwide, read_worldwide),
        ("crossner_politics", arguments.crossner, read_crossner),
    )
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    parts = Parts.beside(arguments.out)
    for name, path, read in sets:
        if path:
            documents = list(read(path))[: arguments.limit]
            result[name] = {"part": path.name} | measure(name, documents, extractor, parts)
            write_result(arguments.out, result)
    parts.clear()
    print(arguments.out.read_text("utf-8"))


def read_worldwide(path: Path) -> Iterator[Document]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
    for _, sentences in groupby(rows, key=lambda row: row["file"]):
        yield [(row["tokens"], [kind_of(t, WORLDWIDE) for t in row["tags"]]) for row in sentences]


def read_crossner(path: Path) -> Iterator[Document]:
    for block in path.read_text("utf-8").split("\n\n"):
        pairs = [line.split("\t") for line in block.splitlines() if "\t" in line]
        if pairs:
            yield [([p[0] for p in pairs], [kind_of(p[1], CROSSNER) for p in pairs])]


def kind_of(tag: str, kinds: dict[str, str]) -> str:
    kind = kinds.get(tag[2:])
    return f"{tag[:2]}{kind}" if kind else "O"


def measure(
    name: str, documents: list[Document], extractor: SpacyExtractor, parts: Parts
) -> dict[str, object]:
    """Measure piece by piece; a piece is of one version of the extractor."""
    version = extractor.fingerprint.rpartition(" ")[2]
    tallies: dict[str, dict[str, Counter]] = {"stanceline": {}, "spacy_stock": {}}
    tokens = 0
    for first in range(0, len(documents), AT_ONCE):
        some = documents[first : first + AT_ONCE]
        piece = parts.keep(
            f"{name}-{first}-{version}", len(some), lambda _, some=some: count_all(some, extractor)
        )
        tokens += piece["tokens"]
        for system, tally in tallies.items():
            for kind, counts in piece[system].items():
                tally.setdefault(kind, Counter()).update(counts)
    return {
        "documents": len(documents),
        "sentences": sum(len(document) for document in documents),
        "tokens": tokens,
        **{system: summarise(tally) for system, tally in tallies.items()},
    }


def count_all(documents: list[Document], extractor: SpacyExtractor) -> dict[str, object]:
    tallies: dict[str, dict[str, Counter]] = {"stanceline": {}, "spacy_stock": {}}
    texts = [join_sentences([s[0] for s in document], between="\n") for document in documents]
    docs = extractor.nlp.pipe((text.text for text in texts), batch_size=8)
    for document, text, doc in zip(documents, texts, docs, strict=True):
        gold = set(spans_of([tag for _, tags in document for tag in tags]))
        ours = {
            (kind, *tokens)
            for kind, start, end in our_spans(doc, extractor)
            if (tokens := text.tokens_in(start, end))
        }
        count(tallies["stanceline"], gold, ours)
        count(tallies["spacy_stock"], gold, set(stock_spans(document, extractor)))
    return {"tokens": sum(len(text.starts) for text in texts), **tallies}


def our_spans(doc: Doc, extractor: SpacyExtractor) -> Iterator[Span]:
    doc = Institutions(extractor.registry)(Figures(extractor.registry)(doc))
    for one in read_findings(doc, PEOPLE):
        yield "person", one["start"], one["end"]
    for one in read_findings(doc, INSTITUTIONS):
        yield kind_by_name(one, doc.text, extractor), one["start"], one["end"]
    for one in read_findings(doc, AMOUNTS):
        yield one["kind"], one["start"], one["end"]


def kind_by_name(one: Finding, text: str, extractor: SpacyExtractor) -> str:
    """Return what a name is listed as: a capital that acts stays a place in these data sets."""
    listed = extractor.registry.organisation_named(text[one["start"] : one["end"]])
    is_metonym = listed is not None and listed.stands_for == one["entity_id"] != ""
    return str(listed.kind) if listed and is_metonym else one["kind"]


def stock_spans(document: Document, extractor: SpacyExtractor) -> Iterator[Span]:
    offset = 0
    with extractor.nlp.select_pipes(enable=["tok2vec", "ner"]):
        for words, _ in document:
            doc = extractor.nlp(Doc(extractor.nlp.vocab, words=words))
            for entity in doc.ents:
                if kind := STOCK.get(entity.label_):
                    yield kind, offset + entity.start, offset + entity.end
            offset += len(words)


def count(tallies: dict[str, Counter], gold: set[Span], found: set[Span]) -> None:
    for kind in (*NAMES, "money"):
        wanted = {span for span in gold if span[0] == kind}
        given = {span for span in found if span[0] == kind}
        tally = tallies.setdefault(kind, Counter())
        tally["true"] += len(wanted & given)
        tally["gold"] += len(wanted)
        tally["found"] += len(given)
        tally["touched"] += sum(any(overlap(w, g) for g in given) for w in wanted)


def overlap(one: Span, other: Span) -> bool:
    return one[1] < other[2] and other[1] < one[2]


def summarise(tallies: dict[str, Counter]) -> dict[str, dict[str, float]]:
    names = sum((tallies[kind] for kind in NAMES), Counter())
    return {"names": rates(names), **{kind: rates(tally) for kind, tally in tallies.items()}}


def rates(tally: Counter) -> dict[str, float]:
    return {
        "precision": round(tally["true"] / max(1, tally["found"]), 3),
        "recall": round(tally["true"] / max(1, tally["gold"]), 3),
        "f1": round(2 * tally["true"] / max(1, tally["found"] + tally["gold"]), 3),
        "overlap_recall": round(tally["touched"] / max(1, tally["gold"]), 3),
        "gold": tally["gold"],
        "found": tally["found"],
    }


if __name__ == "__main__":
    main()
