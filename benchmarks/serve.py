"""The live site over a large run: seconds of its pages under many readers at once.

    python benchmarks/serve.py --run out/large --out benchmarks/results/serve.json

The site runs in a process of its own; ``--clients`` threads ask for the same mix in different
orders: the series of everything, of an outlet, of a voice (as the run has them), of an outlet and
a voice together (estimated from the passages), a search and an article. The first answer of each
kind, which no reader before has paid for, is reported apart (``first_s``).
"""

from __future__ import annotations

import argparse
import json
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import defaultdict
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

from machine import describe_machine

COMMAND = (sys.executable, "-m", "stanceline.cli.main", "serve")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(address: str) -> float:
    began = time.perf_counter()
    with urllib.request.urlopen(address, timeout=600) as answer:  # noqa: S310 - our own site
        answer.read()
    return time.perf_counter() - began


def wait_for(base: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            ask(f"{base}/style.css")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the site did not start")


def make_mix(base: str, name: str) -> dict[str, str]:
    """Choose an outlet, a voice and an article of the run."""
    api = f"{base}/api/runs/{quote(name)}"
    with urllib.request.urlopen(f"{api}/series?by=outlet", timeout=600) as answer:  # noqa: S310
        groups = [point["group"] for point in json.load(answer)["points"]]
    outlet = quote(max(set(groups), key=groups.count).partition("=")[2])
    with urllib.request.urlopen(f"{api}/articles?limit=1", timeout=600) as answer:  # noqa: S310
        article = json.load(answer)["articles"][0]["article_id"]
    return {
        "series": f"{api}/series",
        "series of an outlet": f"{api}/series?outlet={outlet}",
        "series of a voice": f"{api}/series?voice=opposition",
        "series of an outlet and a voice": f"{api}/series?outlet={outlet}&voice=opposition",
        "search": f"{api}/passages?q=surrender&limit=25",
        "article": f"{api}/articles/{article}",
        "page": f"{base}/runs/{quote(name)}",
    }


def load(mix: dict[str, str], *, clients: int, rounds: int) -> dict[str, list[float]]:
    """Let every client ask for the whole mix, ``rounds`` times, each in an order of its own."""
    seconds: dict[str, list[float]] = defaultdict(list)

    def read(seed: int) -> None:
        order = list(mix) * rounds
        random.Random(seed).shuffle(order)
        for kind in order:
            seconds[kind].append(ask(mix[kind]))

    readers = [threading.Thread(target=read, args=(seed,)) for seed in range(clients)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return seconds


def summarise(seconds: list[float]) -> dict[str, float | int]:
    cuts = quantiles(seconds, n=100, method="inclusive")
    return {"n": len(seconds), "p50_ms": round(cuts[49] * 1000), "p99_ms": round(cuts[98] * 1000)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=10)
    chosen = parser.parse_args()
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as cache:
        settings = ["--port", str(port), "--set", f"serve.cache={cache}"]
        process = subprocess.Popen([*COMMAND, str(chosen.run), *settings])
        try:
            wait_for(base, process)
            began = time.perf_counter()
            mix = make_mix(base, chosen.run.resolve().name)
            index_s = time.perf_counter() - began
            first = {kind: round(ask(address), 2) for kind, address in mix.items()}
            seconds = load(mix, clients=chosen.clients, rounds=chosen.rounds)
            index_bytes = sum(p.stat().st_size for p in Path(cache).rglob("*") if p.is_file())
        finally:
            process.terminate()
            process.wait()
    manifest = json.loads((chosen.run / "manifest.json").read_text(encoding="utf-8"))
    result = {
        "articles": manifest["counts"]["articles"],
        "passages": manifest["counts"]["passages"],
        "clients": chosen.clients,
        "index_s": round(index_s, 1),
        "index_bytes": index_bytes,
        "first_s": first,
        "together": {kind: summarise(values) for kind, values in sorted(seconds.items())},
        "limits": {"series p50_ms": 300, "series p99_ms": 1000},
        "machine": describe_machine(),
    }
    chosen.out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
