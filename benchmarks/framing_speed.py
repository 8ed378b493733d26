"""Passages a second of every runtime, against the Hugging Face pipeline in 32-bit floats.

    python benchmarks/framing_speed.py --texts FILE --model deal-frames-base --out FILE

``--texts`` are JSON lines with ``text``. Of a list of batch sizes the pipeline gets its best. With
two ``--model`` the first is the small one and the cascade runs too. OpenVINO runs in the precision
that it chooses here and in 32-bit floats. Labels are compared with our own torch runtime, and so is
the premium for security's probability (``off_torch`` is the largest difference). Each row is the
best of ``--rounds``, taken in turns; CPU seconds are given beside, because a shared machine has
slow moments, and the load when it ended; peaks are the higher of before and after.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from machine import describe_machine

from stanceline.config import Settings
from stanceline.frame.cascade import CascadeFramer
from stanceline.frame.compiled import CompiledRuntime, find_precision, import_openvino
from stanceline.frame.model_directory import save_whole
from stanceline.frame.transformer import TransformerFramer, load_transformer
from stanceline.records import FrameScore
from stanceline.registry import find_model
from stanceline.store.provenance import package_versions
from stanceline.testing import make_passage

BATCH_SIZES = (1, 4, 16, 64)
Work = Callable[[list[str]], list[FrameScore]]
# Operations of a product of two matrices of 1024 by 1024, in units of 1e9.
PRODUCT = 2 * 1.024**3
PRECISIONS = {"f32": "float32", "bf16": "bfloat16"}


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
    before = measure_peaks(options.threads)
    with tempfile.TemporaryDirectory() as scratch:
        work = make_work(folders, options.threads, Path(scratch))
        rows, scores = measure_all(work, texts, options.rounds)
    after = measure_peaks(options.threads)
    peaks = {kind: max(before[kind], after[kind]) for kind in before}
    operations = {name: count_operations(folder, texts) for name, folder in folders.items()}
    for name in rows:
        add_speed(name, rows, operations, peaks, n=len(texts))
        add_agreement(name, rows, scores)
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
    """Make what is measured, by name: model, runtime, and batch size or precision."""
    work: dict[str, Work] = {}
    fast: list[TransformerFramer] = []
    for name, folder in folders.items():
        save_whole(folder, scratch / name)
        for size in BATCH_SIZES:
            work[f"{name}/pipeline/{size}"] = hugging_face(scratch / name, size, threads)
        work[f"{name}/torch/float32"] = framer(load_transformer(folder, threads=threads))
        fast.append(load_transformer(folder, runtime="openvino", threads=threads))
        for precision in sorted({find_precision(), "f32"}):
            at = PRECISIONS[precision]
            work[f"{name}/openvino/{at}"] = framer(in_precision(fast[-1], precision))
    if len(folders) == 2:
        cascade = CascadeFramer(small=fast[0], base=fast[1], margin=Settings().frame.cascade_margin)
        work[f"cascade/openvino/{PRECISIONS[find_precision()]}"] = framer(cascade)
    return work


def in_precision(fast: TransformerFramer, precision) -> TransformerFramer:
    """Return a framer whose network is compiled in another precision."""
    runtime = fast.classifier.runtime
    other = CompiledRuntime(runtime.path, runtime.threads, precision)
    return replace(fast, classifier=replace(fast.classifier, runtime=other))


def framer(score) -> Work:
    """Return a framer as a function of texts."""
    return lambda texts: score([make_passage(text) for text in texts])


def hugging_face(folder: Path, size: int, threads: int) -> Work:
    """Return the plain pipeline; it has no thresholds, so its labels are not compared."""
    import torch
    from transformers import pipeline

    torch.set_num_threads(threads)
    classify = pipeline("text-classification", model=str(folder), top_k=None)

    def work(texts: list[str]) -> list[FrameScore]:
        classify(texts, batch_size=size, truncation=True)
        return []

    return work


def measure_all(
    work: dict[str, Work], texts: list[str], rounds: int
) -> tuple[dict[str, dict], dict[str, list[FrameScore]]]:
    """Take turns; keep each one's best round, and its scores."""
    rows: dict[str, dict] = {}
    scores: dict[str, list[FrameScore]] = {}
    for run in work.values():
        run(texts[:8])
    for _ in range(rounds):
        for name, run in work.items():
            wall, cpu = time.perf_counter(), time.process_time()
            scores[name] = run(texts)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            before = rows.setdefault(name, {"wall_s": wall, "cpu_s": cpu})
            before["wall_s"] = min(before["wall_s"], wall)
            before["cpu_s"] = min(before["cpu_s"], cpu)
    return rows, scores


