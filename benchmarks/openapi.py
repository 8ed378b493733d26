"""Schemathesis against the live API: every operation, generated requests, answers to the schema.

    python -m venv out/schemathesis && out/schemathesis/bin/pip install schemathesis
    python benchmarks/openapi.py --run out/demo --tool out/schemathesis/bin/st \
        --out benchmarks/results/openapi.json

Schemathesis is not in our own environment: it would pin test libraries of ours. The model is the
tiny one of the tests, since what is asked here is the door and not the reading. Each operation is
a piece that is kept, so a stopped measurement goes on; ``statuses`` are asked by hand: a body too
large, a value that is none, and one request more than a minute allows.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

from machine import describe_machine
from result_file import write_result
from result_parts import Parts
from served_site import read, serve

LINKED = "requests that follow each other"
SETTINGS = ("serve.scorings_a_minute=1000000", "serve.max_body_bytes=100000")
MOST_SHOWN = 5
TRIES = 20  # a slow machine gets a new turn every half minute
ONE = {"texts": ["The deal buys stability."]}
JSON_TYPE = {"content-type": "application/json"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="a finished run, to serve")
    parser.add_argument("--tool", type=Path, required=True, help="Schemathesis's st")
    parser.add_argument("--model", type=Path, default=Path("tests/data/tiny-model"))
    parser.add_argument("--examples", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=30, help="for each operation")
    parser.add_argument("--minutes", type=float, default=7.0)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    parts = Parts.beside(chosen.out, minutes=chosen.minutes)
    model = f"frame.model={chosen.model}"
    with serve(chosen.run, (*SETTINGS, model)) as base:
        # The first questions wait for the index and the model, longer than a test would.
        read(f"{base}/api/runs/{quote(chosen.run.resolve().name)}/series")
        post(base, ONE)
        pieces = {
            name: parts.keep(name.replace("/", "."), chosen.examples, ask)
            for name, ask in make_pieces(base, chosen)
        }
    with serve(chosen.run, ("serve.scorings_a_minute=2", SETTINGS[1], model)) as base:
        statuses = ask_statuses(base)
    failures = sorted({failure for piece in pieces.values() for failure in piece["failures"]})
    result = {
        "n": sum(piece["generated"] for piece in pieces.values()),
        "operations": len(pieces) - 1,
        "pieces": pieces,
        "failures": failures,
        "statuses": statuses,
        "comparison": {
            "server errors and schema violations": {"found": len(failures), "allowed": 0},
            "statuses": {"found": list(statuses.values()), "expected": [200, 413, 422, 429]},
        },
        "schemathesis": subprocess.run(
            [chosen.tool, "--version"], capture_output=True, text=True, check=True
        ).stdout.strip(),
        "machine": describe_machine(),
    }
    write_result(chosen.out, result)
    print(json.dumps(result["comparison"], indent=2), result["n"], "cases")


def make_pieces(base: str, chosen: argparse.Namespace):
    """Yield a name and a measurement for each operation, and one for all of them in a row."""
    document = json.loads(read(f"{base}/openapi.json"))
    for path, methods in document["paths"].items():
        for method in methods:
            only = ["--include-name", f"{method.upper()} {path}"]
            phases = "examples,coverage,fuzzing"
            yield f"{method} {path}", lambda n, w=only, p=phases: generate(base, chosen, n, p, w)
    yield LINKED, lambda n: generate(base, chosen, n, "stateful", [])


def generate(
    base: str, chosen: argparse.Namespace, examples: int, phases: str, only: list[str]
) -> dict[str, object]:
    """Let Schemathesis ask, and count what it asked and what it found."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        # An address that ends in another method is answered 405 by the router, not by an operation.
        done = subprocess.run(
            [
                chosen.tool.absolute(), "run", f"{base}/openapi.json", *only, "--checks", "all",
                "--exclude-checks", "unsupported_method", "--phases", phases,
                "--max-examples", str(examples), "--max-time", str(chosen.seconds),
                "--seed", "1", "--no-color", "--request-timeout", "120",
                "--report", "json", "--report-json-path", str(report),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=scratch,
        )  # fmt: skip
        told = json.loads(report.read_text(encoding="utf-8"))
    return {
        "generated": told["test_cases"]["generated"],
        "stopped_by": told["stop_reason"],
        "failures": [found["title"] for found in (*told["failures"], *told["errors"])],
        "reproduce": re.findall(r"^ +(curl .+)$", done.stdout, flags=re.MULTILINE)[:MOST_SHOWN],
    }


def ask_statuses(base: str) -> dict[str, int]:
    """Ask what must be refused: 200 first, then 413, 422, and 429 after some scorings."""
    return {
        "a text": post(base, ONE),
        "a body of 200,000 bytes": post(base, {"texts": ["x" * 200_000]}),
        "no texts": post(base, {"texts": []}),
        "more in a minute than its two": next(
            (status for _ in range(TRIES) if (status := post(base, ONE)) != 200), 200
        ),
    }


def post(base: str, body: object) -> int:
    """Send a body to be scored and return the status of the answer."""
    sent = json.dumps(body).encode()
    request = urllib.request.Request(f"{base}/api/score", sent, JSON_TYPE)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310 - our own site
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


if __name__ == "__main__":
    main()
