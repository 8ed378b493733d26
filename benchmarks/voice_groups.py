"""Compare the voice of hand-read passages with ours: the outlet's own, or a group that is quoted.

    python benchmarks/voice_groups.py --gold FILE --out benchmarks/results/voice-groups.json

``--gold`` is JSON Lines with ``text``, ``voice`` (who speaks, in a reader's words) and ``voice_b``
(a second reader's: ``author``, or names). Rows without ``voice`` are left out. A reading is

- ``own``, when it says ``author``, or when the passage does not name who speaks: the speaker of a
  transcript and the house that signs a statement are the document's own voice, and nothing in the
  passage could say whose it is;
- else a group, by the table ``GROUPS`` below.

Where the two readers differ, either is right. Ours is the voice with most of the characters, what
no one else is given being the outlet's own; ``heard`` counts a passage as right when any of its
voices, as the series counts them, is a reader's. The baselines always say ``own``, or the group
that is most frequent in the gold besides.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from machine import describe_machine
from result_file import write_result
from scipy.stats import binomtest

from stanceline.extract.extractor import SpacyExtractor, make_extractor
from stanceline.records import Extraction, Quotation
from stanceline.testing import make_article

ENTITIES = Path(__file__).parents[1] / "corpora" / "entities"
OWN = "own"
# As in the view ``frame_voices``: a voice counts from a fifth, the outlet's own from a half.
LEAST_SPOKEN, LEAST_OWN = 0.2, 0.5
# What a voice of the gold is, by how it begins; the first that fits.
GROUPS = (
    (r"opposition", "opposition"),
    (r"reporter|interviewer|columnist|USA TODAY|The Globe", "media"),
    (r"SIIA|ITI|.*industry", "business"),
    (r"Comm|Council", "international"),
    (r"Rep\.|Sen\.|MP|MEP|M[rs]s?\. |Liberal members", "legislature"),
    (r"White House|joint|press|the two leaders|quoted letter|Cuba", "government"),
    (r"Trump|Howard|Turnbull|Johnson|Boris|Albanese|Carlos|Herb|Sheila", "government"),
)
# Who signs or holds the floor is not named by a passage that uses the same word.
DOCUMENTS = re.compile(r"White House|joint|press|MP|MEP|opposition|Commission|Council|Commissioner")
_QUESTION = re.compile(r"Q\b")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    lines = arguments.gold.read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, filter(None, lines)) if row.get("voice")]
    rows = [row for row in rows if gold_of(row)]
    extractor = make_extractor(ENTITIES)
    pairs = [(gold_of(row), shares_of(extractor, row["text"])) for row in rows]
    result = {"machine": describe_machine(), "extractor": extractor.fingerprint, "n": len(rows)}
    write_result(arguments.out, result | measure(pairs))
    print(arguments.out.read_text("utf-8"))


def gold_of(row: dict) -> frozenset[str]:
    """Return the voices that are right for a row; none when the table has no group for them."""
    first = group_of(row["voice"]) if names_speaker(row) else OWN
    second = filter(None, (row.get("voice_b") or "").split("; "))
    readings = [first, *(OWN if said == "author" else group_of(said) for said in second)]
    return frozenset(filter(None, readings))


def group_of(voice: str) -> str | None:
    return next((group for pattern, group in GROUPS if re.match(pattern, voice)), None)


def names_speaker(row: dict) -> bool:
    """Say whether a passage names the one who speaks it, or opens as a question put to one."""
    voice = row["voice"]
    if voice in {"reporter", "interviewer"}:
        return bool(_QUESTION.match(row["text"]))
    if DOCUMENTS.match(voice):
        return False
    words = re.sub(r"^(?:Rep|Sen|Mr|Mrs|Ms)\. | of .*| \(.*", "", voice).split()
    return bool(words) and words[-1] in row["text"]


def shares_of(extractor: SpacyExtractor, text: str) -> dict[str, float]:
    """Return the share of a text's characters that every voice is given."""
    [found] = extractor([make_article(text)])
    if not isinstance(found, Extraction):
        raise SystemExit(found.message)
    characters: Counter[str] = Counter()
    taken: set[int] = set()
    for voice in found.voices:
        if voice.quotation is not Quotation.OWN:
            new = set(range(voice.start, voice.end)) - taken
            taken |= new
            characters[str(voice.group)] += len(new)
    total = sum(passage.end - passage.start for passage in found.passages)
    characters[OWN] = total - sum(characters.values())
    return {name: count / total for name, count in characters.items()}


def measure(pairs: list[tuple[frozenset[str], dict[str, float]]]) -> dict[str, object]:
    main_voices = [max(shares, key=lambda name: (shares[name], name)) for _, shares in pairs]
    gold = [right for right, _ in pairs]
    quoted = [i for i, right in enumerate(gold) if OWN not in right]
    others = Counter(name for right in gold for name in right - {OWN})
    frequent = others.most_common(1)[0][0] if others else OWN
    return {
        "gold": dict(Counter(" or ".join(sorted(right)) for right in gold)),
        "stanceline": rate(ours in right for ours, right in zip(main_voices, gold, strict=True)),
        "stanceline_heard": rate(bool(right & set(heard(shares))) for right, shares in pairs),
        "always_own": rate(OWN in right for right in gold),
        f"always_{frequent}": rate(frequent in right for right in gold),
        "quoted": {
            "stanceline": rate(main_voices[i] in gold[i] for i in quoted),
            "stanceline_heard": rate(bool(gold[i] & set(heard(pairs[i][1]))) for i in quoted),
            f"always_{frequent}": rate(frequent in gold[i] for i in quoted),
        },
        "confusion": dict(
            Counter(
                f"{' or '.join(sorted(right))} -> {ours}"
                for right, ours in zip(gold, main_voices, strict=True)
            ).most_common()
        ),
    }


def heard(shares: dict[str, float]) -> Iterator[str]:
    largest = max(shares, key=lambda name: shares[name])
    for name, share in shares.items():
        least = LEAST_OWN if name == OWN else LEAST_SPOKEN
        if share >= least or name == largest:
            yield name


def rate(hits) -> dict[str, object]:
    """Return an accuracy with its 95% Wilson interval."""
    right = [bool(hit) for hit in hits]
    if not right:
        return {"n": 0}
    low, high = binomtest(sum(right), len(right)).proportion_ci(method="wilson")
    return {
        "accuracy": round(sum(right) / len(right), 3),
        "interval": [round(low, 3), round(high, 3)],
        "n": len(right),
    }


if __name__ == "__main__":
    main()
