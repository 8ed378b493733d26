"""Hostile text with its people, institutions and amounts marked, as safe HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from stanceline.records import MentionKind
from stanceline.report.wording import clean

_CLASSES: dict[str, str] = {
    MentionKind.PERSON: "person",
    MentionKind.INSTITUTION: "institution",
    MentionKind.MONEY: "amount",
    MentionKind.PERCENT: "amount",
    MentionKind.QUANTITY: "amount",
    # Who speaks; a named one keeps the colour of a person.
    "speaker": "speaker",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """A range of code points to mark, in the coordinates of the text it stands in."""

    start: int
    end: int
    kind: str
    name: str = ""


def highlight(text: str, highlights: Iterable[Highlight]) -> Markup:
    """Escape a text and mark what is named in it; where marks overlap the longest stays."""
    parts: list[Markup] = []
    done = 0
    for chosen in _apart(highlights, len(text)):
        parts += [escape(clean(text[done : chosen.start])), _mark(text, chosen)]
        done = chosen.end
    parts.append(escape(clean(text[done:])))
    return Markup("").join(parts)


def _mark(text: str, chosen: Highlight) -> Markup:
    return Markup('<mark class="{}" title="{}">{}</mark>').format(
        _CLASSES[chosen.kind],
        clean(chosen.name or chosen.kind),
        clean(text[chosen.start : chosen.end]),
    )


def _apart(highlights: Iterable[Highlight], length: int) -> Iterator[Highlight]:
    """Yield ranges that do not overlap, in order: of two that do, the longer, then the first."""
    usable = [h for h in highlights if h.kind in _CLASSES and 0 <= h.start < h.end <= length]
    usable.sort(key=lambda h: (h.start - h.end, h.start, h.kind))
    taken: list[Highlight] = []
    for candidate in usable:
        if all(candidate.end <= other.start or candidate.start >= other.end for other in taken):
            taken.append(candidate)
    yield from sorted(taken, key=lambda h: h.start)
