"""People in a text: one entity for all the ways in which it names someone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from stanceline.extract.aliases import plain
from stanceline.extract.entities import Entity, Registry
from stanceline.extract.groups import group_of_words
from stanceline.extract.head_nouns import denoted_by, is_body_noun
from stanceline.extract.names import ORGANISATION, PERSON, Name
from stanceline.extract.titles import government_after, role_after, role_before, title_length
from stanceline.records import VoiceGroup, make_id

_EAST_ASIAN = frozenset(("KR", "KP", "CN", "TW", "HK", "VN"))
# Family names that come first in a name that news prints in its own order.
_FAMILY_NAMES = (
    "Kim Lee Park Choi Chung Jung Jeong Cho Yoon Han Kang Lim Oh Shin Kwon Ahn Hwang Song Yoo Yeo "
    "Wi Xi Wang Li Zhang Liu Chen Yang Zhao Wu Zhou He Hu Lai Tsai Nguyen Pham To Tran"
)
_FAMILY_FIRST = frozenset(_FAMILY_NAMES.split())
# A person's name inside these names a body or a building.
_BODY_WORDS = (
    "Organization Organisation Tower Hotel Foundation Media Group Inc Inc. Corp Corp. University "
    "Center Centre Library School Institute Company Co Co. Ltd Ltd. Holdings Airport"
)
_NOT_A_PERSON = frozenset(_BODY_WORDS.split())
_LONGEST_NAME = 80
_ACRONYM = re.compile(r"[A-Z][A-Z&.]{1,6}")
_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One mention of a person."""

    start: int
    end: int
    canonical: str
    entity_id: str
    wikidata: str | None = None
    country: str = ""
    role: str = ""
    group: VoiceGroup = VoiceGroup.UNKNOWN


@dataclass(slots=True)
class _Someone:
    """All the full names of one person in a text."""

    key: tuple[str, str]
    entity: Entity | None = None
    forms: list[str] = field(default_factory=list)

    @property
    def canonical(self) -> str:
        return self.entity.name if self.entity else max(self.forms, key=len)

    @property
    def entity_id(self) -> str:
        return self.entity.id if self.entity else make_id("person", self.canonical)

    @property
    def surnames(self) -> frozenset[str]:
        country = self.entity.country if self.entity else ""
        forms = [*self.forms, self.entity.name] if self.entity else self.forms
        return frozenset(s for form in forms for s in surnames_of(form, country=country))


def find_people(
    text: str,
    names: Sequence[Name],
    registry: Registry,
    *,
    not_people: Callable[[str], bool] = lambda _: False,
) -> list[Person]:
    """List the people of a text: the registry decides first, then the longest form in the text.

    A surname that two people of the text share stays on its own.
    """
    spans = _person_spans(text, names, registry, not_people=not_people)
    someones: dict[tuple[str, str], _Someone] = {}
    for start, end in spans:
        surface = plain(text[start:end])
        if len(surface.split()) > 1:
            entity = _known(surface, registry)
            key = ("", entity.id) if entity else _key(surface)
            someone = someones.setdefault(key, _Someone(key, entity))
            someone.forms.append(surface[title_length(surface) :] or surface)
    people = [_person(text, span, someones, registry) for span in spans]
    return _with_roles(text, people)


def surnames_of(name: str, *, country: str = "") -> frozenset[str]:
    """Return what a person may be called by for short: the last name, the first in East Asia.

    >>> sorted(surnames_of("Lee Jae-myung")), sorted(surnames_of("Donald J. Trump"))
    (['Jae-myung', 'Lee'], ['Trump'])
    """
    words = [word for word in name.split() if word.lower() not in _SUFFIXES]
    if len(words) < 2:
        return frozenset(words)
    is_family_first = country in _EAST_ASIAN or words[0] in _FAMILY_FIRST or "-" in words[-1]
    return frozenset((words[0], words[-1])) if is_family_first else frozenset((words[-1],))


