"""Findings to voice records: at least one voice a passage, the outlet's own if no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stanceline.extract.plain_data import Finding
from stanceline.records import Passage, Quotation, Voice, VoiceGroup


def make_passage_voices(passages: Iterable[Passage], spoken: Sequence[Finding]) -> list[Voice]:
    """Make the voices of an article; words that run over passages are a voice in each."""
    return [voice for passage in passages for voice in _in_passage(passage, spoken)]


def _in_passage(passage: Passage, spoken: Sequence[Finding]) -> Iterator[Voice]:
    inside = [f for f in spoken if f["start"] < passage.end and passage.start < f["end"]]
    if not inside:
        yield _own(passage)
    for finding in inside:
        yield _spoken(passage, finding)


def _own(passage: Passage) -> Voice:
    return Voice(
        passage=passage,
        start=passage.start,
        end=passage.end,
        group=VoiceGroup.MEDIA,
        quotation=Quotation.OWN,
    )


def _spoken(passage: Passage, finding: Finding) -> Voice:
    return Voice(
        passage=passage,
        start=max(passage.start, finding["start"]),
        end=min(passage.end, finding["end"]),
        group=VoiceGroup(finding["group"]),
        quotation=Quotation(finding["quotation"]),
        speaker=finding["speaker"],
        speaker_start=finding["speaker_start"],
        speaker_end=finding["speaker_end"],
        entity_id=finding["entity_id"],
        country=finding["country"],
        cue=finding["cue"],
    )
