"""How far an annotator under our instructions agrees with readers we had nothing to do with.

    python benchmarks/annotators.py --gold PATH/passages-open.jsonl --labels FILE --out FILE

``--labels`` holds what an annotator said who saw text and context only: JSON lines with ``id`` and
``label``. Passages on which the gold readers themselves differ are left out.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from machine import describe_machine
from sklearn.metrics import cohen_kappa_score, f1_score


def main() -> None:
    """Join by id, measure, write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    gold = {row["id"]: row["label"] for row in read_lines(options.gold) if row["label"]}
    said = {row["id"]: row["label"] for row in read_lines(options.labels)}
    truth, labels = list(gold.values()), [said[key] for key in gold]
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "n": len(gold),
        "agreement": round(sum(map(str.__eq__, truth, labels)) / len(gold), 4),
        "kappa": round(float(cohen_kappa_score(truth, labels)), 4),
        "macro_f1": round(float(f1_score(truth, labels, average="macro")), 4),
        "gold": dict(Counter(truth)),
        "disagreements": {
            f"gold {ours}, annotator {theirs}": count
            for (ours, theirs), count in Counter(zip(truth, labels, strict=True)).items()
            if ours != theirs
        },
        "machine": describe_machine(),
    }
    options.out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def read_lines(path: Path) -> list[dict[str, str]]:
    """Read JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
