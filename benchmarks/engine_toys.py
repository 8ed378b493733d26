"""A run over the real pipeline code with stand-ins for the models, as a process of its own.

    python benchmarks/engine_toys.py INPUT OUT --runner pool --workers 2

The stand-ins take TOY_PACE_S seconds an article, append what they score to TOY_LOG, and die where
a text says so. TOY_MODEL names the framer; another name is another model.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stanceline.batch.execution import CorpusRun
from stanceline.batch.pool import WorkerPool
from stanceline.batch.ray_runner import RayRunner
from stanceline.batch.run import run_corpus, run_slice
from stanceline.batch.runners import Loop
from stanceline.batch.slices import parse_slice
from stanceline.batch.specs import Tools
from stanceline.config import load_configuration
from stanceline.errors import StancelineError
from stanceline.store import run_directory
from stanceline.store.run_directory import RunDirectory
from stanceline.testing import KeywordFramer, ParagraphExtractor

TOOLS = Tools(extractor="engine_toys:make_extractor", framer="engine_toys:make_framer")


def pace() -> None:
    time.sleep(float(os.environ.get("TOY_PACE_S", "0")))


@dataclass(frozen=True)
class PacedExtractor(ParagraphExtractor):
    def __call__(self, articles):
        for article in articles:
            pace()
            yield from super().__call__([article])


@dataclass(frozen=True)
class PacedFramer(KeywordFramer):
    def __call__(self, passages):
        articles = {passage.article.article_id: passage.article.text for passage in passages}
        for text in articles.values():
            pace()
            if "kills its worker" in text:
                os.kill(os.getpid(), signal.SIGKILL)
        if log := os.environ.get("TOY_LOG"):
            with Path(log).open("a") as handle:
                handle.write("".join(f"{article}\n" for article in articles))
        return super().__call__(passages)


def make_extractor(_settings):
    return PacedExtractor()


def make_framer(_settings):
    return PacedFramer(fingerprint=os.environ.get("TOY_MODEL", "keyword"))


def write_in_place(table, final: Path, *, temporary_folder: Path) -> bool:  # noqa: ARG001
    """The writer the control uses: it opens the final path, as most code does."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer)
    content = buffer.getvalue().to_pybytes()
    final.parent.mkdir(parents=True, exist_ok=True)
    with final.open("wb") as handle:
        for piece in (content[: len(content) // 2], content[len(content) // 2 :]):
            handle.write(piece)
            handle.flush()
            time.sleep(0.02)
    return True


@contextmanager
def no_lock(_self):
    yield


def make_runner(name: str, workers: int, address: str):
    if name == "loop":
        return Loop()
    return WorkerPool(workers=workers) if name == "pool" else RayRunner(workers, address)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", type=Path, nargs="+")
    parser.add_argument("out", type=Path)
    parser.add_argument("--runner", choices=["loop", "pool", "ray"], default="loop")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--address", default="")
    parser.add_argument("--shards")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--in-place", action="store_true")
    parser.add_argument("--no-lock", action="store_true")
    chosen = parser.parse_args()
    if chosen.in_place:
        run_directory.commit_table = write_in_place
    if chosen.no_lock:
        RunDirectory.locked = no_lock
    execution = CorpusRun(
        run=RunDirectory(chosen.out),
        configuration=load_configuration(overrides=chosen.set),
        runner=make_runner(chosen.runner, chosen.workers, chosen.address),
        tools=TOOLS,
    )
    print("working", os.getpid(), flush=True)
    try:
        if chosen.shards:
            run_slice(chosen.inputs, execution, parse_slice(chosen.shards))
            return 0
        manifest = run_corpus(chosen.inputs, execution)
    except StancelineError as error:
        print(f"stanceline: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 5
    heavy = sorted({"ray", "dask", "pyspark", "torch", "spacy"}.intersection(sys.modules))
    told = {"counts": manifest["counts"], "quarantined": manifest["quarantined"], "heavy": heavy}
    print(json.dumps(told | {"timings_s": manifest["timings_s"]}), flush=True)
    return 3 if manifest["quarantined"] else 0


if __name__ == "__main__":
    # Workers find the stand-ins under their own name, not as __main__.
    sys.exit(main())
