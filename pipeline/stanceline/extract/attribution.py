"""An attribution: words, who is said to say them, and in which words that is said."""

from __future__ import annotations

from dataclasses import dataclass

from stanceline.records import Quotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Words and who is said to say them; ``head`` is the noun that decides who that is."""

    start: int
    end: int
    speaker_start: int | None = None
    speaker_end: int | None = None
    head_start: int | None = None
    head_end: int | None = None
    cue: str = ""
    cue_start: int = 0
    quotation: Quotation = Quotation.INDIRECT
    # The whole noun phrase of the source and the whole verb group of the cue; None where an
    # attribution goes on with words that were introduced before.
    source: tuple[int, int] | None = None
    group: tuple[int, int] | None = None