def _person_spans(
    text: str, names: Sequence[Name], registry: Registry, *, not_people: Callable[[str], bool]
) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    bodies = [n for n in names if n.label == ORGANISATION]
    people = [n for n in names if n.label == PERSON]
    for match in registry.find_people(text):
        wider = _covering(people, match.start, match.end)
        if match.entity and not _is_part_of_body(text, bodies, match.start, match.end):
            start, end = wider or (match.start, match.end)
            start += title_length(text[start:end])
            spans.append((start, max(end, _longest_name_at(text, start, match.entity))))
    spans = [span for span in spans if government_after(text, span[1]) is None]
    taken = sorted(spans)
    for name in people:
        if government_after(text, name.end):
            continue
        surface = text[name.start : name.end]
        is_known_body = registry.organisations.named(surface) or _ACRONYM.fullmatch(surface)
        if is_known_body or not_people(surface) or not _looks_personal(surface):
            continue
        if not any(start < name.end and name.start < end for start, end in taken):
            spans.append((name.start, name.end))
    return sorted(set(spans))


def _longest_name_at(text: str, start: int, entity: Entity) -> int:
    """Return where the longest name of someone ends that begins here ("Ishiba" + " Shigeru")."""
    flat = plain(text[start : start + _LONGEST_NAME])
    return start + max((len(n) for n in entity.names if flat.startswith(n)), default=0)


def _covering(people: Iterable[Name], start: int, end: int) -> tuple[int, int] | None:
    for name in people:
        if name.start <= start and end <= name.end:
            return name.start, name.end
    return None


def _is_part_of_body(text: str, bodies: Iterable[Name], start: int, end: int) -> bool:
    return any(
        body.start <= start
        and end < body.end
        and _is_body_word(text[body.start : body.end].rsplit(maxsplit=1)[-1])
        for body in bodies
    )


def _looks_personal(surface: str) -> bool:
    words = surface.split()
    return (
        len(words) <= 5
        and not any(char.isdigit() or char in "$€£%@#/" for char in surface)
        and not _is_body_word(words[-1])
        and (len(words) < 3 or denoted_by(surface) is None)
        and words[0][0].isupper()
    )


def _is_body_word(word: str) -> bool:
    return word in _NOT_A_PERSON or is_body_noun(word)


def _known(surface: str, registry: Registry) -> Entity | None:
    """Return the registry's person of a full name, middle initials aside."""
    if entity := registry.person_named(surface):
        return entity
    words = surface.split()
    if words[-1].lower() in _SUFFIXES:
        return None
    return registry.person_named(f"{words[0]} {words[-1]}")


def _key(surface: str) -> tuple[str, str]:
    words = [word.casefold() for word in surface.split()]
    if len(words) > 2 and words[-1] in _SUFFIXES:
        return words[0], f"{words[-2]} {words[-1]}"
    return words[0], words[-1]


def _person(
    text: str,
    span: tuple[int, int],
    someones: dict[tuple[str, str], _Someone],
    registry: Registry,
) -> Person:
    surface = plain(text[slice(*span)])
    if len(surface.split()) > 1:
        entity = _known(surface, registry)
        someone = someones[("", entity.id) if entity else _key(surface)]
    else:
        someone = _by_surname(surface, someones, registry)
    entity = someone.entity
    return Person(
        start=span[0],
        end=span[1],
        canonical=someone.canonical,
        entity_id=someone.entity_id,
        wikidata=entity.wikidata if entity else None,
        country=entity.country if entity else "",
        role=entity.role if entity else "",
        group=entity.group if entity else VoiceGroup.UNKNOWN,
    )


def _by_surname(
    surname: str, someones: dict[tuple[str, str], _Someone], registry: Registry
) -> _Someone:
    candidates = {s.entity_id: s for s in someones.values() if surname in s.surnames}
    if entity := registry.person_named(surname):
        candidates.setdefault(entity.id, _Someone(("", entity.id), entity, [surname]))
    if len(candidates) == 1:
        return next(iter(candidates.values()))
    return _Someone(("", surname), None, [surname])


def _with_roles(text: str, people: Sequence[Person]) -> list[Person]:
    """Give everyone the first role the text states, else the registry's."""
    roles: dict[str, str] = {}
    for person in people:
        role = role_before(text, person.start) or role_after(text, person.end)
        if role:
            roles.setdefault(person.entity_id, role)
    return [
        _with_role(person, _fuller(roles.get(person.entity_id, ""), person.role))
        for person in people
    ]


def _fuller(stated: str, known: str) -> str:
    """Return the role a text states, unless the registry's says the same and more."""
    return known if not stated or stated.casefold() in known.casefold() else stated


def _with_role(person: Person, role: str) -> Person:
    group = person.group
    if group is VoiceGroup.UNKNOWN and role:
        group = group_of_words(role)
    return replace(person, role=role, group=group)
