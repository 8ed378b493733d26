"""Make token rows with BIO labels from PolNeAR's annotated documents, for ``train --task voices``.

    python benchmarks/polnear_bio.py --documents train.jsonl --out polnear-train.jsonl
    python benchmarks/polnear_bio.py --documents dev.jsonl --out dev-rows.jsonl --like valid.txt

A row is a paragraph, as in CofeNet's token files, with tokens as the Penn Treebank cuts them and
quotation marks as print has them (``polnear.py`` reads those files so too). One annotator an
article; where attributions nest, the outer one keeps a token, as in the files. ``--like`` says how
far the rows are those of such a file. The rows are for training on this machine only: the texts
are their publishers'.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from polnear import spans_of
from token_texts import printed

_SHORT = (
    "Mr Mrs Ms Dr Sen Sens Rep Reps Gov Gen Lt Col Capt Maj Sgt Rev St Jr Sr Prof Hon Jan Feb Aug "
    "Sept Oct Nov Dec Inc Corp Co Ltd No vs"
)
TOKEN = re.compile(
    r"''|``|\b[Cc]an(?=not\b)|(?<=\b[Cc]an)not\b"
    rf"|(?:[A-Z]\.){{2,}}|\b(?:{'|'.join(_SHORT.split())})\.|\b[A-Z]\.(?= [A-Z])|\b[ap]\.m\."
    r"|\d+(?:[.,:/]\d+)*(?:[-/]\w+)*|\w+(?=n['’]t\b)|n['’]t\b|['’](?:s|re|ve|ll|m|d)\b"
    r"|\w+(?:[-/]\w+)*|\.{3}|-{2,}|_{2,}|[^\w\s]"
)
ROLES = ("source", "cue", "content")
PARAGRAPH = re.compile(r"\n+")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--like", type=Path, help="a token file of the same documents")
    arguments = parser.parse_args()
    rows = list(rows_of(arguments.documents.read_text("utf-8").splitlines()))
    with arguments.out.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    print(f"{len(rows)} rows, {sum(len(row['tokens']) for row in rows)} tokens")
    if arguments.like:
        lines = arguments.like.read_text("utf-8").splitlines()
        print(json.dumps(agreement(rows, [json.loads(line) for line in lines if line])))


def rows_of(lines: Iterable[str]) -> Iterator[dict]:
    """Yield the rows of documents, the first annotator's of each text."""
    seen: set[str] = set()
    for line in lines:
        document = json.loads(line)
        if document["text"] not in seen:
            seen.add(document["text"])
            yield from paragraphs_of(document)


def paragraphs_of(document: dict) -> Iterator[dict]:
    text = document["text"]
    tokens = [(m.start(), m.end()) for m in TOKEN.finditer(text)]
    labels = labels_of(document["attributions"], tokens)
    at = 0
    for end in [*(m.start() for m in PARAGRAPH.finditer(text)), len(text)]:
        first = at
        while at < len(tokens) and tokens[at][0] < end:
            at += 1
        if at > first:
            words = [text[slice(*tokens[i])] for i in range(first, at)]
            yield {"tokens": printed(words), "labels": begun(labels[first:at])}


def labels_of(attributions: Iterable[dict], tokens: list[tuple[int, int]]) -> list[str]:
    labels = ["O"] * len(tokens)
    for attribution in sorted(attributions, key=lambda one: -reach(one)):
        parts = {
            role: [
                [i for i, (a, b) in enumerate(tokens) if a < end and start < b]
                for start, end in attribution.get(role) or []
            ]
            for role in ROLES
        }
        every = [i for spans in parts.values() for span in spans for i in span]
        if any(labels[i] != "O" for i in every):
            continue
        for role, spans in parts.items():
            for span in spans:
                for i in span:
                    labels[i] = f"{'B' if i == span[0] else 'I'}-{role}"
    return labels


def reach(attribution: dict) -> int:
    """Return how many characters an attribution holds from its first word to its last."""
    spans = [span for role in ROLES for span in attribution.get(role) or []]
    return max((end for _, end in spans), default=0) - min((start for start, _ in spans), default=0)


def begun(labels: list[str]) -> list[str]:
    """Return labels in which a span that goes on from the paragraph before begins here."""
    if labels[0].startswith("I-"):
        return [f"B{labels[0][1:]}", *labels[1:]]
    return labels


def agreement(rows: list[dict], theirs: list[dict]) -> dict[str, object]:
    """Return how many rows of a token file are ours word for word, and label for label."""
    ours = {" ".join(row["tokens"]): row["labels"] for row in rows}
    words = [" ".join(printed(row["tokens"])) for row in theirs]
    pairs = zip(theirs, words, strict=True)
    same = [(row["labels"], ours[key]) for row, key in pairs if key in ours]
    tally: Counter[str] = Counter()
    for wanted, given in same:
        wanted_spans, given_spans = set(spans_of(wanted)), set(spans_of(given))
        tally["both"] += len(wanted_spans & given_spans)
        tally["all"] += len(wanted_spans) + len(given_spans)
    return {
        "rows": len(theirs),
        "same_tokens": len(same),
        "same_labels": sum(wanted == given for wanted, given in same),
        "span_f1": round(200 * tally["both"] / max(1, tally["all"]), 1),
    }


if __name__ == "__main__":
    main()
