"""A site of ``stanceline serve`` in a process of its own, for as long as a measurement needs it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

COMMAND = (sys.executable, "-m", "stanceline.cli.main")


@contextmanager
def serve(run: Path, settings: Sequence[str] = ()) -> Iterator[str]:
    """Serve a run on a free port of this machine; yield the address of the site."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    chosen = [word for setting in settings for word in ("--set", setting)]
    process = subprocess.Popen([*COMMAND, "serve", str(run), "--port", str(port), *chosen])
    try:
        _wait_for(f"{base}/style.css", process)
        yield base
    finally:
        process.terminate()
        process.wait()


def read(address: str) -> bytes:
    """Ask for an address and read the answer to its end."""
    with urllib.request.urlopen(address, timeout=600) as answer:  # noqa: S310 - our own site
        return answer.read()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            read(address)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the site did not start")
