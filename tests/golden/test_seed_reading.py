"""The reading that ``benchmarks/seed.py`` compares with: offsets, digests and names, no text."""

import json
from pathlib import Path

import pytest

READING = json.loads((Path(__file__).parent / "seed" / "read.json").read_text("utf-8"))
KINDS = {"people": 7, "institutions": 33, "amounts": 18, "voices": 24}


@pytest.mark.parametrize(("kind", "count"), KINDS.items())
def test_every_item_has_its_place_in_the_text(kind, count):
    spans = [item.get("content", item) for item in READING[kind]]
    assert len(spans) == count
    assert all(0 <= s["start"] < s["end"] <= READING["n_chars"] for s in spans)


def test_names_are_those_of_the_registry(extractor_registry):
    named = {item["canonical"] for item in (*READING["people"], *READING["institutions"])}
    known = {entity.name for entity in extractor_registry.entities.values()}
    assert named - known == {"KumDi.com"}


@pytest.fixture(scope="module")
def extractor_registry(repository):
    from stanceline.extract.entities import load_entities

    return load_entities(repository / "corpora" / "entities")
