"""Find passages again in a text that has changed, by their digests alone.

A passage of a text-free dataset is known by length and sha256. Every place where a passage could
begin is tried with every length wanted: what is found is the same text to the character, so an
alignment is never a guess, and what is not found was edited.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stanceline.records import digest_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a passage was in the text it was cut from, and what it digests to."""

    passage_id: str
    start: int
    end: int
    text_sha256: str


def realign(text: str, places: Sequence[Place]) -> dict[str, int]:
    """Return the new start of every passage that stands in ``text`` unchanged.

    Of several equal places the one nearest to where the passages before it have moved is taken.
    """
    wanted = {place.text_sha256 for place in places}
    found: dict[str, list[int]] = {}
    for length in {place.end - place.start for place in places}:
        for start in _beginnings(text, length):
            digest = digest_text(text[start : start + length])
            if digest in wanted:
                found.setdefault(digest, []).append(start)
    moved: dict[str, int] = {}
    shift = 0
    for place in sorted(places, key=lambda place: (place.start, place.end)):
        if starts := found.get(place.text_sha256):
            expected = place.start + shift
            start = min(starts, key=lambda start: abs(start - expected))
            moved[place.passage_id] = start
            shift = start - place.start
    return moved


def _beginnings(text: str, length: int) -> Iterator[int]:
    """Yield where a passage of this length can begin: not in white space, not inside a word."""
    for start in range(len(text) - length + 1):
        if not text[start].isspace() and not (start and _joins(text[start - 1], text[start])):
            yield start


def _joins(before: str, after: str) -> bool:
    return before.isascii() and before.isalnum() and after.isalnum()
