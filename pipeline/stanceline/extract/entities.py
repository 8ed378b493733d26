"""The registry of known people, institutions and places, read from a folder of JSON Lines.

One object a line: ``id``, ``kind`` (institution, person or place), ``name``, and where known
``aliases``, ``country`` (ISO 3166 alpha-2), ``group`` (a voice group), ``wikidata``, ``role``,
``demonyms``, ``stands_for`` (the id of the institution that a place is a metonym of: Tokyo, the
Kremlin). A name that two entries share stays ambiguous.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stanceline.errors import InputError, MissingDataError
from stanceline.extract.aliases import AliasIndex, plain
from stanceline.records import MentionKind, VoiceGroup

_KINDS = (MentionKind.INSTITUTION, MentionKind.PERSON, MentionKind.PLACE)
# Where news prints a name family first and family last.
_TWO_ORDERS = frozenset(("JP", "HU"))
_FIELDS = frozenset(
    (
        "id",
        "kind",
        "name",
        "aliases",
        "country",
        "group",
        "wikidata",
        "role",
        "demonyms",
        "stands_for",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One known person, institution or place."""

    id: str
    kind: MentionKind
    name: str
    aliases: tuple[str, ...] = ()
    country: str = ""
    group: VoiceGroup = VoiceGroup.UNKNOWN
    wikidata: str | None = None
    role: str = ""
    demonyms: tuple[str, ...] = ()
    # What a place is a metonym of; an id.
    stands_for: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The name, every alias, and in East Asia a full name in the other order."""
        given = (self.name, *self.aliases)
        return given if self.kind is not MentionKind.PERSON else (*given, *self._turned())

    def _turned(self) -> tuple[str, ...]:
        words = self.name.split()
        is_turned = self.country in _TWO_ORDERS and len(words) in {2, 3}
        return (" ".join((words[-1], *words[:-1])),) if is_turned else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityMatch:
    """Where known entities are named; more than one entity means that the name is ambiguous."""

    start: int
    end: int
    entities: tuple[Entity, ...]

    @property
    def entity(self) -> Entity | None:
        """The one entity that is meant, or None when the name does not tell."""
        return self.entities[0] if len(self.entities) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Known entities, found by name; ``digest`` identifies the files they were read from."""

    entities: Mapping[str, Entity]
    people: AliasIndex
    organisations: AliasIndex
    demonyms: AliasIndex
    seats: Mapping[str, tuple[str, ...]]
    digest: str = ""

    @classmethod
    def from_entities(cls, entities: Iterable[Entity], *, digest: str = "") -> Registry:
        """Index entities: people apart, because "Trump" is named inside "Trump administration"."""
        known = {entity.id: entity for entity in entities}
        people = [e for e in known.values() if e.kind is MentionKind.PERSON]
        others = [e for e in known.values() if e.kind is not MentionKind.PERSON]
        return cls(
            entities=known,
            people=AliasIndex.from_pairs(_named(people)),
            organisations=AliasIndex.from_pairs(_named_once(others, known)),
            demonyms=AliasIndex.from_pairs((d, e.id) for e in others for d in e.demonyms),
            seats=_seats(others),
            digest=digest,
        )

    def find_people(self, text: str) -> Iterator[EntityMatch]:
        """Yield the known people that a text names."""
        return self._find(self.people, text)

    def find_organisations(self, text: str) -> Iterator[EntityMatch]:
        """Yield the known institutions and places that a text names."""
        return self._find(self.organisations, text)

    def countries_of(self, text: str) -> list[str]:
        """List the countries whose people, bodies or land a text names, in order of the text.

        >>> Registry.from_entities([]).countries_of("Japanese officials")
        []
        """
        found = sorted(
            (match.start, self.entities[match.keys[0]].country)
            for index in (self.organisations, self.demonyms)
            for match in index.find(text)
            if len(match.keys) == 1
        )
        return [country for _, country in found if country]

    def meant_by(self, place_id: str) -> Entity | None:
        """Return the institution that a place is a metonym of."""
        place = self.entities.get(place_id)
        return self.entities.get(place.stands_for) if place else None

    def seat_named(self, entity_id: str, surface: str) -> Entity | None:
        """Return the building that an institution is called by with this name ("Kremlin")."""
        name = plain(surface).removeprefix("The ").removeprefix("the ")
        seats = (self.entities[key] for key in self.seats.get(entity_id, ()))
        return next((seat for seat in seats if name in seat.names), None)

    def person_named(self, surface: str) -> Entity | None:
        """Return the one person of this name."""
        return self._only(self.people.named(surface))

    def organisation_named(self, surface: str) -> Entity | None:
        """Return the one institution or place of this name."""
        return self._only(self.organisations.named(surface))

    def _only(self, keys: tuple[str, ...]) -> Entity | None:
        return self.entities[keys[0]] if len(keys) == 1 else None

    def _find(self, index: AliasIndex, text: str) -> Iterator[EntityMatch]:
        for match in index.find(text):
            entities = tuple(self.entities[key] for key in match.keys)
            yield EntityMatch(start=match.start, end=match.end, entities=entities)


