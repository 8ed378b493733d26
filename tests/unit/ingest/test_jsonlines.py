import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceline.ingest.reading import count_articles, read_file

TEXT = "The cabinet met on Tuesday. It agreed on the terms of the deal after a long debate."


def rows(*texts):
    return [json.dumps({"text": text}, ensure_ascii=False) for text in texts]


def read(path, content, **options):
    path.write_text(content, encoding="utf-8", newline="")
    return list(read_file(path, source="in.jsonl", **options))


def test_each_line_is_an_article_with_its_place(tmp_path):
    first, second = read(tmp_path / "in.jsonl", "\n".join(rows("A. " + TEXT, "B. " + TEXT)))
    assert (first.locator, second.locator) == ("in.jsonl:1", "in.jsonl:2")


def test_line_that_is_not_json_is_rejected_in_its_place(tmp_path):
    _, rejected, last = read(tmp_path / "in.jsonl", "\n".join([*rows(TEXT), "{oops", *rows(TEXT)]))
    assert (rejected.locator, rejected.error) == ("in.jsonl:2", "not JSON")
    assert last.locator == "in.jsonl:3"


def test_line_that_is_no_object_is_rejected(tmp_path):
    _, rejected = read(tmp_path / "in.jsonl", "\n".join([*rows(TEXT), "[1, 2]"]))
    assert rejected.message == "in.jsonl:2: expected an object with a text, got list"


def test_deeply_nested_line_is_rejected(tmp_path):
    _, rejected = read(tmp_path / "in.jsonl", "\n".join([*rows(TEXT), "[" * 100_000]))
    assert rejected.error == "not JSON"


def test_blank_lines_are_no_articles_but_keep_their_numbers(tmp_path):
    first, second = read(tmp_path / "in.jsonl", "\n\n".join(rows(TEXT, TEXT)))
    assert (first.locator, second.locator) == ("in.jsonl:1", "in.jsonl:3")


def test_line_separators_of_unicode_do_not_end_a_line(tmp_path):
    (article,) = read(tmp_path / "in.jsonl", rows(f"A.\u2028{TEXT}\u0085B.")[0])
    assert article.text == f"A.\n\n{TEXT}\n\nB."


def test_lone_surrogate_in_a_string_is_replaced(tmp_path):
    (article,) = read(tmp_path / "in.jsonl", '{"text": "\\ud800 ' + TEXT + '"}')
    assert article.text == "\ufffd " + TEXT
    article.text.encode("utf-8")


def test_array_is_read_element_by_element(tmp_path):
    first, second = read(tmp_path / "in.json", "[\n" + ",\n".join(rows(TEXT, TEXT)) + "\n]")
    assert (first.locator, second.locator) == ("in.jsonl:1", "in.jsonl:2")


def test_array_larger_than_a_chunk_is_read_whole(tmp_path):
    texts = [f"{number}. {TEXT * 200}" for number in range(150)]
    content = f"[{','.join(rows(*texts))}]"
    assert len(content) > 2_000_000
    assert [item.text for item in read(tmp_path / "in.json", content)] == texts


def test_array_that_breaks_off_gives_what_is_whole_and_a_rejection(tmp_path):
    article, rejected = read(tmp_path / "in.json", f"[{rows(TEXT)[0]}, {{")
    assert article.text == TEXT
    assert (rejected.locator, rejected.error) == ("in.jsonl:2", "not JSON")


def test_object_around_an_array_is_opened(tmp_path):
    content = json.dumps({"status": "ok", "articles": [{"content": TEXT}]}, indent=1)
    (article,) = read(tmp_path / "in.json", content)
    assert article.text == TEXT


def test_object_alone_is_one_article(tmp_path):
    (article,) = read(tmp_path / "in.json", json.dumps({"title": "Deal", "text": TEXT}, indent=1))
    assert article.text == f"Deal\n\n{TEXT}"


def test_lines_are_counted(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(rows(TEXT, TEXT, TEXT)))
    assert count_articles(path) == 3


@given(st.lists(st.sampled_from([*rows(TEXT), "", "{bad", "7", '{"text": ""}']), min_size=1))
def test_shards_together_give_what_the_file_gives(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("shards") / "in.jsonl"
    path.write_text("\n".join(lines))
    total = count_articles(path)
    cuts = [range(start, min(start + 2, total)) for start in range(0, total, 2)]
    sharded = [item for cut in cuts for item in read_file(path, rows=cut, source="x")]
    assert sharded == list(read_file(path, source="x"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_line_of_utf_16_that_is_cut_inside_a_character_is_rejected_in_its_place(tmp_path, encoding):
    path = tmp_path / "in.jsonl"
    path.write_bytes("\n".join(rows(TEXT, TEXT)).encode(encoding)[:-41])
    _, rejected = read_file(path, source="in.jsonl")
    assert (rejected.locator, rejected.error) == ("in.jsonl:2", "not JSON")


def test_byte_of_a_line_that_is_no_text_is_replaced_and_said(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(
        b"\n".join(row.encode() for row in rows("é" * 20 + TEXT)).replace(b"deal", b"d\xff")
    )
    [article] = read_file(path, source="in.jsonl")
    assert article.note == "column 'text': 1 bytes were not text and replaced"
