"""The fast runtime: a network compiled by OpenVINO, every window a request of its own.

A request runs on one thread and shares its sums with nobody, so that a passage's logits depend
neither on its company nor on how many threads there are. Numbers are bfloat16 where the processor
multiplies those, else 32-bit floats (ADR 0054).
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from stanceline.errors import ModelError

if TYPE_CHECKING:
    from types import ModuleType

    import openvino

Precision = Literal["bf16", "f32"]
# Raised when the same network would give other logits.
_CODE_VERSION = "1"


@dataclass(frozen=True)
class CompiledRuntime:
    """A converted network in a file, compiled for this processor; crosses to a worker as its path.

    Raises:
        ModelError: the file is not there or not whole, or the processor lacks the precision.

    """

    path: Path
    threads: int
    precision: Precision
    model: openvino.CompiledModel = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        model = _compile(self.path, threads=self.threads, precision=self.precision)
        object.__setattr__(self, "model", model)

    def __reduce__(self) -> tuple[type[CompiledRuntime], tuple[Path, int, Precision]]:
        return (CompiledRuntime, (self.path, self.threads, self.precision))

    @property
    def marks(self) -> tuple[str, ...]:
        """Name the precision: another one moves scores."""
        return (f"openvino.{self.precision}.{_CODE_VERSION}",)

    def __call__(self, rows: Sequence[Sequence[int]]) -> np.ndarray:
        """Run every row alone, ``threads`` at a time, longest first."""
        logits = np.zeros((len(rows), self.model.output(0).partial_shape[1].get_length()))
        # For each request that runs, another waits. Not AsyncInferQueue: its callbacks want
        # Python's lock, and who drops the model holding it waits for them for ever.
        idle = [self.model.create_infer_request() for _ in range(2 * self.threads)]
        begun: deque[tuple[int, openvino.InferRequest]] = deque()
        for index in sorted(range(len(rows)), key=lambda index: -len(rows[index])):
            if not idle:
                idle.append(_finish(begun, logits))
            request = idle.pop()
            request.start_async([np.asarray([rows[index]], dtype=np.int64)])
            begun.append((index, request))
        while begun:
            _finish(begun, logits)
        return logits


def _finish(
    begun: deque[tuple[int, openvino.InferRequest]], logits: np.ndarray
) -> openvino.InferRequest:
    """Wait for the request that began first, keep what it says, and return it for another row."""
    index, request = begun.popleft()
    request.wait()
    logits[index] = request.get_output_tensor(0).data[0]
    return request


def why_unavailable() -> str:
    """Say why the fast runtime cannot be used here; an empty text if it can."""
    if find_spec("openvino") is None:
        return "openvino is not installed; 'pip install stanceline[fast]' has it"
    try:
        import_openvino()
    except ImportError as error:
        return f"openvino cannot be loaded: {error}"
    return ""


def find_precision() -> Precision:
    """Return bfloat16 if this processor has instructions for it, else 32-bit floats."""
    capabilities = import_openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return "bf16" if "BF16" in capabilities else "f32"


def import_openvino() -> ModuleType:
    """Import OpenVINO without the package that reports its use to its makers over the network."""
    # A module that is None cannot be imported; OpenVINO has a stand-in for that.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # as import allows
    import openvino

    return openvino  # type: ignore[no-any-return]  # not followed


def _compile(path: Path, *, threads: int, precision: Precision) -> openvino.CompiledModel:
    """Compile for as many requests at a time as there are threads, each on one of them."""
    if precision == "bf16" and find_precision() != "bf16":
        raise ModelError(
            "this processor has no bfloat16, in which the model is to be read; "
            "what every machine can do is frame.runtime=torch"
        )
    options = {
        "PERFORMANCE_HINT": "THROUGHPUT",
        "INFERENCE_PRECISION_HINT": precision,
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": threads,
        # Pinned, all workers of a machine would share its first core.
        "ENABLE_CPU_PINNING": False,
    }
    try:
        return import_openvino().Core().compile_model(path, "CPU", options)
    except RuntimeError as error:
        raise ModelError(
            f"{path} cannot be compiled; without its folder it is made again: {error}"
        ) from error
