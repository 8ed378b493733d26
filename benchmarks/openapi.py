"""Schemathesis against the live API: every operation, generated requests, answers to the schema.

    python -m venv out/schemathesis && out/schemathesis/bin/pip install schemathesis
    python benchmarks/openapi.py --run out/demo --tool out/schemathesis/bin/st \
        --out benchmarks/results/openapi.json

Schemathesis is not in our own environment: it would pin test libraries of ours. The model is the
tiny one of the tests, since what is asked here is the door and not the reading.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from machine import describe_machine

COMMAND = (sys.executable, "-m", "stanceline.cli.main", "serve")


def wait_for(base: str) -> dict[str, object]:
    while True:
        try:
            with urllib.request.urlopen(f"{base}/openapi.json", timeout=60) as answer:  # noqa: S310
                return json.load(answer)
        except OSError:
            time.sleep(0.3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--tool", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=Path("tests/data/tiny-model"))
    parser.add_argument("--examples", type=int, default=50)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    settings = ["--set", "serve.scorings_a_minute=1000000", "--set", f"frame.model={chosen.model}"]
    scratch = tempfile.mkdtemp()
    process = subprocess.Popen([*COMMAND, str(chosen.run), "--port", str(port), *settings])
    try:
        document = wait_for(base)
        done = subprocess.run(
            [
                str(chosen.tool.absolute()), "run", f"{base}/openapi.json", "--checks", "all",
                "--exclude-checks", "unsupported_method", "--max-examples", str(chosen.examples),
                "--seed", "1", "--no-color",
                "--request-timeout", "120",
            ],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"COLUMNS": "120"},
            cwd=scratch,
        )  # fmt: skip
    finally:
        process.terminate()
        process.wait()
    print(done.stdout[-6000:])
    cases = re.search(r"(\d+) generated", done.stdout)
    result = {
        "operations": sum(len(methods) for methods in document["paths"].values()),
        "test_cases": int(cases[1]) if cases else None,
        "failures": sorted(set(re.findall(r"^- (ST\d+ .+)$", done.stdout, flags=re.M))),
        "exit_code": done.returncode,
        "schemathesis": subprocess.run(
            [str(chosen.tool), "--version"], capture_output=True, text=True, check=True
        ).stdout.strip(),
        "machine": describe_machine(),
    }
    chosen.out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
