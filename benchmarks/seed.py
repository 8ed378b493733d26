"""Compare what is found in one article with what a careful reader found in it.

    python benchmarks/seed.py --seed article.txt --out benchmarks/results/seed.json

``tests/golden/seed/read.json`` is the reading (offsets, digests, canonical names, values), because
the article's text is its publisher's; the file must be the one that was read (its digest is
checked). One reader wrote it, who had seen an earlier answer of the extractor, and general rules
were mended after its misses: it keeps what is known from getting lost and measures nothing blind.

A person or an institution is right when its place in the text and its canonical name are; an amount
when place, value, unit, qualifier and what it is of are; a voice when speaker, group and quotation
are, and half of the words given to it (of both together). What is at its place and not right is
listed under ``wrong``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from machine import describe_machine
from result_file import write_result

from stanceline.extract.extractor import make_extractor
from stanceline.records import Extraction, MentionKind, Quotation
from stanceline.testing import make_article

ROOT = Path(__file__).parents[1]
READING = ROOT / "tests" / "golden" / "seed" / "read.json"
_LEAST_SHARED = 0.5

Item = Mapping[str, object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    text = arguments.seed.read_bytes().decode("utf-8")
    reading = json.loads(READING.read_text("utf-8"))
    if hashlib.sha256(text.encode()).hexdigest() != reading["text_sha256"]:
        raise SystemExit(f"{arguments.seed} is not the article that was read")
    extractor = make_extractor(ROOT / "corpora" / "entities")
    [found] = extractor([make_article(text)])
    if not isinstance(found, Extraction):
        raise SystemExit(found.message)
    result = {
        "machine": describe_machine(),
        "extractor": extractor.fingerprint,
        "people": compare(reading["people"], named(found, MentionKind.PERSON), fields=NAMED),
        "institutions": compare(
            reading["institutions"], named(found, MentionKind.INSTITUTION), fields=NAMED
        ),
        "amounts": compare(reading["amounts"], amounts(found), fields=COUNTED),
        "voices": compare(reading["voices"], voices(found), fields=SPOKEN, is_same=says_the_same),
    }
    write_result(arguments.out, result)
    print(json.dumps(result, indent=2))


NAMED = ("canonical",)
COUNTED = ("kind", "value", "unit", "qualifier", "of_what")
SPOKEN = ("group", "quotation")


def named(found: Extraction, kind: MentionKind) -> Iterator[Item]:
    for one in found.mentions:
        if one.kind is kind:
            yield {"start": one.start, "end": one.end, "canonical": one.canonical}


def amounts(found: Extraction) -> Iterator[Item]:
    for one in found.mentions:
        if one.value is not None:
            yield {
                "start": one.start,
                "end": one.end,
                "kind": str(one.kind),
                "value": one.value,
                "unit": one.currency or one.unit,
                "qualifier": str(one.qualifier),
                "of_what": one.of_what,
            }


def voices(found: Extraction) -> Iterator[Item]:
    for one in found.voices:
        if one.quotation is not Quotation.OWN:
            yield {
                "content": {"start": one.start, "end": one.end},
                "speaker": None
                if one.speaker_start is None
                else {"start": one.speaker_start, "end": one.speaker_end},
                "group": str(one.group),
                "quotation": str(one.quotation),
            }


def is_there(one: Item, other: Item) -> bool:
    return (one["start"], one["end"]) == (other["start"], other["end"])


def says_the_same(one: Item, other: Item) -> bool:
    """Say whether two voices are one speaker's, with half of the words that both are given."""
    speakers = (one["speaker"], other["speaker"])
    is_one_speaker = None not in speakers and shared(*speakers) > 0
    return is_one_speaker and shared(one["content"], other["content"]) >= _LEAST_SHARED


def shared(one: Item, other: Item) -> float:
    """Return what two spans share, as a part of what both cover."""
    both = max(one["end"], other["end"]) - min(one["start"], other["start"])
    return max(0, min(one["end"], other["end"]) - max(one["start"], other["start"])) / both


def compare(
    wanted: Sequence[Item],
    given: Iterable[Item],
    *,
    fields: Sequence[str],
    is_same: Callable[[Item, Item], bool] = is_there,
) -> dict[str, object]:
    """Match what was read with what was found, each at most once."""
    left = list(given)
    total = len(left)
    missed, wrong = [], []
    for one in wanted:
        at = next((other for other in left if is_same(one, other)), None)
        if at is None:
            missed.append(place_of(one))
            continue
        left.remove(at)
        if differing := [field for field in fields if one[field] != at[field]]:
            wrong.append(place_of(one) | {"in": differing})
    right = len(wanted) - len(missed) - len(wrong)
    return {
        "read": len(wanted),
        "found": total,
        "right": right,
        "precision": round(right / max(1, total), 3),
        "recall": round(right / max(1, len(wanted)), 3),
        "missed": missed,
        "added": [place_of(one) for one in left],
        "wrong": wrong,
    }


def place_of(one: Item) -> dict[str, object]:
    span = one.get("content", one)
    return {"start": span["start"], "end": span["end"]}


if __name__ == "__main__":
    main()
