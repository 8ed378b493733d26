"""Read randomly damaged texts: no exception, and every offset slices back.

    python benchmarks/damaged_texts.py --count 2000 --out benchmarks/results/damaged-texts.json

Runs the property of ``tests/unit/extract/test_damaged_texts.py`` on more examples.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from hypothesis import given, settings
from machine import describe_machine

from stanceline.extract.extractor import make_extractor

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "unit" / "extract"))


def main() -> None:
    from test_damaged_texts import check, damaged

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    extractor = make_extractor(ROOT / "corpora" / "entities")
    read = 0

    @settings(max_examples=arguments.count, deadline=None, database=None, derandomize=True)
    @given(text=damaged())
    def run(text: str) -> None:
        nonlocal read
        read += 1
        check(extractor, text)

    began = time.perf_counter()
    run()
    result = {
        "machine": describe_machine(),
        "extractor": extractor.fingerprint,
        "texts": read,
        "failed": 0,
        "seconds": round(time.perf_counter() - began, 1),
    }
    arguments.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
