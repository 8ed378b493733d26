"""How fast a stage goes and when it will be done, from the shards that were finished."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Meter:
    """Counts the shards of one stage as they are finished."""

    total: int
    done: int
    rows: int = 0
    rejected: int = 0
    finished: int = 0
    memory_mb: dict[str, int] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    def hear(self, receipt: Mapping[str, Any]) -> None:
        """Count a shard that was dealt with."""
        self.done += 1
        self.finished += 1
        self.rows += receipt.get("rows", 0)
        self.rejected += receipt.get("rejected", 0)
        if worker := receipt.get("worker"):
            self.memory_mb[worker] = receipt["memory_mb"]

    def reading(self) -> dict[str, Any]:
        """Return shards, rows a second, and the seconds left if shards go on as they did."""
        elapsed_s = time.monotonic() - self.began
        left_s = (self.total - self.done) * elapsed_s / self.finished if self.finished else None
        return {
            "done": self.done,
            "total": self.total,
            "rows_a_second": round(self.rows / elapsed_s, 2) if elapsed_s else None,
            "rejected_so_far": self.rejected,
            "left_s": None if left_s is None else round(left_s, 1),
        }
