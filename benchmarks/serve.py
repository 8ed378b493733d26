"""The live site over a large run: seconds of its pages under many readers at once.

    python benchmarks/serve.py --run out/large --out benchmarks/results/serve.json

The site runs in a process of its own. Readers ask for the same mix in different orders: the
series of everything, of an outlet, of a voice (as the run has them), of an outlet and a voice
together (estimated from the passages), a search, an article and the whole page. The first answer
of each kind, which no reader before has paid for, is reported apart (``first_s``), and so is one
reader alone. The index is kept beside the result (``OUT.parts/cache``) and so is every piece: a
stopped measurement goes on.
"""

from __future__ import annotations

import argparse
import json
import random
import threading
import time
from collections import defaultdict
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

from machine import describe_machine
from result_file import write_result
from result_parts import Parts
from served_site import read, serve

SERIES = ("series", "series of an outlet", "series of a voice", "series of an outlet and a voice")
LIMITS = {"p50_ms": 300, "p99_ms": 1000}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=10, help="of the whole mix, each client")
    parser.add_argument("--minutes", type=float, default=7.0)
    chosen = parser.parse_args()
    manifest = json.loads((chosen.run / "manifest.json").read_text(encoding="utf-8"))
    size = manifest["counts"]["articles"]
    parts = Parts.beside(chosen.out, minutes=chosen.minutes)
    cache = parts.folder / "cache"
    with serve(chosen.run, [f"serve.cache={cache}"]) as base:
        name = quote(chosen.run.resolve().name)
        indexed = parts.keep("index", size, lambda _: index(base, name, cache))
        mix = make_mix(base, name)
        first = parts.keep("first", size, lambda _: {kind: ask(mix[kind]) for kind in mix})
        for address in mix.values():
            ask(address)
        alone = parts.keep("alone", size, lambda _: load(mix, clients=1, rounds=chosen.rounds))
        together = parts.keep(
            "together", size, lambda _: load(mix, clients=chosen.clients, rounds=chosen.rounds)
        )
    result = {
        "n": sum(together[kind]["n"] for kind in mix),
        "articles": size,
        "passages": manifest["counts"]["passages"],
        "clients": chosen.clients,
        "index": indexed,
        "first_s": {kind: first[kind] for kind in mix},
        "alone": {kind: alone[kind] for kind in mix},
        "together": {kind: together[kind] for kind in mix},
        "comparison": {
            kind: {
                "found": {limit: together[kind][limit] for limit in LIMITS},
                "at most": LIMITS,
                "one reader alone": {limit: alone[kind][limit] for limit in LIMITS},
            }
            for kind in SERIES
        },
        "machine": describe_machine(),
    }
    write_result(chosen.out, result)
    print(json.dumps(result["comparison"], indent=2))


def ask(address: str) -> float:
    """Return the seconds until an answer is read to its end."""
    began = time.perf_counter()
    read(address)
    return round(time.perf_counter() - began, 4)


def index(base: str, name: str, cache: Path) -> dict[str, object]:
    """Let the site make the index, which the first question waits for."""
    seconds = ask(f"{base}/api/runs/{name}/series")
    files = [path for path in cache.rglob("*") if path.is_file()]
    return {"made_in_s": seconds, "bytes": sum(path.stat().st_size for path in files)}


def make_mix(base: str, name: str) -> dict[str, str]:
    """Choose the outlet with the most periods and the first article of the run."""
    api = f"{base}/api/runs/{name}"
    groups = [p["group"] for p in json.loads(read(f"{api}/series?by=outlet"))["points"]]
    outlet = quote(max(sorted(set(groups)), key=groups.count).partition("=")[2])
    article = json.loads(read(f"{api}/articles?limit=1"))["articles"][0]["article_id"]
    addresses = (
        f"{api}/series",
        f"{api}/series?outlet={outlet}",
        f"{api}/series?voice=opposition",
        f"{api}/series?outlet={outlet}&voice=opposition",
    )
    return dict(zip(SERIES, addresses, strict=True)) | {
        "search": f"{api}/passages?q=surrender&limit=25",
        "article": f"{api}/articles/{article}",
        "page": f"{base}/runs/{name}",
    }


def load(mix: dict[str, str], *, clients: int, rounds: int) -> dict[str, object]:
    """Let every client ask for the whole mix, ``rounds`` times, each in an order of its own."""
    seconds: dict[str, list[float]] = defaultdict(list)

    def ask_all(seed: int) -> None:
        order = list(mix) * rounds
        random.Random(seed).shuffle(order)
        for kind in order:
            seconds[kind].append(ask(mix[kind]))

    readers = [threading.Thread(target=ask_all, args=(seed,)) for seed in range(clients)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return {kind: summarise(values) for kind, values in seconds.items()}


def summarise(seconds: list[float]) -> dict[str, float | int]:
    """Return how many were asked, the median and the 99th percentile."""
    cuts = quantiles(seconds, n=100, method="inclusive")
    return {"n": len(seconds), "p50_ms": round(cuts[49] * 1000), "p99_ms": round(cuts[98] * 1000)}


if __name__ == "__main__":
    main()
