"""A classifier: texts to calibrated probabilities, one a label, whatever the debate.

Long texts are read in windows; of each label the window that says it loudest counts.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stanceline.errors import ConversionError, ModelError
from stanceline.frame.calibration import HeadCalibration, calibrated, decide
from stanceline.frame.compiled import CompiledRuntime, why_unavailable
from stanceline.frame.conversion import load_compiled
from stanceline.frame.model_directory import (
    digest_model,
    load_network,
    load_tokenizer,
    read_labels,
    read_poles,
    read_side_file,
)
from stanceline.frame.runtime import Runtime, TorchRuntime, count_threads
from stanceline.frame.windows import cut_windows
from stanceline.records import Pole, make_id

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

_LOG = logging.getLogger(__name__)
# Raised when the same weights would give other scores.
_CODE_VERSION = "1"


@dataclass(frozen=True, kw_only=True)
class Classifier:
    """A network with a head a label, its calibration, and how it reads."""

    name: str
    model_sha256: str
    poles: tuple[Pole, ...]
    is_exclusive: bool
    heads: tuple[HeadCalibration, ...]
    max_tokens: int
    overlap_tokens: int
    runtime: Runtime
    tokenizer: PreTrainedTokenizerBase = field(repr=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """The ids of the poles, in the order of the heads."""
        return tuple(pole.id for pole in self.poles)

    @property
    def fingerprint(self) -> str:
        """Identify weights, calibration, reading length and runtime; batch size is not in it."""
        heads = json.dumps([[h.slope, h.intercept, h.threshold] for h in self.heads])
        reading = f"{self.max_tokens}/{self.overlap_tokens}"
        return make_id(_CODE_VERSION, self.model_sha256, heads, reading, *self.runtime.marks)

    def tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        """Turn texts into token ids without special tokens, uncut."""
        if not texts:
            return []
        encoded = self.tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [list(ids) for ids in encoded["input_ids"]]

    def logits(self, token_ids: Sequence[Sequence[int]]) -> np.ndarray:
        """Return logits (n, labels); of a text read in windows, the highest of each head."""
        size = self.max_tokens - self.tokenizer.num_special_tokens_to_add()
        # An empty text is the special tokens alone: one before the words, the rest behind.
        first, *last = self.tokenizer("")["input_ids"]
        windows: list[list[int]] = []
        owners: list[int] = []
        for owner, ids in enumerate(token_ids):
            for window in cut_windows(ids, size=size, overlap=self.overlap_tokens):
                windows.append([first, *window, *last])
                owners.append(owner)
        highest = np.full((len(token_ids), len(self.labels)), -np.inf)
        if windows:
            np.maximum.at(highest, owners, self.runtime(windows))
        return highest

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Return calibrated probabilities (n, labels) of texts."""
        logits = self.logits(self.tokenize(texts))
        return calibrated(logits, self.heads, is_exclusive=self.is_exclusive)

    def decide(self, probabilities: np.ndarray) -> np.ndarray:
        """Return (n, labels) of 0 and 1: which labels these probabilities amount to."""
        return decide(probabilities, self.heads, is_exclusive=self.is_exclusive)


def load_classifier(
    folder: Path,
    *,
    batch_tokens: int = 2048,
    runtime: str = "torch",
    threads: int = 0,
    device: str = "cpu",
) -> Classifier:
    """Load a model directory, whole or adapter.

    ``runtime`` is torch, openvino or auto, which is openvino where it can be had. Where it cannot,
    torch runs and the log says why. ``threads`` 0 is all that this process may use. ``device`` is
    where torch runs; openvino runs on the processor.

    Raises:
        ModelError: files are missing or do not fit together, or there is no such device.
        ConversionError: openvino is asked for and cannot run this network.
        DigestError: weights are not what the side file recorded.

    """
    side = read_side_file(folder)
    labels = read_labels(side)
    tokenizer = load_tokenizer(folder, side)
    digest = digest_model(folder, side)
    run: Runtime | None = None
    if runtime == "openvino" or (runtime == "auto" and device == "cpu"):
        _require_device(device, "openvino", ("cpu",))
        run = _load_openvino(folder, digest, is_asked_for=runtime == "openvino", threads=threads)
    if run is None:
        run = _load_torch(
            folder, tokenizer, batch_tokens=batch_tokens, threads=threads, device=device
        )
    try:
        heads = tuple(HeadCalibration(**side["calibration"][label]) for label in labels)
    except KeyError as error:
        raise ModelError(f"{folder}: no calibration of {error}") from error
    return Classifier(
        name=str(side["name"]),
        model_sha256=digest,
        poles=read_poles(side),
        is_exclusive=bool(side.get("is_exclusive", False)),
        heads=heads,
        max_tokens=int(side["max_tokens"]),
        overlap_tokens=int(side["overlap_tokens"]),
        runtime=run,
        tokenizer=tokenizer,
    )


def _load_openvino(
    folder: Path, digest: str, *, is_asked_for: bool, threads: int
) -> CompiledRuntime | None:
    """Load the network compiled; nothing where it cannot be had, and the log says why."""
    side = read_side_file(folder)
    if reason := why_unavailable():
        level = logging.WARNING if is_asked_for else logging.DEBUG
        _LOG.log(level, "running %s in torch: %s", side["name"], reason)
        return None
    try:
        return load_compiled(
            digest, lambda: load_network(folder, side), threads=count_threads(threads)
        )
    except ConversionError as error:
        if is_asked_for:
            raise
        _LOG.warning("running %s in torch: %s", side["name"], error)
        return None


def _load_torch(
    folder: Path,
    tokenizer: PreTrainedTokenizerBase,
    *,
    batch_tokens: int,
    threads: int,
    device: str,
) -> TorchRuntime:
    import torch

    devices = ("cpu", "cuda") if torch.cuda.is_available() else ("cpu",)
    _require_device(device, "torch", devices)
    if threads:
        torch.set_num_threads(threads)
    network = load_network(folder, read_side_file(folder)).to(device)
    return TorchRuntime(
        network=network, tokenizer=tokenizer, batch_tokens=batch_tokens, device=device
    )


def _require_device(device: str, runtime: str, devices: Sequence[str]) -> None:
    if device not in devices:
        raise ModelError(
            f"{runtime} cannot run on {device!r} here; frame.device can be: {', '.join(devices)}"
        )
