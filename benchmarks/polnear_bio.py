"""Make token rows with BIO labels from PolNeAR's annotated documents, for ``train --task voices``.

    python benchmarks/polnear_bio.py --documents train.jsonl --out polnear-train.jsonl

Lines are cut at sentence ends; one annotator an article; where attributions nest, the first one
keeps a token. The rows are for training on this machine only: the texts are their publishers'.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

TOKEN = re.compile(r"[A-Z](?:\.[A-Z])+\.|\w+(?:-\w+)*|n['’]t|['’](?:s|re|ve|ll|m|d)\b|[^\w\s]")
END = re.compile(r"(?<=[.!?])[”\"]?\s+(?=[“\"A-Z])|\n+")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    seen: set[str] = set()
    with arguments.out.open("w", encoding="utf-8") as out:
        for line in arguments.documents.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["text"] not in seen:
                seen.add(row["text"])
                out.writelines(json.dumps(one) + "\n" for one in sentences_of(row))


def sentences_of(row: dict) -> Iterator[dict]:
    text = row["text"]
    labels: dict[int, str] = {}
    tokens = [(m.start(), m.end()) for m in TOKEN.finditer(text)]
    for attribution in row["attributions"]:
        for role in ("source", "cue", "content"):
            for start, end in attribution.get(role) or []:
                inside = [i for i, (a, b) in enumerate(tokens) if a < end and start < b]
                if any(i in labels for i in inside):
                    continue
                labels |= {i: f"{'I' if i != inside[0] else 'B'}-{role}" for i in inside}
    edges = [0, *(m.end() for m in END.finditer(text)), len(text)]
    for first, last in pairwise(edges):
        inside = [i for i, (a, _) in enumerate(tokens) if first <= a < last]
        if len(inside) > 2:
            yield {
                "tokens": [text[slice(*tokens[i])] for i in inside],
                "labels": [labels.get(i, "O") for i in inside],
            }


if __name__ == "__main__":
    main()
