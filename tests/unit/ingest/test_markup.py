import pytest

from stanceline.ingest.markup import parse_markup
from stanceline.ingest.refusals import RefusalError


def test_text_after_a_control_character_is_kept():
    assert parse_markup("<p>One\x00\x01 two", locator="x").text_content() == "One two"


def test_empty_markup_is_refused():
    with pytest.raises(RefusalError, match="x: the markup holds nothing"):
        parse_markup("", locator="x")


def test_what_is_too_deep_is_refused():
    with pytest.raises(RefusalError) as caught:
        parse_markup("<div>" * 5000, locator="x")
    assert caught.value.kind == "too deep"
