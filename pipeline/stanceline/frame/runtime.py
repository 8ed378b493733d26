"""What runs a network: rows of token ids in, logits out.

``TorchRuntime`` is the reference, in 32-bit floats and padded batches. ``compiled.py`` has the
fast one. Whatever the runtime, a row's logits do not depend on which rows it came with.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from stanceline.frame.windows import pack_batches

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


class Runtime(Protocol):
    """Runs a network."""

    @property
    def marks(self) -> tuple[str, ...]:
        """Say what in the runtime moves scores away from the reference; nothing for torch."""
        ...

    def __call__(self, rows: Sequence[Sequence[int]]) -> np.ndarray:
        """Return logits (n, labels) of rows of token ids, special tokens included, in order."""
        ...


@dataclass(frozen=True, kw_only=True)
class TorchRuntime:
    """The network in torch, on the processor or a device, rows of like length together."""

    network: PreTrainedModel = field(repr=False)
    tokenizer: PreTrainedTokenizerBase = field(repr=False)
    batch_tokens: int = 2048
    device: str = "cpu"

    @property
    def marks(self) -> tuple[str, ...]:
        """Name the device when it is not the processor: its sums differ in the last digits."""
        return () if self.device == "cpu" else (self.device,)

    def __call__(self, rows: Sequence[Sequence[int]]) -> np.ndarray:
        """Run padded batches of at most ``batch_tokens``, longest rows first."""
        logits = np.zeros((len(rows), self.network.config.num_labels))
        for batch in pack_batches([len(row) for row in rows], batch_tokens=self.batch_tokens):
            logits[batch] = self._forward([rows[index] for index in batch])
        return logits

    def _forward(self, rows: Sequence[Sequence[int]]) -> np.ndarray:
        import torch

        batch = self.tokenizer.pad({"input_ids": [list(row) for row in rows]}, return_tensors="pt")
        with torch.inference_mode():
            logits = self.network(**batch.to(self.device)).logits
            return np.asarray(logits.float().cpu().numpy(), dtype=float)


def count_threads(wanted: int) -> int:
    """Return ``wanted`` threads, or for 0 all that this process may use."""
    if wanted:
        return wanted
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
