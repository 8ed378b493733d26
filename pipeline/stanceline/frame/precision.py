"""Sixteen-bit floats where the processor has them: for features and training, never for scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def has_fast_bfloat16() -> bool:
    """Say whether bfloat16 is faster than 32-bit floats on this machine."""
    import torch

    capability: str = torch.backends.cpu.get_cpu_capability()
    return bool(torch.cuda.is_available()) or capability == "AVX512"


def half_precision() -> torch.autocast:
    """Return the context in which a frozen encoder is read fast: bfloat16 where that helps."""
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.autocast(device, dtype=torch.bfloat16, enabled=has_fast_bfloat16())
