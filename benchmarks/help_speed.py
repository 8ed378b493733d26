"""How long ``stanceline --help`` takes, beside an empty Python in the same run.

python benchmarks/help_speed.py --out benchmarks/results/help-speed.json
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from machine import describe_machine

RUNS = 15
COMMANDS = {
    "stanceline --help": [sys.executable, "-m", "stanceline.cli.main", "--help"],
    "python -c pass": [sys.executable, "-c", "pass"],
}


def measure(command: list[str]) -> float:
    """Return the seconds that a command takes."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Measure both commands in turn and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, command in COMMANDS.items():
            seconds[name].append(measure(command))
    result = {
        "runs": RUNS,
        "seconds": {
            name: {"best": round(min(s), 3), "median": round(statistics.median(s), 3)}
            for name, s in seconds.items()
        },
        "machine": describe_machine(),
    }
    out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")
    print(json.dumps(result["seconds"], indent=2))


if __name__ == "__main__":
    main()
