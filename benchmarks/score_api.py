"""Throughput of the API's JSON lines against the command's, on the same texts and model.

    python benchmarks/score_api.py --out benchmarks/results/score-api.json

Both are timed from the first byte to the last, a small batch having been scored before, so that
loading the model counts for neither: the command's time is that of ``--texts`` lines minus that
of one line, each in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from machine import describe_machine

from stanceline.config import find_home, load_configuration

COMMAND = (sys.executable, "-m", "stanceline.cli.main")


def read_texts(most: int) -> list[str]:
    """Take passages of the committed corpus, each once, in the order of the files."""
    folder = find_home(load_configuration().settings) / "corpora" / "deal-frames" / "passages"
    lines = [
        line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines()
    ]
    return [json.dumps({"text": json.loads(line)["text"]}) for line in lines[:most]]


def time_command(lines: list[str]) -> tuple[float, str]:
    began = time.perf_counter()
    done = subprocess.run(
        [*COMMAND, "score", "-"], input="\n".join(lines), text=True, capture_output=True, check=True
    )
    return time.perf_counter() - began, done.stdout


def time_api(base: str, lines: list[str]) -> tuple[float, str]:
    body = "\n".join(lines).encode()
    headers = {"content-type": "application/x-ndjson"}
    request = urllib.request.Request(f"{base}/api/score/lines", body, headers)  # noqa: S310
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=3600) as answer:  # noqa: S310 - our own site
        text = answer.read().decode()
    return time.perf_counter() - began, text


def labels_of(answers: str) -> list[str]:
    return [json.loads(line)["label"] for line in answers.splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="any finished run, to serve")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=200)
    chosen = parser.parse_args()
    lines = read_texts(chosen.texts)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([*COMMAND, "serve", str(chosen.run), "--port", str(port)])
    try:
        while True:
            try:
                time_api(base, lines[:1])
                break
            except OSError:
                time.sleep(0.5)
        api_s, api_answers = time_api(base, lines)
    finally:
        process.terminate()
        process.wait()
    start_s, _ = time_command(lines[:1])
    command_s, command_answers = time_command(lines)
    result = {
        "texts": len(lines),
        "api_texts_a_second": round(len(lines) / api_s, 2),
        "command_texts_a_second": round(len(lines) / (command_s - start_s), 2),
        "api_over_command": round((command_s - start_s) / api_s, 3),
        "same_labels": labels_of(api_answers) == labels_of(command_answers),
        "machine": describe_machine(),
    }
    chosen.out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
