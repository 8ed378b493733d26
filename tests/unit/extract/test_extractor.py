from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stanceline.extract import extractor as module
from stanceline.extract.extractor import make_extractor
from stanceline.protocols import Extractor
from stanceline.records import Extraction, Rejected
from stanceline.testing import make_article

TEXT = "Donald Trump said that Japan’s JBIC would pay $550 billion.\nCritics called it a surrender."
ARTICLES = [make_article(TEXT), make_article("It fell. It rose.\n\nAll paid 15%.")]


def test_it_is_an_extractor(extractor):
    assert isinstance(extractor, Extractor)


def test_extractions_come_in_order(extractor):
    assert [e.article for e in extractor(ARTICLES)] == ARTICLES


def test_a_second_run_is_the_same(extractor):
    assert list(extractor(ARTICLES)) == list(extractor(ARTICLES))


@pytest.mark.parametrize("batch_size", [1, 2, 7, 64])
def test_the_batch_size_changes_nothing(extractor, batch_size):
    assert list(replace(extractor, batch_size=batch_size)(ARTICLES)) == list(extractor(ARTICLES))


def test_neighbours_change_nothing(extractor):
    assert list(extractor(ARTICLES))[1:] == list(extractor(ARTICLES[1:]))


def test_mentions_slice_back_and_know_their_passage(extract):
    extraction = extract(TEXT)
    by_id = {p.passage_id: p for p in extraction.passages}
    assert [m.surface for m in extraction.mentions] == [
        "Donald Trump", "Japan", "JBIC", "$550 billion"
    ]  # fmt: skip
    assert all(
        by_id[m.passage_id].start <= m.start < by_id[m.passage_id].end for m in extraction.mentions
    )


def test_an_article_without_text_is_rejected(extractor):
    [rejected] = extractor([make_article(" \n ")])
    assert isinstance(rejected, Rejected)
    assert rejected.message == "test:1: the article has no text; check its source"


def test_a_failure_inside_one_article_spares_the_next(extractor, monkeypatch):
    def fail(article, starts):
        raise RuntimeError("broken") if article is ARTICLES[0] else KeyError("other")

    monkeypatch.setattr(module, "cut_passages", fail)
    errors = [(r.stage, r.error, r.message) for r in extractor(ARTICLES)]
    assert errors == [("extract", "RuntimeError", "broken"), ("extract", "KeyError", "'other'")]


@pytest.mark.parametrize(
    "text",
    ["\ud800 lone", "\x00", "“" * 300, "(" * 5000, "a" * 20000, "\u200b", "$" * 3000, "\r\n\r\nx",
     "word " * 5000, "😀" * 500, "\u202eabc", "<b>" * 500],
)  # fmt: skip
def test_hostile_texts_are_read_whole(extract, text):
    extraction = extract(text)
    covered = "".join(p.text for p in extraction.passages)
    assert sorted("".join(covered.split())) == sorted("".join(text.split()))


def test_a_text_beyond_what_spacy_takes_is_read_in_pieces(extractor):
    small = replace(extractor)
    sentence = "Japan will pay $5 billion to the U.S. this year. "
    text = sentence * 1200
    [extraction] = small([make_article(text)])
    assert isinstance(extraction, Extraction)
    assert sum(m.kind == "money" for m in extraction.mentions) == 1200


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=120).filter(str.strip))
def test_any_text_is_extracted(extractor, text):
    [extraction] = extractor([make_article(text)])
    assert isinstance(extraction, Extraction)
    assert len(extraction.voices) >= len(extraction.passages) > 0


def test_the_fingerprint_names_the_model_and_follows_the_entities(extractor, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "a", "kind": "person", "name": "Mori"}')
    other = make_extractor(tmp_path)
    assert "en_core_web_sm" in extractor.fingerprint
    assert other.fingerprint != extractor.fingerprint


def test_a_batch_of_none_is_a_mistake(tmp_path):
    with pytest.raises(ValueError, match="batch_size must be at least 1, got 0"):
        make_extractor(tmp_path, batch_size=0)
