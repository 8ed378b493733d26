from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stanceline.ingest.reading import count_articles, read_file
from stanceline.records import Article, Rejected

TEXT = "The cabinet met on Tuesday. It agreed on the terms of the deal after a long debate."


def read(path, content, **options):
    path.write_text(content, encoding="utf-8", newline="")
    return list(read_file(path, source="in.csv", **options))


@pytest.fixture
def csv(tmp_path):
    return tmp_path / "in.csv"


@pytest.fixture
def parquet(tmp_path):
    path = tmp_path / "in.parquet"
    rows = [
        {"text": f"{number}. {TEXT}", "date": datetime(2025, 7, 1 + number, tzinfo=UTC), "other": 1}
        for number in range(10)
    ]
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=3)
    return path


def test_row_becomes_an_article_with_the_line_it_begins_on(csv):
    first, second = read(csv, f'title,text,date\nA,"{TEXT}\n{TEXT}",2025-07-23\nB,{TEXT},\n')
    assert (first.locator, second.locator) == ("in.csv:2", "in.csv:4")
    assert (first.title, first.published) == ("A", datetime(2025, 7, 23, tzinfo=UTC))
    assert first.published_source == "column:date"


@pytest.mark.parametrize("delimiter", ["\t", ";", "|", ","])
def test_separator_is_seen_in_the_header(csv, delimiter):
    (article,) = read(csv, f"title{delimiter}text\nDeal{delimiter}{TEXT}\n")
    assert article.title == "Deal"


def test_field_of_any_ordinary_length_is_read_whole(csv):
    (article,) = read(csv, f"title,text\nDeal,{TEXT * 3000}\n")
    assert article.n_chars == len("Deal\n\n") + len(TEXT) * 3000


def test_doubled_quotation_marks_are_one(csv):
    (article,) = read(csv, f'title,text\nDeal,"""Yes,"" he said. {TEXT}"\n')
    assert article.text.split("\n\n")[1].startswith('"Yes," he said.')


def test_quotation_mark_that_never_closes_is_a_rejection_that_says_what_is_lost(csv):
    rejected = read(csv, f'title,text\nA,"{TEXT}\nB,{TEXT}\nC,{TEXT}\n')[0]
    assert (rejected.error, rejected.locator) == ("bad row", "in.csv:2")
    assert "further lines are lost" in rejected.message


def test_row_with_too_many_cells_is_rejected(csv):
    (rejected,) = read(csv, f"title,text\nDeal,{TEXT},more\n")
    assert rejected.message.startswith("in.csv:2: the row has 3 cells under 2 columns")


def test_row_without_text_is_rejected_in_its_place(csv):
    rejected, article = read(csv, f"title,text\nDeal,\nDeal,{TEXT}\n")
    assert (rejected.locator, rejected.error) == ("in.csv:2", "no text")
    assert isinstance(article, Article)


def test_table_without_a_text_column_says_what_would_do(csv):
    (rejected,) = read(csv, "title,story\nDeal,Yes\n")
    assert "saw title, story; name one of text" in rejected.message


def test_table_without_rows_is_one_rejection(csv):
    (rejected,) = read(csv, "title,text\n")
    assert (rejected.error, rejected.locator) == ("empty", "in.csv")


def test_shards_of_a_table_without_rows_give_one_rejection(csv):
    csv.write_text("title,text\n")
    assert count_articles(csv) == 1
    assert len(list(read_file(csv, rows=range(1)))) == 1


def test_rows_are_counted_and_not_lines(csv):
    csv.write_text(f'title,text\nA,"{TEXT}\n\n{TEXT}"\nB,{TEXT}\n')
    assert count_articles(csv) == 2


def test_shard_of_a_table_gives_its_rows(csv):
    rows = "".join(f"{number},{TEXT}\n" for number in range(9))
    csv.write_text("title,text\n" + rows)
    assert [item.title for item in read_file(csv, rows=range(3, 5))] == ["3", "4"]


def test_parquet_rows_become_articles(parquet):
    articles = list(read_file(parquet, source="in.parquet"))
    assert len(articles) == count_articles(parquet) == 10
    assert articles[4].text == f"4. {TEXT}"
    assert articles[4].locator == "in.parquet:5"
    assert articles[4].published == datetime(2025, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize("start", range(0, 10, 2))
def test_shard_of_a_parquet_file_is_a_slice_of_it(parquet, start):
    whole = list(read_file(parquet))
    assert list(read_file(parquet, rows=range(start, start + 2))) == whole[start : start + 2]


def test_parquet_file_that_is_cut_off_is_rejected(parquet):
    parquet.write_bytes(parquet.read_bytes()[:-20])
    (rejected,) = read_file(parquet)
    assert rejected.error == "not Parquet"


def test_damaged_row_group_is_rejected_row_by_row(parquet):
    raw = bytearray(parquet.read_bytes())
    offset = pq.ParquetFile(parquet).metadata.row_group(1).column(0).data_page_offset
    raw[offset : offset + 8] = b"\xff" * 8
    parquet.write_bytes(raw)
    results = list(read_file(parquet))
    assert [type(item) for item in results] == [Article] * 3 + [Rejected] * 3 + [Article] * 4


def test_parquet_text_that_is_no_utf8_is_one_rejection(tmp_path):
    path = tmp_path / "in.parquet"
    bad = pa.array([b"\xff\xfe\xff" * 30, TEXT.encode()]).view(pa.string())
    pq.write_table(pa.table({"text": bad}), path)
    rejected, article = read_file(path)
    assert (rejected.error, article.text) == ("bad row", TEXT)
