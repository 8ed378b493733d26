"""Passages a second of every runtime, against the Hugging Face pipeline in 32-bit floats.

    python benchmarks/framing_speed.py --texts FILE --model deal-frames-base --out FILE

``--texts`` are JSON lines with ``text``. Of a list of batch sizes the pipeline gets its best. With
two ``--model`` the first is the small one and the cascade runs too. Labels are compared with our
own torch runtime. Each row is the best of ``--rounds``, taken in turns; CPU seconds are given
beside, because a shared machine has slow moments, and the load when it ended.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from machine import describe_machine

from stanceline.config import Settings
from stanceline.frame.cascade import load_cascade
from stanceline.frame.model_directory import save_whole
from stanceline.frame.transformer import load_transformer
from stanceline.registry import find_model
from stanceline.store.provenance import package_versions
from stanceline.testing import make_passage

BATCH_SIZES = (1, 4, 16, 64)
Work = Callable[[list[str]], list[str]]


def main() -> None:
    """Measure everything in turn on the same passages and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--model", action="append", required=True)
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    texts = read_texts(options.texts, options.n)
    folders = {name: find_model(name, Settings()) for name in options.model}
    peaks = {"float32": peak_float32(options.threads), "int8": peak_int8(options.threads)}
    with tempfile.TemporaryDirectory() as scratch:
        work = make_work(folders, options.threads, Path(scratch))
        rows = measure_all(work, texts, options.rounds)
    operations = {name: count_operations(folder, texts) for name, folder in folders.items()}
    for name, row in rows.items():
        add_comparison(name, row, rows, operations, peaks)
    result = {
        "n": len(texts),
        "threads": options.threads,
        "rounds": options.rounds,
        "peak_gflops": peaks,
        "gflop_a_passage": operations,
        "rows": rows,
        "load_average": os.getloadavg()[0],
        "packages": package_versions(),
        "machine": describe_machine(),
    }
    options.out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")
    for name, row in rows.items():
        print(f"{name:40s} {row['passages_a_second']:8.1f}/s  {row}")


def read_texts(path: Path, n: int) -> list[str]:
    """Draw ``n`` distinct texts."""
    rows = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    return random.Random(0).sample(sorted(set(rows)), n)


def make_work(folders: dict[str, Path], threads: int, scratch: Path) -> dict[str, Work]:
    """Make what is measured, by name."""
    work: dict[str, Work] = {}
    for name, folder in folders.items():
        save_whole(folder, scratch / name)
        for size in BATCH_SIZES:
            work[f"{name}/pipeline/{size}"] = hugging_face(scratch / name, size, threads)
        work[f"{name}/torch"] = framer(load_transformer(folder, threads=threads))
        work[f"{name}/int8"] = framer(load_transformer(folder, runtime="int8", threads=threads))
    if len(folders) == 2:
        margin = Settings().frame.cascade_margin
        cascade = load_cascade(*folders.values(), margin=margin, runtime="int8", threads=threads)
        work["cascade/int8"] = framer(cascade)
    return work


def framer(score) -> Work:
    """Return a framer as a function of texts."""
    return lambda texts: [str(s.label) for s in score([make_passage(text) for text in texts])]


def hugging_face(folder: Path, size: int, threads: int) -> Work:
    """Return the plain pipeline; it has no thresholds, so its labels are not compared."""
    import torch
    from transformers import pipeline

    torch.set_num_threads(threads)
    classify = pipeline("text-classification", model=str(folder), top_k=None)
    return lambda texts: [str(row) for row in classify(texts, batch_size=size, truncation=True)]


def measure_all(work: dict[str, Work], texts: list[str], rounds: int) -> dict[str, dict]:
    """Take turns; keep each one's best round."""
    rows: dict[str, dict] = {}
    for run in work.values():
        run(texts[:8])
    for _ in range(rounds):
        for name, run in work.items():
            wall, cpu = time.perf_counter(), time.process_time()
            labels = run(texts)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            before = rows.setdefault(name, {"labels": labels, "wall_s": wall, "cpu_s": cpu})
            before["wall_s"], before["cpu_s"] = (
                min(before["wall_s"], wall),
                min(before["cpu_s"], cpu),
            )
    return rows


def add_comparison(name, row, rows, operations, peaks) -> None:
    """Add speed, speed-up over the pipeline's best batch size, agreement, share of the peak."""
    model, runtime = name.split("/")[:2]
    model = list(operations)[-1] if model == "cascade" else model
    n = len(row["labels"])
    pipelines = [r for other, r in rows.items() if other.startswith(f"{model}/pipeline")]
    row["passages_a_second"] = round(n / row["wall_s"], 2)
    row["passages_a_cpu_second"] = round(n / row["cpu_s"], 2)
    row["times_pipeline"] = round(min(r["wall_s"] for r in pipelines) / row["wall_s"], 2)
    row["times_pipeline_cpu"] = round(min(r["cpu_s"] for r in pipelines) / row["cpu_s"], 2)
    if runtime != "pipeline":
        same = np.array(row["labels"]) == np.array(rows[f"{model}/torch"]["labels"])
        row["labels_as_torch"] = round(float(same.mean()), 4)
    if not name.startswith("cascade"):
        peak = peaks["int8" if runtime == "int8" else "float32"]
        row["share_of_peak"] = round(n * operations[model] / row["wall_s"] / peak, 3)


def count_operations(folder: Path, texts: list[str]) -> float:
    """Return the mean of a passage's matrix-product operations, in units of 1e9."""
    classifier = load_transformer(folder).classifier
    config = classifier.runtime.network.config
    hidden, inner, layers = config.hidden_size, config.intermediate_size, config.num_hidden_layers
    lengths = np.array([len(ids) + 2 for ids in classifier.tokenize(texts)])
    linear = lengths * (4 * hidden * hidden + 2 * hidden * inner)
    attention = 2 * lengths**2 * hidden
    return round(float((2 * layers * (linear + attention)).mean() / 1e9), 4)


def peak_float32(threads: int) -> float:
    """Measure 32-bit matrix products: 1e9 operations a second."""
    import torch

    torch.set_num_threads(threads)
    a, b = torch.randn(1024, 1024), torch.randn(1024, 1024)
    return round(2 * 1.024**3 / best_of(lambda: a @ b), 1)


def peak_int8(threads: int) -> float:
    """Measure 8-bit matrix products as ONNX Runtime does them: 1e9 operations a second."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    weights = numpy_helper.from_array(np.ones((1024, 1024), np.int8), "b")
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["c"])],
        "product",
        [helper.make_tensor_value_info("a", TensorProto.UINT8, [1024, 1024])],
        [helper.make_tensor_value_info("c", TensorProto.INT32, [1024, 1024])],
        [weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    feed = {"a": np.ones((1024, 1024), np.uint8)}
    return round(2 * 1.024**3 / best_of(lambda: session.run(None, feed)), 1)


def best_of(work: Callable[[], object], times: int = 20) -> float:
    """Return the shortest of several runs, in seconds."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


if __name__ == "__main__":
    main()
