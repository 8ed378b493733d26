"""Read randomly damaged texts: no exception, and every offset slices back.

    python benchmarks/damaged_texts.py --count 2000 --out benchmarks/results/damaged-texts.json

Runs the property of ``tests/unit/extract/test_damaged_texts.py`` on more examples, a hundred at a
time and each hundred by a seed of its own; a stopped run goes on where it was. A hundred with a
failure is counted with the smallest text that fails, and the command ends with 1.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hypothesis import given, seed, settings
from machine import describe_machine
from result_file import write_result
from result_parts import Parts

from stanceline.extract.extractor import SpacyExtractor, make_extractor

ROOT = Path(__file__).parents[1]
AT_ONCE = 100
sys.path.insert(0, str(ROOT / "tests" / "unit" / "extract"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    extractor = make_extractor(ROOT / "corpora" / "entities")
    parts = Parts.beside(arguments.out)
    version = extractor.fingerprint.rpartition(" ")[2]
    done = []
    for first in range(0, arguments.count, AT_ONCE):
        size = min(AT_ONCE, arguments.count - first)
        name = f"{first}-{version}"
        done.append(parts.keep(name, size, lambda n, number=first: read_some(extractor, n, number)))
    failures = [part["failure"] for part in done if part["failure"]]
    result = {
        "machine": describe_machine(),
        "extractor": extractor.fingerprint,
        "texts": sum(part["texts"] for part in done),
        "hundreds_with_a_failure": len(failures),
        "failures": failures,
        "seconds": round(sum(part["seconds"] for part in done), 1),
    }
    write_result(arguments.out, result)
    parts.clear()
    print(arguments.out.read_text("utf-8"))
    raise SystemExit(1 if failures else 0)


def read_some(extractor: SpacyExtractor, count: int, number: int) -> dict[str, object]:
    """Read so many damaged texts, made by the seed ``number``."""
    from test_damaged_texts import check, damaged

    read = 0

    @seed(number)
    @settings(max_examples=count, deadline=None, database=None)
    @given(text=damaged())
    def run(text: str) -> None:
        nonlocal read
        read += 1
        check(extractor, text)

    try:
        run()
    except Exception as error:  # noqa: BLE001 - failures are what is looked for
        notes = " ".join(getattr(error, "__notes__", ()))
        return {"texts": read, "failure": f"{type(error).__name__}: {error} {notes}"[:2000]}
    return {"texts": read, "failure": ""}


if __name__ == "__main__":
    main()
