"""A voice: who says a passage, or a part of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stanceline.records.passage import Passage
from stanceline.records.span import require_span


class VoiceGroup(StrEnum):
    """Who speaks, by standing; ``unknown`` is said, never guessed."""

    GOVERNMENT = "government"
    OPPOSITION = "opposition"
    LEGISLATURE = "legislature"
    BUSINESS = "business"
    LABOUR = "labour"
    EXPERT = "expert"
    MEDIA = "media"
    PUBLIC = "public"
    INTERNATIONAL = "international"
    UNKNOWN = "unknown"


class Quotation(StrEnum):
    """How a voice is rendered; ``own`` is the outlet's own voice."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who says a passage or a part of it; ``speaker_*`` are null for the outlet's own voice."""

    passage: Passage
    start: int
    end: int
    group: VoiceGroup
    quotation: Quotation
    speaker: str = ""
    speaker_start: int | None = None
    speaker_end: int | None = None
    entity_id: str = ""
    country: str = ""
    cue: str = ""

    def __post_init__(self) -> None:
        require_span(self.start, self.end, within=len(self.passage.article.text))
