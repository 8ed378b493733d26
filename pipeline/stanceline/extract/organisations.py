"""Institutions and places in a text: acronyms it explains, names we know, names it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stanceline.extract.acronyms import NOT_BODIES, AcronymPair, find_acronyms
from stanceline.extract.aliases import AliasIndex, plain
from stanceline.extract.amounts import find_amounts
from stanceline.extract.entities import Entity, EntityMatch, Registry
from stanceline.extract.names import ORGANISATION, PLACES, Name
from stanceline.records import MentionKind, VoiceGroup, make_id

_LEGAL_FORM = re.compile(
    r",? (?:Inc|Corp|Corporation|Co|Company|Ltd|Limited|plc|PLC|LLC|AG|SE|NV|SA|GmbH|Holdings)\b\.?"
)
_JOINT = re.compile(r"[-–—/]")
_SMALL_WORDS = frozenset(("the", "of", "and", "for", "&", "on", "in"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One mention of an institution or a place."""

    start: int
    end: int
    kind: MentionKind
    canonical: str
    entity_id: str
    wikidata: str | None = None
    country: str = ""
    group: VoiceGroup = VoiceGroup.UNKNOWN


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    kind: MentionKind
    # What the name is called by: the registry's entity, the long form of an acronym, or itself.
    key: str
    entity: Entity | None = None
    is_ambiguous: bool = False


def find_organisations(text: str, names: Sequence[Name], registry: Registry) -> list[Organisation]:
    """List the institutions and places of a text; the two forms of an acronym are one entity."""
    pairs = find_acronyms(text)
    names = [name for name in names if not _joins_places(text[name.start : name.end], registry)]
    people = [(match.start, match.end) for match in registry.find_people(text) if match.entity]
    amounts = [(amount.start, amount.end) for amount in find_amounts(text)]
    candidates = [
        *_explained(text, pairs, registry),
        *_known(text, registry.find_organisations(text), names),
        *_found(text, names, blocked=[*people, *amounts], registry=registry),
    ]
    spans = _without_overlaps(candidates)
    longest = _longest_forms(spans)
    return [_organisation(span, longest) for span in spans]


def _joins_places(surface: str, registry: Registry) -> bool:
    """Say whether a name is only places side by side ("U.S.-Japan"), which is no body."""
    parts = _JOINT.split(plain(surface))
    return len(parts) > 1 and all(registry.organisation_named(part) for part in parts)


def explained_bodies(text: str, registry: Registry) -> frozenset[str]:
    """Return the names that a text explains as acronyms, which are never people."""
    return frozenset(
        form
        for pair in find_acronyms(text)
        for form in (pair.short, pair.long)
        if registry.person_named(form) is None
    )


def _explained(text: str, pairs: Iterable[AcronymPair], registry: Registry) -> Iterator[_Span]:
    pairs = list(pairs)
    meant = {pair.long: _entity_of(pair, registry) for pair in pairs}
    index = AliasIndex.from_pairs(
        (form, pair.long) for pair in pairs for form in (pair.short, pair.long)
    )
    for match in index.find(text):
        long = match.keys[0]
        entity = meant[long]
        kind = entity.kind if entity else MentionKind.INSTITUTION
        yield _Span(match.start, match.end, kind, entity.name if entity else long, entity)


def _entity_of(pair: AcronymPair, registry: Registry) -> Entity | None:
    """Return the entity of a pair; an acronym alone counts only when the long forms agree."""
    if entity := registry.organisation_named(pair.long):
        return entity
    for key in registry.organisations.named(pair.short):
        entity = registry.entities[key]
        if any(_words(pair.long) == _words(name) for name in entity.names):
            return entity
    return None


def _words(name: str) -> frozenset[str]:
    words = (word.strip(".,'’").casefold() for word in plain(name).split())
    return frozenset(word for word in words if word and word not in _SMALL_WORDS)


def _known(text: str, matches: Iterable[EntityMatch], names: Sequence[Name]) -> Iterator[_Span]:
    for match in matches:
        entity = match.entity
        kind = match.entities[0].kind
        if kind is MentionKind.PLACE and _is_inside_body(match, names):
            continue
        key = entity.name if entity else text[match.start : match.end]
        yield _Span(match.start, match.end, kind, key, entity, is_ambiguous=entity is None)


def _is_inside_body(match: EntityMatch, names: Iterable[Name]) -> bool:
    """Say whether a place is part of a longer name ("University of Tokyo")."""
    return any(
        name.label == ORGANISATION
        and name.start <= match.start
        and match.end <= name.end
        and name.end - name.start > match.end - match.start
        for name in names
    )


def _found(
    text: str,
    names: Iterable[Name],
    *,
    blocked: Iterable[tuple[int, int]],
    registry: Registry,
) -> Iterator[_Span]:
    blocked = list(blocked)
    for name in names:
        surface = plain(text[name.start : name.end])
        if name.label != ORGANISATION and name.label not in PLACES:
            continue
        if surface in NOT_BODIES or registry.people.named(surface) or _is_word(surface, text):
            continue
        if any(start < name.end and name.start < end for start, end in blocked):
            continue
        kind = MentionKind.INSTITUTION if name.label == ORGANISATION else MentionKind.PLACE
        yield _Span(name.start, name.end, kind, _stem(surface))


def _is_word(surface: str, text: str) -> bool:
    """Say whether a single capitalised word is one that the text also writes small."""
    is_single = surface.isalpha() and surface.istitle()
    return is_single and bool(re.search(rf"\b{surface.lower()}\b", text))


def _stem(surface: str) -> str:
    """Return a name without its legal form, so that "Nippon Steel Corp." is "Nippon Steel"."""
    return _LEGAL_FORM.sub("", surface) or surface


def _without_overlaps(candidates: Iterable[_Span]) -> list[_Span]:
    """Keep the first of overlapping candidates: explained, then known, then found."""
    kept: list[_Span] = []
    taken: set[int] = set()
    for span in candidates:
        if taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _longest_forms(spans: Iterable[_Span]) -> dict[str, str]:
    longest: dict[str, str] = {}
    for span in spans:
        longest.setdefault(span.key.casefold(), span.key)
    return longest


def _organisation(span: _Span, longest: Mapping[str, str]) -> Organisation:
    canonical = longest[span.key.casefold()]
    entity = span.entity
    if span.is_ambiguous or entity:
        entity_id = entity.id if entity else ""
    else:
        entity_id = make_id(span.kind, canonical)
    return Organisation(
        start=span.start,
        end=span.end,
        kind=span.kind,
        canonical=canonical,
        entity_id=entity_id,
        wikidata=entity.wikidata if entity else None,
        country=entity.country if entity else "",
        group=entity.group if entity else VoiceGroup.UNKNOWN,
    )
