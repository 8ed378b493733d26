"""Who a speaker is: a person or body that we know, a kind of speaker, or a pronoun for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from stanceline.extract.attribution import Attribution
from stanceline.extract.entities import Registry
from stanceline.extract.groups import (
    group_of_word,
    group_of_words,
    is_open_head,
    weak_group_of_word,
)
from stanceline.records import MentionKind, VoiceGroup

_SINGULAR = frozenset(("he", "she"))
_PLURAL = frozenset(("they",))
_THING = frozenset(("it",))
_PRONOUNS = _SINGULAR | _PLURAL | _THING
_OWNERS = {"his": "he", "her": "she", "their": "they", "its": "it"}
# Where a critic stands is said with these; "critics of the government" stand elsewhere.
_STANDING = re.compile(r"\b(?:in|within|from|at|inside|among|for)\s+(?P<where>.+)", re.DOTALL)
_ABOUT = re.compile(r"\b(?:of|on|with|to|over|about|against)\b.*", re.DOTALL)
# A pronoun further from its speaker than about two sentences is not safe.
_PRONOUN_REACH = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A person, institution or place that a text names, as far as a voice needs it."""

    start: int
    end: int
    kind: MentionKind
    canonical: str
    entity_id: str
    country: str
    group: VoiceGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who speaks; ``name`` is the canonical name when there is one."""

    name: str = ""
    entity_id: str = ""
    group: VoiceGroup = VoiceGroup.UNKNOWN
    country: str = ""
    kind: MentionKind | None = None
    is_plural: bool = False
    at: int = -1


def identify_speakers(
    text: str, attributions: Iterable[Attribution], named: Sequence[Named], registry: Registry
) -> Iterator[tuple[Attribution, Speaker]]:
    """Yield every attribution with its speaker; a pronoun is the last speaker when that is safe."""
    last = Speaker()
    for one in attributions:
        if one.head_start is None or one.head_end is None:
            yield one, Speaker()
            continue
        head = text[one.head_start : one.head_end].lower()
        head = _OWNERS.get(head, head)
        if head not in _PRONOUNS:
            last = identify(text, one, named, registry)
            yield one, last
            continue
        meant = _meant(text, one.head_start, head, last=last, named=named)
        if meant:
            last = replace(meant, at=one.head_start)
        yield one, meant or Speaker(name=text[one.head_start : one.head_end])


def identify(text: str, one: Attribution, named: Sequence[Named], registry: Registry) -> Speaker:
    """Return who the words of a speaker name or describe."""
    if one.head_start is None or one.head_end is None:
        return Speaker()
    start = one.head_start if one.speaker_start is None else one.speaker_start
    end = one.head_end if one.speaker_end is None else one.speaker_end
    words, head = text[start:end], text[one.head_start : one.head_end]
    inside = [n for n in named if n.start < end and start < n.end]
    covering = [n for n in inside if n.start < one.head_end and one.head_start < n.end]
    known = min(covering, key=_rank, default=None) or _shouted(words, registry)
    country = next(iter(registry.countries_of(words)), "")
    if known:
        return _known_speaker(known, words, country=country)
    return Speaker(
        name=" ".join(words.split()),
        group=describe(words, head, [(n, text[start : n.start]) for n in inside]),
        country=country or next((n.country for n in inside if n.country), ""),
        is_plural=head.endswith("s") or head.lower() == "people",
        at=one.head_start,
    )


def _shouted(words: str, registry: Registry) -> Named | None:
    """Return the person named in capitals, as transcripts name whose turn it is."""
    if not words.isupper():
        return None
    match = next(registry.find_people(words.title()), None)
    if match is None or match.entity is None:
        return None
    one = match.entity
    return Named(
        start=0,
        end=len(words),
        kind=one.kind,
        canonical=one.name,
        entity_id=one.id,
        country=one.country,
        group=one.group,
    )


def describe(words: str, head: str, inside: Sequence[tuple[Named, str]] = ()) -> VoiceGroup:
    """Return the group of an unnamed speaker.

    ``inside`` are the known names among the words, each with the words before it.

    >>> describe("Critics in the opposition and media", "Critics")
    <VoiceGroup.OPPOSITION: 'opposition'>
    """
    standing = _standing(words, head) if is_open_head(head) else words
    if group_of_words(standing) is VoiceGroup.OPPOSITION:
        return VoiceGroup.OPPOSITION
    if strong := group_of_word(head):
        return strong
    for name, before in inside:
        if name.group is not VoiceGroup.UNKNOWN and not _ABOUT.search(before):
            return name.group
    if is_open_head(head):
        found = group_of_words(standing)
        return found if found is not VoiceGroup.UNKNOWN else _weak(head)
    return group_of_words(words)


def _weak(head: str) -> VoiceGroup:
    return weak_group_of_word(head) or VoiceGroup.UNKNOWN


def _standing(words: str, head: str) -> str:
    """Return the words that say where a critic or an official stands."""
    before, _, after = words.partition(head)
    where = _STANDING.search(after)
    return f"{before} {where['where'] if where else ''}"


def _rank(named: Named) -> tuple[bool, bool, int]:
    """Prefer a person, then an institution, then what stands first."""
    is_person = named.kind is MentionKind.PERSON
    return not is_person, named.kind is MentionKind.PLACE, named.start


def _known_speaker(known: Named, words: str, *, country: str) -> Speaker:
    group = known.group
    if known.kind is MentionKind.PLACE and known.country:
        # "Tokyo says": a country or its capital speaks through its government.
        group = VoiceGroup.GOVERNMENT
    if group is VoiceGroup.UNKNOWN:
        group = group_of_words(words)
    return Speaker(
        name=known.canonical,
        entity_id=known.entity_id,
        group=group,
        country=known.country or country,
        kind=known.kind,
        at=known.start,
    )


def _meant(
    text: str, at: int, pronoun: str, *, last: Speaker, named: Sequence[Named]
) -> Speaker | None:
    line = text.rfind("\n", 0, at) + 1
    if pronoun in _SINGULAR:
        return _person_meant(line, at, last=last, named=named)
    is_near = line <= last.at and at - last.at <= _PRONOUN_REACH
    if not is_near:
        return None
    is_body = last.kind in {MentionKind.INSTITUTION, MentionKind.PLACE}
    if pronoun in _THING:
        return last if is_body else None
    return last if last.is_plural or is_body else None


def _person_meant(line: int, at: int, *, last: Speaker, named: Sequence[Named]) -> Speaker | None:
    people = {
        n.entity_id: n for n in named if n.kind is MentionKind.PERSON and line <= n.start < at
    }
    is_last_a_person = last.kind in {MentionKind.PERSON, None} and last.name and not last.is_plural
    if not people:
        return last if is_last_a_person and at - last.at <= _PRONOUN_REACH else None
    if len(people) == 1:
        return _from_named(next(iter(people.values())))
    # Two people are named: the one who spoke last, if no one was named since.
    latest = max(people.values(), key=lambda n: n.start)
    is_latest = last.kind is MentionKind.PERSON and latest.entity_id == last.entity_id
    return last if is_latest else None


def _from_named(named: Named) -> Speaker:
    return Speaker(
        name=named.canonical,
        entity_id=named.entity_id,
        group=named.group,
        country=named.country,
        kind=named.kind,
        at=named.start,
    )
