"""kill -9 the real pipeline at random moments, finish it, compare with an unbroken run.

python benchmarks/kill.py --kills 10 --out benchmarks/results/kill.json
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import describe_machine

# Importing and loading the models takes this long before a shard can be committed.
WARM_UP_S = 4.0


def command(inputs: Path, out: Path) -> list[str]:
    """Return the command of one run in small shards."""
    small = ("--set", "ingest.shard_size=5")
    return [sys.executable, "-m", "stanceline.cli.main", "run", str(inputs), "-o", str(out), *small]


def digests(out: Path) -> dict[str, str]:
    """Digest every file of a run but those that tell the time."""
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
        and path.suffix != ".tmp"
        and path.name not in {"manifest.json", "run.lock", "report.html"}
        and not {"journal", "cache", "attempts"}.intersection(path.relative_to(out).parts)
    }


def main() -> None:
    """Run unbroken, run broken, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=Path, default=Path("corpora/sample-news/articles"))
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=550)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    random_moments = random.Random(options.seed)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with tempfile.TemporaryDirectory() as folder:
        unbroken, broken = Path(folder) / "unbroken", Path(folder) / "broken"
        began = time.perf_counter()
        subprocess.run(command(options.inputs, unbroken), check=True, **quiet)
        whole_s = time.perf_counter() - began
        longest = WARM_UP_S + 1.5 * whole_s / options.kills
        killed, lives = 0, []
        for _ in range(options.kills):
            process = subprocess.Popen(
                command(options.inputs, broken), start_new_session=True, **quiet
            )
            life = random_moments.uniform(0.5, longest)
            time.sleep(life)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                killed += 1
                lives.append(round(life, 2))
            process.wait()
        subprocess.run(command(options.inputs, broken), check=True, **quiet)
        first, second = digests(unbroken), digests(broken)
    result = {
        "kills": killed,
        "seconds_lived": lives,
        "unbroken_s": round(whole_s, 1),
        "files": len(first),
        "identical": first == second,
        "different": sorted(
            name for name in first.keys() | second.keys() if first.get(name) != second.get(name)
        ),
        "machine": describe_machine(),
    }
    options.out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")
    print(json.dumps({key: result[key] for key in ("kills", "files", "identical", "different")}))


if __name__ == "__main__":
    main()
