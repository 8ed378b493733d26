"""The fast runtime: exported to ONNX once, weights in 8-bit integers, one window a call.

Activations are quantised while running, with one range a tensor. In a shared batch that range
would be everybody's, and a passage's score would depend on its company; so every window is run
alone, which also leaves nothing to pad, and windows run beside each other on threads. The
exported file is kept in the cache under the digest of what it was made from (ADR 0050).
"""

from __future__ import annotations

import logging
import platform
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stanceline.errors import ModelError
from stanceline.frame.backbones import default_cache
from stanceline.records import make_id

if TYPE_CHECKING:
    from collections.abc import Callable

    import onnxruntime
    from transformers import PreTrainedModel

_LOG = logging.getLogger(__name__)
_LIBRARIES = ("onnx", "onnxruntime", "onnxscript")
# Raised when the same weights would be exported to another network.
_EXPORT_VERSION = "1"
# Instructions that multiply 8-bit integers into 32-bit sums. Without them x86 kernels add in 16
# bits and saturate: other, worse scores.
_DOT_PRODUCT_FLAGS = {"avx512_vnni", "avx_vnni"}
_DOT_PRODUCT_MACHINES = {"aarch64", "arm64"}
_OPSET = 20


@dataclass(frozen=True)
class Int8Runtime:
    """A quantised network in a file, run by ONNX Runtime; crosses to a worker as its path."""

    path: Path
    threads: int
    marks: tuple[str, ...] = ("int8.1",)
    session: onnxruntime.InferenceSession = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "session", _open_session(self.path))

    def __reduce__(self) -> tuple[type[Int8Runtime], tuple[Path, int]]:
        return (Int8Runtime, (self.path, self.threads))

    def __call__(self, rows: Sequence[Sequence[int]]) -> np.ndarray:
        """Run every row alone, ``threads`` at a time."""
        if not rows:
            return np.zeros((0, self.session.get_outputs()[0].shape[1]))
        with ThreadPoolExecutor(self.threads) as pool:
            return np.concatenate(list(pool.map(self._run, rows)))

    def _run(self, row: Sequence[int]) -> np.ndarray:
        ids = np.asarray([row], dtype=np.int64)
        [logits] = self.session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return np.asarray(logits, dtype=float)


def why_unavailable() -> str:
    """Say why the fast runtime cannot be used here; an empty text if it can."""
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        return f"{', '.join(missing)} not installed; 'pip install stanceline[fast]' has it"
    if not has_dot_products():
        return "this processor has no 8-bit dot products (VNNI), so that sums could overflow"
    return ""


def has_dot_products() -> bool:
    """Say whether 8-bit products are summed exactly here; unknown is no."""
    if platform.machine().lower() in _DOT_PRODUCT_MACHINES:
        return True
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").split()
    except OSError:
        return False
    return not _DOT_PRODUCT_FLAGS.isdisjoint(flags)


def load_int8(
    model_sha256: str,
    load_network: Callable[[], PreTrainedModel],
    *,
    threads: int,
    cache_folder: Path | None = None,
) -> Int8Runtime:
    """Return the runtime of a model, exported and quantised if the cache does not hold it yet.

    ``load_network`` is called only then: with a warm cache torch is never loaded.

    Raises:
        ModelError: the network cannot be exported.

    """
    versions = [f"{name}=={metadata.version(name)}" for name in _LIBRARIES]
    folder = cache_folder or default_cache().parent / "int8"
    path = folder / f"{make_id(_EXPORT_VERSION, model_sha256, *versions)}.onnx"
    if not path.exists():
        _LOG.info("exporting the model to 8-bit integers, once: %s", path)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as temporary:
            made = _quantise(_export(load_network(), Path(temporary)))
            made.replace(path)
    return Int8Runtime(path, threads)


def _export(network: PreTrainedModel, folder: Path) -> Path:
    """Export from torch with batch and length left open."""
    import torch

    # The fused attention kernel has no ONNX counterpart with an open length.
    network.set_attn_implementation("eager")
    path = folder / "network.onnx"
    names = ("input_ids", "attention_mask")
    # Only the shape counts; but one tensor for both would make them one input.
    example = {name: torch.ones((2, 7), dtype=torch.long) for name in names}
    axes = {0: torch.export.Dim("batch", min=1), 1: torch.export.Dim("length", min=2, max=512)}
    try:
        with _quiet(), warnings.catch_warnings():
            # Deprecations inside the exporter; what fails, raises.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                network,
                kwargs=example,
                f=path,
                dynamo=True,
                opset_version=_OPSET,
                dynamic_shapes=dict.fromkeys(names, axes),
                input_names=list(names),
                output_names=["logits"],
                external_data=False,
                verbose=False,
            )
    except torch.onnx.OnnxExporterError as error:
        raise ModelError(f"the network cannot be exported to ONNX: {error}") from error
    return path


def _quantise(exported: Path) -> Path:
    """Store weights as 8-bit integers, with one scale an output channel."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    path = exported.with_name("int8.onnx")
    with _quiet():
        quantize_dynamic(
            exported,
            path,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm"],
        )
    return path


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep notes about every operator and tensor out of the log; what fails, raises."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def _open_session(path: Path) -> onnxruntime.InferenceSession:
    """Open a session that works on the calling thread alone."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
