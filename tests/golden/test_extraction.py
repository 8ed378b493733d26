"""One invented article, and everything that is found in it; `make golden` rewrites the file."""

import json
from pathlib import Path

import pytest

from stanceline.extract.extractor import make_extractor
from stanceline.records import Quotation
from stanceline.testing import make_article

FOLDER = Path(__file__).parent / "extraction"


@pytest.fixture(scope="module")
def found(repository):
    extractor = make_extractor(repository / "corpora" / "entities")
    text = (FOLDER / "article.txt").read_text(encoding="utf-8")
    [extraction] = extractor([make_article(text)])
    return extraction


def as_plain(extraction):
    names = sorted(
        {(str(m.kind), m.canonical, m.country) for m in extraction.mentions if m.value is None}
    )
    amounts = [
        [
            *(m.surface, str(m.kind), m.value, m.value_high, m.currency or m.unit),
            *(str(m.qualifier), m.per, m.of_what, m.over_years, m.actor),
        ]
        for m in extraction.mentions
        if m.value is not None
    ]
    text = extraction.article.text
    voices = [
        [v.speaker, v.cue, str(v.group), str(v.quotation), text[v.start : v.end]]
        for v in extraction.voices
        if v.quotation is not Quotation.OWN
    ]
    return {"names": [list(name) for name in names], "amounts": amounts, "voices": voices}


def test_the_article_is_read_as_it_was_read_before(found, update_golden):
    file = FOLDER / "found.json"
    plain = as_plain(found)
    if update_golden:
        file.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert plain == json.loads(file.read_text(encoding="utf-8"))
