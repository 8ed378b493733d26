"""What did not become a row."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """An input that did not become a row, and why, in words its owner can act on."""

    source: str
    locator: str
    stage: str
    error: str
    message: str
