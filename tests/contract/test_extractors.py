"""What every registered extractor promises, whatever is inside."""

import pytest

from stanceline.config import Settings
from stanceline.protocols import Extractor
from stanceline.records import Extraction
from stanceline.registry import EXTRACTORS, make_extractor
from stanceline.testing import make_article

TEXTS = [
    "The finance minister said the $550 billion deal was worth it.\n\nIt was signed in Tokyo.",
    "“They set the date,” an opposition lawmaker said. “We pay.”",
    "🗾 𝕊tray — \u200b “unclosed quote and $ % ( ( (\n\n\n x",
]


@pytest.fixture(scope="module", params=EXTRACTORS)
def extractor(request, repository) -> Extractor:
    return make_extractor(Settings(home=repository, extract={"extractor": request.param}))


@pytest.fixture(scope="module")
def extractions(extractor) -> list[Extraction]:
    return list(extractor([make_article(text) for text in TEXTS]))


def test_fits_the_protocol(extractor):
    assert isinstance(extractor, Extractor)


def test_one_extraction_an_article_in_order(extractions):
    assert [extraction.article.text for extraction in extractions] == TEXTS


def test_every_character_is_in_exactly_one_passage(extractions):
    for extraction in extractions:
        seen = [0] * len(extraction.article.text)
        for passage in extraction.passages:
            for position in range(passage.start, passage.end):
                seen[position] += 1
        visible = [n for n, c in zip(seen, extraction.article.text, strict=True) if c.isalnum()]
        assert set(visible) <= {1}


def test_every_passage_has_a_voice(extractions):
    for extraction in extractions:
        voiced = {voice.passage.passage_id for voice in extraction.voices}
        assert voiced == {passage.passage_id for passage in extraction.passages}


def test_mentions_lie_in_their_passages(extractions):
    for extraction in extractions:
        spans = {p.passage_id: (p.start, p.end) for p in extraction.passages}
        for mention in extraction.mentions:
            if mention.passage_id is not None:
                start, end = spans[mention.passage_id]
                assert start <= mention.start < mention.end <= end


def test_company_changes_nothing(extractor, extractions):
    alone = [next(iter(extractor([make_article(text)]))) for text in TEXTS]
    assert alone == extractions
