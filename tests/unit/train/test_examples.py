import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stanceline.errors import LabelError
from stanceline.train.examples import make_reader

LABELS = ("for", "against")
TITLES = {"in favour": "for"}


def read(path, content, **options):
    path.write_text(content, encoding="utf-8")
    return make_reader(LABELS, titles=TITLES, **options)(path)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("for", {"for"}),
        ("In favour", {"for"}),
        ("for|against", {"for", "against"}),
        ("both", {"for", "against"}),
        ("neither", set()),
        ('["against"]', {"against"}),
    ],
)
def test_label_cells(tmp_path, cell, expected):
    quoted = cell.replace('"', '""')
    [example] = read(tmp_path / "a.csv", f'text,label\nA text.,"{quoted}"\n')
    assert example.labels == expected


def test_unlabelled_texts_are_left_out(tmp_path):
    [example] = read(tmp_path / "a.csv", "text,label\nOne.,\nTwo.,for\n")
    assert example.text == "Two."


def test_columns_of_zero_and_one(tmp_path):
    [example] = read(tmp_path / "a.csv", "text,for,against\nA text.,1,0\n")
    assert example.labels == {"for"}


def test_columns_are_mapped(tmp_path):
    content = "body;stance;paper\nA text.;against;Post\n"
    columns = ["text=body", "label=stance", "outlet=paper"]
    [example] = read(tmp_path / "a.csv", content, columns=columns)
    assert (example.text, example.labels, example.outlet) == ("A text.", {"against"}, "Post")


def test_doccano_and_prodigy_lines(tmp_path):
    rows = [
        {"text": "One.", "label": ["for"]},
        {"text": "Two.", "accept": ["against"], "answer": "accept"},
        {"text": "Three.", "accept": ["for"], "answer": "reject"},
    ]
    found = read(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    assert [(e.text, e.labels) for e in found] == [("One.", {"for"}), ("Two.", {"against"})]


def test_label_studio_export(tmp_path):
    result = [{"value": {"choices": ["for", "against"]}}]
    task = {"data": {"text": "One."}, "annotations": [{"result": result}]}
    [example] = read(tmp_path / "a.json", json.dumps([task]))
    assert example.labels == {"for", "against"}


def test_parquet_lists(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["One."], "label": [["for"]]}), path)
    [example] = make_reader(LABELS)(path)
    assert example.labels == {"for"}


def test_all_bad_rows_are_told_at_once(tmp_path):
    with pytest.raises(LabelError, match=r"2 rows cannot be used:\n.*a.csv:2.*'maybe'.*\n.*csv:3"):
        read(tmp_path / "a.csv", "text,label\nOne.,maybe\n,for\nThree.,for\n")


def test_wrong_text_column_says_which_there_are(tmp_path):
    with pytest.raises(LabelError, match="it has body, label; name it with --column text=NAME"):
        read(tmp_path / "a.csv", "body,label\nOne.,for\n")


def test_two_labels_where_they_exclude_one_another(tmp_path):
    with pytest.raises(LabelError, match="2 labels, but labels of this codebook exclude"):
        read(tmp_path / "a.csv", "text,label\nOne.,for|against\n", is_exclusive=True)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", "x", "not one of .csv"),
        ("a.jsonl", "{", "not JSON"),
        ("a.jsonl", "[1]", "expected an object"),
        ("a.parquet", "x", "not a Parquet file"),
        ("a.csv", "", "no labelled text in it"),
    ],
)
def test_files_that_are_none(tmp_path, name, content, message):
    with pytest.raises(LabelError, match=message):
        read(tmp_path / name, content)


def test_latin_1_is_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("text,label\nCafé.,for\n".encode("latin-1"))
    with pytest.raises(LabelError, match="not UTF-8 at byte"):
        make_reader(LABELS)(path)
