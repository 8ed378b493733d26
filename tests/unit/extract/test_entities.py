import json
from pathlib import Path

import pytest

from stanceline.errors import InputError, MissingDataError
from stanceline.extract.entities import Entity, Registry, load_entities
from stanceline.records import MentionKind

SHIPPED = Path(__file__).parents[3] / "corpora" / "entities"


def write(folder, *rows):
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / "some.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def org(key, name, *aliases):
    return Entity(id=key, kind=MentionKind.INSTITUTION, name=name, aliases=aliases)


def test_an_entity_is_found_by_an_alias(tmp_path):
    row = {"id": "o:1", "kind": "institution", "name": "Bank of Japan", "aliases": ["BOJ"]}
    registry = load_entities(write(tmp_path, row))
    [match] = registry.find_organisations("the BOJ's rate")
    assert match.entity is not None
    assert match.entity.name == "Bank of Japan"


def test_a_name_of_two_entities_stays_ambiguous():
    registry = Registry.from_entities([org("a", "Basel Bank", "BIS"), org("b", "Bureau", "BIS")])
    [match] = registry.find_organisations("the BIS said")
    assert match.entity is None
    assert len(match.entities) == 2


def test_the_longest_name_wins():
    registry = Registry.from_entities([org("a", "Japan"), org("b", "Bank of Japan")])
    assert [m.entities[0].id for m in registry.find_organisations("Bank of Japan")] == ["b"]


def test_a_name_ends_with_its_word():
    registry = Registry.from_entities([org("a", "Fed")])
    assert list(registry.find_organisations("Federal FedEx")) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "some.jsonl:1: not a JSON object"),
        ("[1]", "some.jsonl:1: not a JSON object"),
        ('{"id": "a", "kind": "institution"}', "some.jsonl:1: not an entity: KeyError: 'name'"),
        ('{"id": "a", "kind": "money", "name": "x"}', "is not one of institution, person, place"),
        ('{"id": "a", "kind": "person", "name": " "}', "name is ' ', expected some text"),
        ('{"id": "a", "kind": "person", "name": "x", "aliases": "y"}', "expected a list of texts"),
        ('{"id": "a", "kind": "person", "name": "x", "nick": "y"}', r"unknown keys \['nick'\]"),
        ('{"id": "a", "kind": "person", "name": "x", "group": "y"}', "not an entity"),
    ],
)
def test_a_bad_line_says_what_is_wrong(tmp_path, line, message):
    with pytest.raises(InputError, match=message):
        load_entities(write(tmp_path, line))


def test_a_place_that_stands_for_nothing_known_is_an_error(tmp_path):
    row = {"id": "a", "kind": "place", "name": "Castle", "stands_for": "b"}
    with pytest.raises(InputError, match="a stands for 'b', which is no entity"):
        load_entities(write(tmp_path, row))


def test_an_id_used_twice_is_an_error(tmp_path):
    row = {"id": "a", "kind": "person", "name": "x"}
    with pytest.raises(InputError, match="id 'a' is used twice"):
        load_entities(write(tmp_path, row, row))


def test_a_folder_without_entity_files_is_an_error(tmp_path):
    with pytest.raises(MissingDataError):
        load_entities(tmp_path)


def test_the_digest_follows_the_files(tmp_path):
    first = load_entities(write(tmp_path, {"id": "a", "kind": "person", "name": "x"})).digest
    second = load_entities(write(tmp_path, {"id": "a", "kind": "person", "name": "y"})).digest
    assert first != second


def test_the_shipped_registry_is_large_enough():
    registry = load_entities(SHIPPED)
    kinds = [entity.kind for entity in registry.entities.values()]
    assert kinds.count(MentionKind.INSTITUTION) >= 400
    assert kinds.count(MentionKind.PERSON) >= 250


def test_every_shipped_entity_is_found_by_its_own_name():
    registry = load_entities(SHIPPED)
    for entity in registry.entities.values():
        is_person = entity.kind is MentionKind.PERSON
        find = registry.find_people if is_person else registry.find_organisations
        # A seat of power is found as the body that sits there.
        wanted = {entity.id, entity.stands_for}
        assert any(wanted & {e.id for e in match.entities} for match in find(entity.name)), (
            entity.id
        )


def test_the_user_s_own_file_adds_and_replaces(tmp_path):
    shipped = write(tmp_path, {"id": "a", "kind": "person", "name": "x"})
    own = tmp_path / "own" / "mine.jsonl"
    own.parent.mkdir()
    own.write_text(
        '{"id": "a", "kind": "person", "name": "y"}\n{"id": "b", "kind": "person", "name": "z"}\n'
    )
    registry = load_entities(shipped, [own])
    assert {e.name for e in registry.entities.values()} == {"y", "z"}


def test_a_user_s_file_that_is_not_there_is_an_error(tmp_path):
    shipped = write(tmp_path, {"id": "a", "kind": "person", "name": "x"})
    with pytest.raises(MissingDataError):
        load_entities(shipped, [tmp_path / "missing.jsonl"])
