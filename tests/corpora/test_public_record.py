"""The labels of the public record: no text in them, and what they say holds together."""

import json
from collections import Counter

import pytest

from stanceline.records import Frame, Label

# What a text could hide in is short: a source or a path is no passage.
LONGEST_VALUE = 260
KEYS = {
    *("id", "text_sha256", "repository", "path", "source", "date", "batch", "label"),
    *("label_a", "label_b", "annotator_a", "annotator_b", "grades"),
}
MORE_KEYS = {"confidence_a", "confidence_b", "adjudication", "commit", "words"}


@pytest.fixture(params=["labels.jsonl", "labels-further.jsonl"])
def rows(request, repository):
    lines = (repository / "corpora" / "public-record" / request.param).read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_rows_hold_labels_and_no_text(rows):
    for row in rows:
        assert KEYS <= row.keys() <= KEYS | MORE_KEYS, row["id"]
        values = [v for k, v in row.items() if isinstance(v, str) and k != "adjudication"]
        assert max(map(len, values)) <= LONGEST_VALUE, row["id"]


def test_ids_are_the_beginning_of_digests_and_none_is_there_twice(rows):
    assert all(row["text_sha256"].startswith(row["id"]) for row in rows)
    assert max(Counter(row["id"] for row in rows).values()) == 1


def test_agreed_labels_stand(rows):
    known = {*Label, None}
    for row in rows:
        assert row["label"] in known
        if row["label_a"] == row["label_b"]:
            assert row["label"] == row["label_a"], row["id"]


def test_every_frame_is_graded_in_tenths(rows):
    for row in rows:
        assert set(row["grades"]) == set(Frame)
        for grades in row["grades"].values():
            assert len(grades) == 2
            assert all(0 <= grade <= 10 for grade in grades)


def test_both_files_hold_different_passages(repository):
    folder = repository / "corpora" / "public-record"
    ids = [
        {json.loads(line)["id"] for line in (folder / name).read_text().splitlines()}
        for name in ("labels.jsonl", "labels-further.jsonl")
    ]
    assert not ids[0] & ids[1]
