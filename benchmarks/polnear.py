"""Measure who says what on PolNeAR's tokens (Newell et al. 2018, as CofeNet scores them).

    python benchmarks/polnear.py --tokens valid.txt [--model FOLDER] \
        --out benchmarks/results/polnear.json

``--tokens`` is JSON Lines with ``tokens`` and BIO ``labels``. A predicted span counts when its role
and both its ends (exact) or its first token (begin) are right. Every line is read alone, as text
made again from its tokens. Speech reported inside other speech is left out, as in the data.

``--model`` is a folder of ``stanceline train --task voices``: ``model`` is what it labels by itself
on the given tokens, ``stanceline_with_model`` what the extractor makes of it beside the rules.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from machine import describe_machine
from token_texts import TokenText, join_sentences, printed

from stanceline.extract.attributions import find_attributions
from stanceline.extract.extractor import SpacyExtractor, make_extractor
from stanceline.extract.figures import Figures
from stanceline.extract.institutions import Institutions
from stanceline.extract.plain_data import INSTITUTIONS, PEOPLE, read_findings
from stanceline.extract.tagged_voices import VoiceTagger, add_tagged, load_tagger

ENTITIES = Path(__file__).parents[1] / "corpora" / "entities"
ROLES = ("source", "cue", "content")
# CofeNet (COLING 2022), tables 6 and 7, PolNeAR test part.
PUBLISHED = {
    "rule": {"exact": (10.7, 22.8, 5.6), "begin": (13.0, 25.3, 10.5)},
    "CoreNLP": {"exact": (13.9, None, 17.5), "begin": (21.3, None, 18.7)},
    "BERT-base": {"exact": (81.1, 74.0, 68.9), "begin": (86.2, 81.1, 78.7)},
}
Span = tuple[str, int, int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tokens", type=Path, required=True)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--limit", type=int, help="only so many instances, to try it")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.tokens.read_text("utf-8").splitlines() if line]
    rows = rows[: arguments.limit]
    extractor = make_extractor(ENTITIES)
    result: dict[str, object] = {
        "machine": describe_machine(),
        "extractor": extractor.fingerprint,
        "part": arguments.tokens.name,
        "instances": len(rows),
        "stanceline": measure(rows, extractor),
        "published_on_test": PUBLISHED,
    }
    if arguments.model:
        tagger = load_tagger(arguments.model)
        result["model_sha256"] = tagger.digest
        result["model_made_of"] = json.loads((arguments.model / "voices.json").read_text("utf-8"))
        result["model"] = measure_tagger(rows, tagger)
        result["stanceline_with_model"] = measure(rows, extractor, tagger)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def measure(
    rows: list[dict], extractor: SpacyExtractor, tagger: VoiceTagger | None = None
) -> dict[str, dict[str, object]]:
    tallies = {role: Counter() for role in ROLES}
    texts = [join_sentences([row["tokens"]]) for row in rows]
    docs = extractor.nlp.pipe((text.text for text in texts), batch_size=16)
    for row, text, doc in zip(rows, texts, docs, strict=True):
        named = Institutions(extractor.registry)(Figures(extractor.registry)(doc))
        count(tallies, set(spans_of(row["labels"])), set(found_spans(named, text, tagger)))
    return {role: rates(tally) for role, tally in tallies.items()}


def measure_tagger(rows: list[dict], tagger: VoiceTagger) -> dict[str, dict[str, object]]:
    """Score the labels that a model gives to the tokens themselves."""
    tallies = {role: Counter() for role in ROLES}
    tagged = tagger.tag([printed(row["tokens"]) for row in rows])
    for row, spans in zip(rows, tagged, strict=True):
        found = {(span.role, span.start, span.end) for span in spans}
        count(tallies, set(spans_of(row["labels"])), found)
    return {role: rates(tally) for role, tally in tallies.items()}


def found_spans(doc, text: TokenText, tagger: VoiceTagger | None = None) -> Iterator[Span]:
    names = [*read_findings(doc, PEOPLE), *read_findings(doc, INSTITUTIONS)]
    found = find_attributions(doc, speakers=[(name["start"], name["end"]) for name in names])
    if tagger:
        found = add_tagged(doc, doc.text, found, tagger)
    for one in found:
        if any(holds_cue(other, one) for other in found):
            continue
        parts = zip(ROLES, (one.source, one.group, (one.start, one.end)), strict=True)
        for role, part in parts:
            tokens = text.tokens_in(*part) if part else None
            if tokens:
                yield role, *tokens


def holds_cue(outer, inner) -> bool:
    is_other = (outer.start, outer.end) != (inner.start, inner.end)
    return is_other and outer.start <= inner.cue_start < outer.end


def spans_of(labels: Iterable[str]) -> Iterator[Span]:
    role, start = "", 0
    for position, label in enumerate([*labels, "O"]):
        if role and label != f"I-{role}":
            yield role, start, position
            role = ""
        if label != "O" and not role:
            role, start = label[2:], position


def count(tallies: dict[str, Counter], gold: set[Span], found: set[Span]) -> None:
    for role, tally in tallies.items():
        wanted = {span for span in gold if span[0] == role}
        given = {span for span in found if span[0] == role}
        tally["exact"] += len(wanted & given)
        tally["begin"] += len({start for _, start, _ in wanted} & {start for _, start, _ in given})
        tally["gold"] += len(wanted)
        tally["found"] += len(given)


def rates(tally: Counter) -> dict[str, object]:
    total = max(1, tally["gold"] + tally["found"])
    return {
        "precision": round(100 * tally["exact"] / max(1, tally["found"]), 1),
        "recall": round(100 * tally["exact"] / max(1, tally["gold"]), 1),
        "exact_f1": round(200 * tally["exact"] / total, 1),
        "begin_f1": round(200 * tally["begin"] / total, 1),
        "gold": tally["gold"],
        "found": tally["found"],
    }


if __name__ == "__main__":
    main()
