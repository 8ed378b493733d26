import pytest

from stanceline.ingest.bylines import is_byline, read_authors


@pytest.mark.parametrize(
    "value",
    [
        "By Aiko Mori and Ben Hale", "Aiko Mori; Ben Hale", ["Aiko Mori", "Ben Hale"],
        [{"name": "Aiko Mori"}, {"name": "Ben Hale"}], "Aiko Mori, Ben Hale",
    ],
)  # fmt: skip
def test_names_are_read_however_they_are_listed(value):
    assert read_authors(value) == ("Aiko Mori", "Ben Hale")


@pytest.mark.parametrize("value", [None, 7, "", [], [None, 7], {"id": 3}])
def test_what_names_no_one_is_no_author(value):
    assert read_authors(value) == ()


def test_name_and_its_address_form_are_one_person():
    assert read_authors(["Chuck Ross", "Chuck-Ross"]) == ("Chuck Ross",)


def test_byline_may_name_a_place():
    assert is_byline("By Aiko Mori in Tokyo")


def test_sentence_that_begins_with_by_is_no_byline():
    assert not is_byline("By Thursday the deal was dead")
