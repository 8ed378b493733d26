import json
import os
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stanceline.ingest import drafts
from stanceline.ingest.reading import FINGERPRINT, count_articles, read_file
from stanceline.records import Article, Rejected

TEXT = "The cabinet met on Tuesday. It agreed on the terms of the deal after a long debate."


def read(path, content, **options):
    path.write_bytes(content)
    return list(read_file(path, **options))


def test_source_names_the_file_in_every_record(tmp_path):
    (article,) = read(tmp_path / "a.txt", TEXT.encode(), source="corpus/a.txt")
    assert (article.source, article.locator) == ("corpus/a.txt", "corpus/a.txt")


def test_path_is_the_source_by_default(tmp_path):
    (article,) = read(tmp_path / "a.txt", TEXT.encode())
    assert article.source == str(tmp_path / "a.txt")


def test_article_is_its_own_story_until_stories_are_grouped(tmp_path):
    (article,) = read(tmp_path / "a.txt", TEXT.encode())
    assert (article.story_id, article.story_size) == (article.article_id, 1)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "not text"),
        (bytes(range(256)) * 10, "not text"),
        (b"<?xml version='1.0'?><opml/>", "not text"),
        (b"<?xml version='1.0'?><urlset/>", "listing"),
        (b"Too short.", "too short"),
    ],
)
def test_what_is_no_article_is_one_rejection(tmp_path, content, error):
    (rejected,) = read(tmp_path / "a", content, source="a")
    assert (rejected.error, rejected.stage, rejected.locator) == (error, "ingest", "a")


def test_rejection_says_what_the_file_seems_to_be(tmp_path):
    (rejected,) = read(tmp_path / "a.txt", b"%PDF-1.7 ...", source="a.txt")
    assert rejected.message.startswith("a.txt: not text: it seems to be a PDF document; readable")


def test_file_that_is_not_there_is_a_rejection(tmp_path):
    (rejected,) = read_file(tmp_path / "gone.txt")
    assert (rejected.error, count_articles(tmp_path / "gone.txt")) == ("unreadable", 1)


def test_pipe_is_rejected_and_does_not_block(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (rejected,) = read_file(pipe)
    assert "not a regular file" in rejected.message


def test_file_name_that_is_no_text_is_printable(tmp_path):
    path = tmp_path / os.fsdecode(b"\xff.txt")
    (article,) = read(path, TEXT.encode())
    assert article.source.endswith("?.txt")


def test_rejection_of_a_whole_file_comes_with_its_first_shard_only(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"%PDF-1.7")
    assert list(read_file(path, rows=range(1, 2))) == []


def test_text_is_outside_the_second_shard(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    assert list(read_file(path, rows=range(1, 2))) == []


def test_date_later_than_the_file_is_not_believed(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": TEXT, "date": "2025-07-23"}))
    os.utime(path, (0, 1_700_000_000))
    (article,) = read_file(path)
    assert article.published is None
    assert "later than the file" in article.note


def test_fingerprint_names_the_libraries_that_decide():
    assert "trafilatura=" in FINGERPRINT
    assert "htmldate=" in FINGERPRINT


def test_missing_library_is_no_rejection(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    monkeypatch.setitem(sys.modules, "py3langid", None)
    with pytest.raises(ImportError):
        list(read_file(path))


def test_crash_of_a_reader_is_a_rejection_of_that_article(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    monkeypatch.setattr(drafts, "find_agency", lambda *_, **__: 1 / 0)
    (rejected,) = read_file(path, source="a.txt")
    assert rejected.message == "a.txt: the reader failed with ZeroDivisionError: division by zero"


@pytest.mark.parametrize("blank", ["\n", "\n\n", "\r", "\r\n\r\n"])
def test_table_of_blank_rows_is_said_to_hold_nothing(tmp_path, blank):
    path = tmp_path / "a.csv"
    path.write_bytes(f"text,title\n{blank}".encode())
    (rejected,) = read_file(path, source="a.csv")
    assert rejected.message == "a.csv: there is nothing to read in the file"
    halves = (range(1), range(1, count_articles(path)))
    read = [read_file(path, source="a.csv", rows=rows) for rows in halves]
    assert [item for half in read for item in half] == [rejected]


MARKS = [b"", b"{", b"[{", b"<html>", b"<rss>", b"text,title\n", b"PAR1", b"\xff\xfe", b"Title: "]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(MARKS), st.binary(max_size=300))
@example(b"text,title\n", b"\r")
def test_any_bytes_become_articles_or_rejections(tmp_path_factory, mark, content):
    path = tmp_path_factory.mktemp("any") / "input"
    path.write_bytes(mark + content)
    results = list(read_file(path))
    assert results
    assert all(isinstance(item, Article | Rejected) for item in results)
    assert len(results) <= count_articles(path)
