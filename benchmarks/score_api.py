"""Throughput of the API's JSON lines against the command's, on the same texts, turn by turn.

    python benchmarks/score_api.py --run out/demo --out benchmarks/results/score-api.json

``stanceline score -`` and ``stanceline serve`` run beside each other, both with their model loaded
and warm; a turn gives the same block of texts to one and then to the other, and every second turn
the other goes first, so that what else the machine does falls on both alike. Each is timed from
the first byte sent to the last byte answered. Turns are kept: a stopped measurement goes on.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import mean, stdev

from machine import describe_machine
from result_file import write_result
from result_parts import Parts
from served_site import COMMAND, serve

from stanceline.batch.lines import LINES_AT_ONCE
from stanceline.config import find_home, load_configuration

LEAST_RATIO = 0.8
# 97.5% quantiles of Student's t for 2 to 12 turns.
T = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20)

Score = Callable[[list[str]], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="any finished run, to serve")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--turns", type=int, default=6, choices=range(2, 13))
    parser.add_argument("--minutes", type=float, default=7.0)
    parser.add_argument("--set", action="append", default=[], help="a setting of both, KEY=VALUE")
    chosen = parser.parse_args()
    parts = Parts.beside(chosen.out, minutes=chosen.minutes)
    lines = read_texts(chosen.turns * LINES_AT_ONCE)
    settings = [word for setting in chosen.set for word in ("--set", setting)]
    command = subprocess.Popen(
        [*COMMAND, "score", "-", *settings],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        with serve(chosen.run, ("serve.scorings_a_minute=1000", *chosen.set)) as base:
            ways: dict[str, Score] = {
                "command": lambda block: ask_command(command, block),
                "api": lambda block: ask_api(base, block),
            }
            for way in ways.values():
                way(lines[:LINES_AT_ONCE])
            turns = [
                parts.keep(
                    f"turn {n}",
                    LINES_AT_ONCE,
                    lambda _, n=n: take_turn(ways, block_of(lines, n), n),
                )
                for n in range(chosen.turns)
            ]
    finally:
        command.kill()
        command.wait()
    write_result(chosen.out, compare(turns) | {"machine": describe_machine()})
    print(chosen.out.read_text())


def read_texts(most: int) -> list[str]:
    """Take passages of the committed corpus in the order of the files, over and over if few."""
    folder = find_home(load_configuration().settings) / "corpora" / "deal-frames" / "passages"
    texts = [
        json.loads(line)["text"]
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [json.dumps({"text": texts[number % len(texts)]}) for number in range(most)]


def block_of(lines: list[str], number: int) -> list[str]:
    """Take the texts of a turn."""
    return lines[number * LINES_AT_ONCE : (number + 1) * LINES_AT_ONCE]


def take_turn(ways: dict[str, Score], block: list[str], number: int) -> dict[str, object]:
    """Give a block to both, one after the other."""
    seconds, answers = {}, {}
    for name in sorted(ways, reverse=bool(number % 2)):
        began = time.perf_counter()
        answers[name] = ways[name](block)
        seconds[name] = round(time.perf_counter() - began, 3)
    labels = {name: [json.loads(line)["label"] for line in told] for name, told in answers.items()}
    return {"seconds_of": seconds, "same_labels": labels["api"] == labels["command"]}


def ask_command(command: subprocess.Popen[str], block: list[str]) -> list[str]:
    """Write a block to the command's input and read its answers, a line a text."""
    command.stdin.write("\n".join(block) + "\n")
    command.stdin.flush()
    return [command.stdout.readline() for _ in block]


def ask_api(base: str, block: list[str]) -> list[str]:
    """Send a block to the API and read the stream of its answers to the end."""
    headers = {"content-type": "application/x-ndjson"}
    body = "\n".join(block).encode()
    request = urllib.request.Request(f"{base}/api/score/lines", body, headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=3600) as answer:  # noqa: S310 - our own site
        return answer.read().decode().splitlines()


def compare(turns: list[dict]) -> dict[str, object]:
    """Compare texts a second; the ratio is the mean over the turns with its 95% interval."""
    n = len(turns) * LINES_AT_ONCE
    total = {way: sum(turn["seconds_of"][way] for turn in turns) for way in ("api", "command")}
    ratios = [turn["seconds_of"]["command"] / turn["seconds_of"]["api"] for turn in turns]
    half = T[len(ratios) - 2] * stdev(ratios) / len(ratios) ** 0.5
    return {
        "n": n,
        "turns": turns,
        "api_texts_a_second": round(n / total["api"], 2),
        "command_texts_a_second": round(n / total["command"], 2),
        "same_labels": all(turn["same_labels"] for turn in turns),
        "comparison": {
            "api over command": round(mean(ratios), 3),
            "interval": [round(mean(ratios) - half, 3), round(mean(ratios) + half, 3)],
            "at least": LEAST_RATIO,
        },
    }


if __name__ == "__main__":
    main()
