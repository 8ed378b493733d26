"""The names a named-entity recogniser found, cleaned, and labelled alike all over a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stanceline.extract.aliases import AliasIndex, plain
from stanceline.extract.datelines import find_datelines
from stanceline.extract.head_nouns import Denotes, denoted_by
from stanceline.extract.titles import title_length

if TYPE_CHECKING:
    from spacy.tokens import Doc

PERSON = "PERSON"
ORGANISATION = "ORG"
PLACES = frozenset(("GPE", "LOC"))
_LABELS = frozenset((PERSON, ORGANISATION, *PLACES))
_ARTICLE = re.compile(r"(?i:the|a|an)[ \u00a0]+")
_TAIL = re.compile(r"(?:['’]s?|[^\w.)’']+)\Z")
# "U.S" before a full stop that the tokenizer took for the sentence's.
_INITIALS = re.compile(r"(?:[A-Z]\.){2,4}")
_HEAD = re.compile(r"\A[^\w$]+")
# How far back the words before a name are read, and how much they count beside one reading.
_REACH = 24
_CONTEXT_VOTES = 2
_COURTESY = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Prof|President|Minister|Secretary|Senator|Governor"
    r"|Chancellor|Premier|Ambassador|King|Queen|Prince|Princess|General|Admiral|Professor|Judge"
    r"|Justice|Sheikh|Captain|Inspector|Commissioner)\.?[ \u00a0]\Z"
)
_AGE = re.compile(r", (?:aged )?[1-9][0-9],")
_LOCATIVE = re.compile(r"\b(?:[Ii]n|[Nn]ear|[Oo]utside|city of|town of|village of)[ \u00a0]\Z")
_STORED = "stanceline_names"
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
    raw = tuple(
        (ent.start_char, ent.end_char, ent.label_) for ent in doc.ents if ent.label_ in _LABELS
    )
    stored = doc.user_data.get(_STORED)
    if stored is not None and stored[0] == raw:
        return [Name(*name) for name in stored[1]]
    names = consistent_names(doc.text, [Name(*name) for name in raw])
    # Two components ask for them; plain tuples, because the document may be written.
    doc.user_data[_STORED] = (raw, tuple((n.start, n.end, n.label) for n in names))
    return names


def consistent_names(text: str, raw: Iterable[Name]) -> list[Name]:
    """Clean names, give every surface its majority label, and find where it was overlooked."""
    # A recogniser reads capitals as names of anything; what a dateline names is a place.
    places = [place for line in find_datelines(text) for place in line.places]
    names = [name for one in raw for name in _clean(text, one) if not _stands_in(name, places)]
    labels = _majority(text, names)
    known = [Name(n.start, n.end, labels[plain(text[n.start : n.end])]) for n in names]
    return sorted([*known, *_overlooked(text, known, labels)], key=lambda name: name.start)


def _stands_in(name: Name, places: Iterable[tuple[int, int]]) -> bool:
    return any(name.start < end and start < name.end for start, end in places)


def _majority(text: str, names: Sequence[Name]) -> dict[str, str]:
    """Return the label of every surface: the recogniser's votes and those of the words around."""
    votes: dict[str, Counter[str]] = {}
    for name in names:
        counts = votes.setdefault(plain(text[name.start : name.end]), Counter())
        counts[name.label] += 1
        if label := _label_by_context(text, name):
            counts[label] += _CONTEXT_VOTES
    _vote_for_kin(votes)
    return {surface: counts.most_common(1)[0][0] for surface, counts in votes.items()}


def _label_by_context(text: str, name: Name) -> str | None:
    """Return what the words around a name, or its own, say that it is; None for nothing."""
    surface = text[name.start : name.end]
    if " " in surface and denoted_by(surface) is Denotes.BODY:
        return ORGANISATION
    before = text[max(0, name.start - _REACH) : name.start]
    if _COURTESY.search(before) or _AGE.match(text, name.end):
        return PERSON
    return "GPE" if " " not in surface and _LOCATIVE.search(before) else None


def _vote_for_kin(votes: Mapping[str, Counter[str]]) -> None:
    """Let a full name vote for its parts: "Arce" is a person where "Luis Arce" is one."""
    people = [s for s, c in votes.items() if " " in s and c.most_common(1)[0][0] == PERSON]
    for surface in people:
        words = surface.split()
        for part in {words[0], words[-1]} & votes.keys():
            votes[part][PERSON] += max(votes[part].values()) + 1


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
    if _INITIALS.fullmatch(text[start : end + 1]):
        end += 1
    return start, end