def add_speed(name, rows, operations, peaks, *, n) -> None:
    """Add speed, speed-up over the pipeline's best batch size, share of the peak."""
    model, runtime, kind = name.split("/")
    model = list(operations)[-1] if model == "cascade" else model
    row = rows[name]
    pipelines = [r for other, r in rows.items() if other.startswith(f"{model}/pipeline/")]
    row["passages_a_second"] = round(n / row["wall_s"], 2)
    row["passages_a_cpu_second"] = round(n / row["cpu_s"], 2)
    row["times_pipeline"] = round(min(r["wall_s"] for r in pipelines) / row["wall_s"], 2)
    row["times_pipeline_cpu"] = round(min(r["cpu_s"] for r in pipelines) / row["cpu_s"], 2)
    if not name.startswith("cascade/"):
        peak = peaks["float32" if runtime == "pipeline" else kind]
        row["share_of_peak"] = round(n * operations[model] / row["wall_s"] / peak, 3)


def add_agreement(name, rows, scores) -> None:
    """Add how many labels are those of torch, and how far probabilities are from its own."""
    model, runtime, _ = name.split("/")
    references = [other for other in scores if other.split("/")[1] == "torch"]
    if model != "cascade":
        references = [other for other in references if other.startswith(f"{model}/")]
    if runtime == "pipeline":
        return
    pairs = list(zip(scores[name], scores[references[-1]], strict=True))
    rows[name]["labels_as_torch"] = round(float(np.mean([a.label == b.label for a, b in pairs])), 4)
    if model != "cascade":
        off = [abs(a.p_premium_for_security - b.p_premium_for_security) for a, b in pairs]
        rows[name]["off_torch"] = float(f"{max(off):.2g}")


def count_operations(folder: Path, texts: list[str]) -> float:
    """Return the mean of a passage's matrix-product operations, in units of 1e9."""
    classifier = load_transformer(folder).classifier
    config = classifier.runtime.network.config
    hidden, inner, layers = config.hidden_size, config.intermediate_size, config.num_hidden_layers
    lengths = np.array([len(ids) + 2 for ids in classifier.tokenize(texts)])
    linear = lengths * (4 * hidden * hidden + 2 * hidden * inner)
    attention = 2 * lengths**2 * hidden
    return round(float((2 * layers * (linear + attention)).mean() / 1e9), 4)


def measure_peaks(threads: int) -> dict[str, float]:
    """Measure the fastest matrix products in each precision that is read in here."""
    peaks = {"float32": peak_float32(threads)}
    if find_precision() == "bf16":
        peaks["bfloat16"] = peak_bfloat16(threads)
    return peaks


def peak_float32(threads: int) -> float:
    """Measure 32-bit matrix products: 1e9 operations a second."""
    return max(peak_of_torch("float32", threads), peak_of_openvino("f32", threads))


def peak_bfloat16(threads: int) -> float:
    """Measure bfloat16 matrix products: 1e9 operations a second."""
    return max(peak_of_torch("bfloat16", threads), peak_of_openvino("bf16", threads))


def peak_of_torch(kind: str, threads: int) -> float:
    """Measure one product after the other, each on all threads."""
    import torch

    torch.set_num_threads(threads)
    a, b = (torch.randn(1024, 1024).to(getattr(torch, kind)) for _ in range(2))
    return round(PRODUCT / best_of(lambda: a @ b), 1)


def peak_of_openvino(precision: str, threads: int) -> float:
    """Measure products with constant weights, as many at a time as there are threads."""
    openvino = import_openvino()
    ops = openvino.opset13
    left = ops.parameter([1024, 1024], np.float32)
    weights = np.random.default_rng(0).normal(size=(1024, 1024)).astype(np.float32)
    model = openvino.Model(
        [ops.matmul(left, ops.constant(weights), transpose_a=False, transpose_b=False)], [left]
    )
    options = {
        "INFERENCE_PRECISION_HINT": precision,
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": threads,
    }
    compiled = openvino.compile_model(model, "CPU", options)
    requests = [compiled.create_infer_request() for _ in range(threads)]

    def work() -> None:
        for request in requests:
            request.start_async()
        for request in requests:
            request.wait()

    return round(threads * PRODUCT / best_of(work), 1)


def best_of(work: Callable[[], object], times: int = 200) -> float:
    """Return the shortest of several runs, in seconds."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


if __name__ == "__main__":
    main()
