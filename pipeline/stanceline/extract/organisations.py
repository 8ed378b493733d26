"""Institutions and places in a text: acronyms it explains, names we know, names it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stanceline.extract.acronyms import NOT_BODIES, AcronymPair, find_acronyms
from stanceline.extract.aliases import AliasIndex, plain
from stanceline.extract.amounts import find_amounts
from stanceline.extract.datelines import find_datelines
from stanceline.extract.entities import Entity, EntityMatch, Registry
from stanceline.extract.head_nouns import Denotes, denoted_by
from stanceline.extract.headings import Headings, find_headings
from stanceline.extract.names import ORGANISATION, PERSON, PLACES, Name
from stanceline.extract.titles import government_after
from stanceline.records import MentionKind, VoiceGroup, make_id

_LEGAL_FORM = re.compile(
    r",? (?:Inc|Corp|Corporation|Co|Company|Ltd|Limited|plc|PLC|LLC|AG|SE|NV|SA|GmbH|Holdings)\b\.?"
)
_WORD = re.compile(r"\w+")
# "Harbourpost.com" as a name; not an address of a page, nor of mail.
_SITE = re.compile(
    r"(?<![\w@./-])[A-Z][A-Za-z0-9-]*[a-z0-9]\.(?:com|org|net|news|io|tv|co\.[a-z]{2})\b(?![/\w])"
)
_JOINT = re.compile(r"[-–—/]")
# "a Boeing 737 MAX": what follows a model's number belongs to it.
_NUMBER_BEFORE = re.compile(r"\b[A-Z]?[0-9]{2,4}[ \u00a0-]\Z")
# "MPs", "NGOs": a class, not one of them.
_PLURAL_ACRONYM = re.compile(r"[A-Z]{2,5}s")
_MORE_OF_NAME = re.compile(r"(?:[ \u00a0](?:[A-Z][\w'’-]*))+")
_BODY = MentionKind.INSTITUTION
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
    # None: a thing ("Preferred Supplier Rate"), kept so that nothing else is read into its words.
    kind: MentionKind | None
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
    explained = list(_explained(text, pairs, registry))
    things = [(span.start, span.end) for span in explained if span.kind is None]
    candidates = [
        *_datelined(text, registry),
        *explained,
        *_led_by_people(text, [*people, *_people_in(names)], registry),
        *_known(text, registry.find_organisations(text), names, blocked=amounts),
        *(_Span(m.start(), m.end(), _BODY, m.group()) for m in _SITE.finditer(text)),
        *_found(text, names, blocked=[*people, *amounts, *things], registry=registry),
    ]
    spans = [span for span in _without_overlaps(candidates) if span.kind is not None]
    longest = _longest_forms(spans)
    return [_organisation(span, span.kind, longest) for span in spans if span.kind]


def _datelined(text: str, registry: Registry) -> Iterator[_Span]:
    """Yield the places of datelines; capitals alone make none of a name that we do not know."""
    for line in find_datelines(text):
        for start, end in line.places:
            surface = plain(text[start:end])
            name = surface.title() if surface.isupper() else surface
            entity = registry.organisation_named(surface) or registry.organisation_named(name)
            is_place = entity is not None and entity.kind is MentionKind.PLACE
            if is_place or (entity is None and not line.is_plain):
                yield _Span(start, end, MentionKind.PLACE, entity.name if entity else name, entity)


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
        kind = entity.kind if entity else _kind_of(long, default=MentionKind.INSTITUTION)
        yield _Span(match.start, match.end, kind, entity.name if entity else long, entity)


def _kind_of(name: str, *, default: MentionKind) -> MentionKind | None:
    """Return the kind of a name by its head noun; None for a thing that is no body and no place."""
    denoted = denoted_by(name)
    if denoted is None:
        return default
    kinds = {Denotes.BODY: MentionKind.INSTITUTION, Denotes.LAND: MentionKind.PLACE}
    return kinds.get(denoted)


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


def _people_in(names: Iterable[Name]) -> list[tuple[int, int]]:
    return [(name.start, name.end) for name in names if name.label == PERSON]


def _led_by_people(
    text: str, people: Iterable[tuple[int, int]], registry: Registry
) -> Iterator[_Span]:
    """Yield governments named after who leads them ("the Kishida cabinet")."""
    for start, end in sorted(set(people)):
        if last := government_after(text, end):
            key = plain(text[start:last])
            entity = registry.organisation_named(key)
            yield _Span(
                start, last, MentionKind.INSTITUTION, entity.name if entity else key, entity
            )


def _known(
    text: str,
    matches: Iterable[EntityMatch],
    names: Sequence[Name],
    *,
    blocked: Sequence[tuple[int, int]],
) -> Iterator[_Span]:
    for match in matches:
        entity = match.entity
        kind = match.entities[0].kind
        if kind is MentionKind.PLACE and _is_inside_name(match, names):
            continue
        if kind is MentionKind.PLACE and _overlaps(match.start, match.end, blocked):
            # "US$5 billion"
            continue
        start = match.start + (len("the ") if text.startswith("the ", match.start) else 0)
        key = entity.name if entity else text[start : match.end]
        yield _Span(start, match.end, kind, key, entity, is_ambiguous=entity is None)


def _is_inside_name(match: EntityMatch, names: Iterable[Name]) -> bool:
    """Say whether a place is part of a longer name ("University of Tokyo", "Jordan Reyes")."""
    return any(
        name.label in {ORGANISATION, PERSON}
        and name.start <= match.start
        and match.end <= name.end
        and name.end - name.start > match.end - match.start
        for name in names
    )


def _found(
    text: str,
    names: Sequence[Name],
    *,
    blocked: Iterable[tuple[int, int]],
    registry: Registry,
) -> Iterator[_Span]:
    blocked = list(blocked)
    headings = find_headings(text)
    small = frozenset(word for word in _WORD.findall(text) if word.islower())
    set_in_text = _set_in_text(text, names, headings)
    for name in names:
        surface = plain(text[name.start : name.end])
        if name.label != ORGANISATION and name.label not in PLACES:
            continue
        if surface in NOT_BODIES or _PLURAL_ACRONYM.fullmatch(surface):
            continue
        if registry.people.named(surface) or _is_written_small(surface, small):
            continue
        if _overlaps(name.start, name.end, blocked):
            continue
        is_trusted = surface in set_in_text or denoted_by(surface) is Denotes.BODY
        if headings.holds(name.start, name.end) and not is_trusted:
            continue
        if kind := _kind_found(text, name):
            yield _Span(name.start, name.end, kind, _stem(surface))


def _overlaps(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(left < end and start < right for left, right in spans)


def _set_in_text(text: str, names: Iterable[Name], headings: Headings) -> frozenset[str]:
    """Return the names that also stand where capitals mark a name."""
    return frozenset(
        plain(text[name.start : name.end])
        for name in names
        if not headings.holds(name.start, name.end)
    )


def _kind_found(text: str, name: Name) -> MentionKind | None:
    """Return the kind of a name that only the recogniser knows; None for a thing."""
    surface = plain(text[name.start : name.end])
    if name.label in PLACES:
        is_body = " " in surface and denoted_by(surface) is Denotes.BODY
        return MentionKind.INSTITUTION if is_body else MentionKind.PLACE
    kind = _kind_of(surface, default=MentionKind.INSTITUTION)
    if kind is MentionKind.INSTITUTION and denoted_by(surface) is None:
        return None if _is_part_of_thing(text, name) else kind
    return kind


def _is_part_of_thing(text: str, name: Name) -> bool:
    """Say whether the words around a name make it a model or the front of a longer thing's name."""
    if _NUMBER_BEFORE.search(text, max(0, name.start - 12), name.start):
        return True
    more = _MORE_OF_NAME.match(text, name.end)
    if more is None or " " not in text[name.start : name.end]:
        return False
    return denoted_by(text[name.start : more.end()]) is Denotes.THING


def _is_written_small(surface: str, small: frozenset[str]) -> bool:
    """Say whether a capitalised word or phrase is one that the text also writes small."""
    words = surface.split()
    is_plain = all(word.isalpha() and word.istitle() for word in words)
    if not is_plain or (len(words) > 1 and denoted_by(surface) is Denotes.BODY):
        return False
    return all(word.lower() in small for word in words)


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


def _organisation(span: _Span, kind: MentionKind, longest: Mapping[str, str]) -> Organisation:
    canonical = longest[span.key.casefold()]
    entity = span.entity
    if span.is_ambiguous or entity:
        entity_id = entity.id if entity else ""
    else:
        entity_id = make_id(kind, canonical)
    return Organisation(
        start=span.start,
        end=span.end,
        kind=kind,
        canonical=canonical,
        entity_id=entity_id,
        wikidata=entity.wikidata if entity else None,
        country=entity.country if entity else "",
        group=entity.group if entity else VoiceGroup.UNKNOWN,
    )