def load_entities(folder: Path, more: Iterable[Path] = ()) -> Registry:
    """Load every ``*.jsonl`` file of a folder, then the user's own files or folders.

    An entity of ``more`` with an id of the folder's replaces it.

    Raises:
        MissingDataError: a folder holds no such file, or a file is not there.
        InputError: a line is not an entity, an id is used twice in one place, or a place stands
            for what is not there.

    """
    digest = hashlib.sha256()
    entities: dict[str, Entity] = {}
    for place in (folder, *more):
        entities |= _read_place(place, digest)
    for entity in entities.values():
        if entity.stands_for and entity.stands_for not in entities:
            what = f"{entity.id} stands for {entity.stands_for!r}, which is no entity"
            raise InputError(str(folder), what, remedy="give the id of an institution")
    return Registry.from_entities(entities.values(), digest=digest.hexdigest())


def _read_place(place: Path, digest: hashlib._Hash) -> dict[str, Entity]:
    files = [place] if place.is_file() else sorted(place.glob("*.jsonl"))
    if not files:
        raise MissingDataError("entity files (*.jsonl)", [place])
    entities: dict[str, Entity] = {}
    for file in files:
        digest.update(file.read_bytes())
        for locator, entity in _read_entities(file):
            if entity.id in entities:
                raise InputError(locator, f"id {entity.id!r} is used twice")
            entities[entity.id] = entity
    return entities


def _named(entities: Iterable[Entity]) -> Iterator[tuple[str, str]]:
    return ((name, entity.id) for entity in entities for name in entity.names)


def _named_once(
    entities: Iterable[Entity], known: Mapping[str, Entity]
) -> Iterator[tuple[str, str]]:
    """Yield names as ``_named``, but a seat of power's own as its institution's alone."""
    for entity in entities:
        meant = known.get(entity.stands_for)
        shared = meant.names if meant else ()
        yield from ((name, entity.id) for name in entity.names if name not in shared)


def _seats(entities: Iterable[Entity]) -> dict[str, tuple[str, ...]]:
    seats: dict[str, tuple[str, ...]] = {}
    for entity in entities:
        if entity.stands_for:
            seats[entity.stands_for] = (*seats.get(entity.stands_for, ()), entity.id)
    return seats


def _read_entities(file: Path) -> Iterator[tuple[str, Entity]]:
    for number, line in enumerate(file.read_bytes().split(b"\n"), start=1):
        if line.strip():
            locator = f"{file.name}:{number}"
            yield locator, _parse_entity(line, locator)


def _parse_entity(line: bytes, locator: str) -> Entity:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(locator, f"not a JSON object: {error}") from error
    if not isinstance(row, dict):
        raise InputError(locator, f"not a JSON object: {row!r}")
    if unknown := row.keys() - _FIELDS:
        known = ", ".join(sorted(_FIELDS))
        raise InputError(locator, f"unknown keys {sorted(unknown)}", remedy=f"known: {known}")
    try:
        return _make_entity(row)
    except (KeyError, ValueError, TypeError) as error:
        raise InputError(
            locator,
            f"not an entity: {type(error).__name__}: {error}",
            remedy='needed: "id", "kind" (institution, person or place) and "name"',
        ) from error


def _make_entity(row: Mapping[str, Any]) -> Entity:
    kind = MentionKind(row["kind"])
    if kind not in _KINDS:
        raise ValueError(f"kind {kind!r} is not one of {', '.join(_KINDS)}")
    return Entity(
        id=_filled(row, "id"),
        kind=kind,
        name=_filled(row, "name"),
        aliases=_strings(row, "aliases"),
        country=str(row.get("country") or ""),
        group=VoiceGroup(row.get("group") or VoiceGroup.UNKNOWN),
        wikidata=row.get("wikidata"),
        role=str(row.get("role") or ""),
        demonyms=_strings(row, "demonyms"),
        stands_for=str(row.get("stands_for") or ""),
    )


def _filled(row: Mapping[str, Any], key: str) -> str:
    value = row[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} is {value!r}, expected some text")
    return value


def _strings(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = row.get(key) or []
    if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() for v in values):
        raise ValueError(f"{key} is {values!r}, expected a list of texts")
    return tuple(values)
