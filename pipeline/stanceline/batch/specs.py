"""What a worker is told and what it answers: plain data, the same for every runner.

A spec names one shard of one stage, the file whose existence is its commit, and the tools to work
with. A receipt says what became of it. Specs of one chain are worked on in order by one worker.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from stanceline.config import Settings

State = Literal["done", "skipped", "quarantined", "failed"]
STAGES = ("ingest", "extract", "score")


class Spec(TypedDict):
    """One shard of one stage.

    ``shard_id`` is the planned shard's, ``out_id`` the content address of what is made of it and
    ``out`` its file. ``made_by`` is the fingerprint that the worker's tool must have. ``limit_s``
    is how long one shard may take; 0 is for ever.
    """

    stage: str
    run: str
    execution: str
    shard_id: str
    out_id: str
    out: str
    made_by: str
    articles: str
    passages: str
    parts: list[dict[str, Any]]
    tools: dict[str, str]
    limit_s: float


Chain = list[Spec]


class Receipt(TypedDict, total=False):
    """What became of a spec; ``crashed`` counts the articles that were left out to save the rest.

    ``seconds`` is the wall time of the work, ``memory_mb`` the most the worker ever held.
    """

    stage: str
    shard_id: str
    out_id: str
    state: State
    rows: int
    rejected: int
    crashed: int
    attempts: int
    seconds: float
    worker: str
    memory_mb: int
    family: str
    message: str
    identity: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """With what workers work: settings, and the factories of extractor and framer by name."""

    extractor: str = "stanceline.registry:make_selective_extractor"
    framer: str = "stanceline.registry:make_reusing_framer"

    @property
    def are_registered(self) -> bool:
        """Say whether the tools are those that the settings name."""
        return self == Tools()

    def to_plain(self, settings: Settings) -> dict[str, str]:
        """Return plain data that crosses to any worker."""
        values = settings.model_dump(mode="json")
        return {
            "extractor": self.extractor,
            "framer": self.framer,
            "settings": json.dumps(values, sort_keys=True),
        }


def count_specs(chains: Sequence[Chain], stage: str) -> int:
    """Count the shards of a stage in chains."""
    return sum(spec["stage"] == stage for chain in chains for spec in chain)


def name_spec(spec: Mapping[str, Any]) -> str:
    """Name a spec for people."""
    return f"{spec['stage']} of shard {spec['shard_id'][:12]}"
