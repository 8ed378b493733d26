"""Rows for a voices model, cut from documents annotated as PolNeAR's are."""

import sys

import pytest

TEXT = "Sen. Mara Lind said the ports don't pay.\n\nShe left."
SAID = {
    "source": [[0, 14]],
    "cue": [[15, 19]],
    "content": [[20, 39]],
}


@pytest.fixture(scope="module")
def rows_of(repository):
    sys.path.append(str(repository / "benchmarks"))
    from polnear_bio import paragraphs_of

    return lambda *attributions: list(paragraphs_of({"text": TEXT, "attributions": attributions}))


def test_a_row_is_a_paragraph_whose_titles_end_nothing(rows_of):
    first, second = rows_of(SAID)
    assert first["tokens"] == [
        "Sen.",
        "Mara",
        "Lind",
        "said",
        "the",
        "ports",
        "do",
        "n’t",
        "pay",
        ".",
    ]
    assert first["labels"][:5] == ["B-source", "I-source", "I-source", "B-cue", "B-content"]
    assert first["labels"][5:] == [*["I-content"] * 4, "O"]
    assert second["labels"] == ["O"] * 3


def test_of_nested_attributions_the_outer_one_stays(rows_of):
    inner = {"source": [[20, 29]], "cue": [[36, 39]], "content": []}
    assert rows_of(inner, SAID) == rows_of(SAID)
