"""The names a named-entity recogniser found, cleaned, and labelled alike all over a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stanceline.extract.aliases import AliasIndex, plain
from stanceline.extract.titles import title_length

if TYPE_CHECKING:
    from spacy.tokens import Doc

PERSON = "PERSON"
ORGANISATION = "ORG"
PLACES = frozenset(("GPE", "LOC"))
_LABELS = frozenset((PERSON, ORGANISATION, *PLACES))
_ARTICLE = re.compile(r"(?i:the|a|an)[ \u00a0]+")
_TAIL = re.compile(r"(?:['’]s?|[^\w.)’']+)\Z")
_HEAD = re.compile(r"\A[^\w$]+")
# A name longer than this is a line of a list or a table, not a name.
_MAX_WORDS = 12


@dataclass(frozen=True, slots=True)
class Name:
    """A named stretch of a text, with a spaCy label."""

    start: int
    end: int
    label: str


def read_names(doc: Doc) -> list[Name]:
    """List the people, organisations and places of a document's entities, one label a surface.

    A recogniser that reads sentence by sentence calls the same name a person here and a firm
    there; the label it gives most often in a text is right more often than any single one.
    """
    raw = [
        Name(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents if ent.label_ in _LABELS
    ]
    return consistent_names(doc.text, raw)


def consistent_names(text: str, raw: Iterable[Name]) -> list[Name]:
    """Clean names, give every surface its majority label, and find where it was overlooked."""
    names = [name for one in raw for name in _clean(text, one)]
    labels = _majority(text, names)
    known = [Name(n.start, n.end, labels[plain(text[n.start : n.end])]) for n in names]
    return sorted([*known, *_overlooked(text, known, labels)], key=lambda name: name.start)


def _majority(text: str, names: Iterable[Name]) -> dict[str, str]:
    votes: dict[str, Counter[str]] = {}
    for name in names:
        votes.setdefault(plain(text[name.start : name.end]), Counter())[name.label] += 1
    return {surface: counts.most_common(1)[0][0] for surface, counts in votes.items()}


def _overlooked(text: str, known: list[Name], labels: dict[str, str]) -> Iterator[Name]:
    taken = sorted((name.start, name.end) for name in known)
    index = AliasIndex.from_pairs((surface, surface) for surface in labels if len(surface) > 2)
    at = 0
    for match in index.find(text):
        while at < len(taken) and taken[at][1] <= match.start:
            at += 1
        if at == len(taken) or match.end <= taken[at][0]:
            yield Name(match.start, match.end, labels[match.keys[0]])


def _clean(text: str, name: Name) -> Iterator[Name]:
    start, end = name.start, name.end
    if (newline := text.find("\n", start, end)) >= 0:
        end = newline
    if article := _ARTICLE.match(text, start, end):
        start = article.end()
    if name.label == PERSON:
        start += title_length(text[start:end])
    start, end = _trim(text, start, end)
    surface = text[start:end]
    is_name = any(char.isupper() for char in surface) and len(surface.split()) <= _MAX_WORDS
    if is_name and surface[0].isalnum() and not surface.isdigit():
        yield Name(start, end, name.label)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    if head := _HEAD.match(text[start:end]):
        start += head.end()
    while tail := _TAIL.search(text[start:end]):
        end = start + tail.start()
    return start, end
