import csv
import json
from dataclasses import replace

import pytest
from label_passages import label_all, make_tasks

from stanceline.errors import InputError, UnknownNameError
from stanceline.label.annotations import Annotation
from stanceline.label.exchange.drafts import read_label
from stanceline.label.exchange.formats import FORMATS, read_labels, write_labels
from stanceline.records import Label, Rejected

SUFFIX = {"csv": "csv", "xlsx": "xlsx", "label-studio": "json", "argilla": "json"}


def path_for(folder, format_):
    return folder / f"labels.{SUFFIX.get(format_, 'jsonl')}"


@pytest.mark.parametrize("format_", FORMATS)
def test_labels_of_two_coders_come_back_equal(tmp_path, format_):
    tasks = make_tasks(120)
    given = label_all(tasks, coder="anna") + label_all(tasks[:40], coder="bo", seed=2)
    path = path_for(tmp_path, format_)
    write_labels(format_, tasks, path, annotations=given)
    back = list(read_labels(format_, path, tasks))
    key = lambda a: (a.coder, a.passage_id)  # noqa: E731 - used twice, here only
    assert sorted(back, key=key) == sorted(given, key=key)


@pytest.mark.parametrize("format_", FORMATS)
def test_tasks_without_labels_give_no_labels(tmp_path, format_):
    tasks = make_tasks(8)
    path = path_for(tmp_path, format_)
    write_labels(format_, tasks, path)
    drafts = list(read_labels(format_, path, tasks, coder="anna"))
    # doccano has no place for a label that is only proposed: there it is the label itself.
    assert len(drafts) == (8 if format_ == "doccano" else 0)


def test_the_prediction_travels_to_the_tools_that_take_it(tmp_path):
    tasks = make_tasks(1)
    write_labels("label-studio", tasks, tmp_path / "ls.json")
    write_labels("argilla", tasks, tmp_path / "argilla.json")
    write_labels("prodigy", tasks, tmp_path / "prodigy.jsonl")
    [task] = json.loads((tmp_path / "ls.json").read_text(encoding="utf-8"))
    assert task["predictions"][0]["result"][0]["value"] == {"choices": ["premium_for_security"]}
    assert task["predictions"][0]["score"] == pytest.approx(0.3 * 0.4)
    [record] = json.loads((tmp_path / "argilla.json").read_text(encoding="utf-8"))
    assert record["suggestions"]["label"]["value"] == "premium_for_security"
    row = json.loads((tmp_path / "prodigy.jsonl").read_text(encoding="utf-8"))
    assert row["accept"] == ["premium_for_security"]


def label_studio_answer(task, *, start, end, surface):
    value = {"start": start, "end": end, "text": surface, "labels": ["premium_for_security"]}
    choice = {"from_name": "label", "type": "choices", "value": {"choices": ["both"]}}
    span = {"from_name": "evidence", "type": "labels", "value": value}
    answer = {"completed_by": 1, "result": [choice, span]}
    return {"data": {"text": task.text, "passage_id": task.passage_id}, "annotations": [answer]}


@pytest.mark.parametrize(
    ("text", "start", "end", "surface", "expected"),
    [
        ("They paid 😀 for peace.", 12, 15, "for", (12, 15)),
        ("They paid 😀 for peace.", 13, 16, "for", (12, 15)),
        ("one\r\ntwo three", 4, 7, "two", (5, 8)),
        ("😀\r\n😀 two", 6, 9, "two", (5, 8)),
    ],
    ids=["code points", "utf-16", "crlf joined", "crlf joined, utf-16"],
)
def test_offsets_of_a_browser_are_read_as_what_they_hold(
    tmp_path, text, start, end, surface, expected
):
    task = replace(make_tasks(1)[0], text=text, end=len(text))
    row = label_studio_answer(task, start=start, end=end, surface=surface)
    (tmp_path / "ls.json").write_text(json.dumps([row]), encoding="utf-8")
    [annotation] = read_labels("label-studio", tmp_path / "ls.json", [task])
    assert [(e.start, e.end) for e in annotation.evidence] == [expected]


def test_a_span_that_holds_other_words_is_rejected(tmp_path):
    task = make_tasks(1)[0]
    row = label_studio_answer(task, start=0, end=3, surface="not there")
    (tmp_path / "ls.json").write_text(json.dumps([row]), encoding="utf-8")
    [rejected] = read_labels("label-studio", tmp_path / "ls.json", [task])
    assert isinstance(rejected, Rejected)
    assert "does not hold 'not there'" in rejected.message


def write_rows(path, rows):
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def test_a_table_of_ones_own_is_tied_by_text_and_its_own_names(tmp_path):
    tasks = [t for t in make_tasks(30) if "\r" not in t.text and t.text[0] not in "=+-@'"]
    write_rows(tmp_path / "own.csv", [{"Example": t.text, "Category": "Premium"} for t in tasks])
    back = list(
        read_labels(
            "csv",
            tmp_path / "own.csv",
            tasks,
            coder="anna",
            names={"text": "Example", "label": "Category"},
        )
    )
    assert [a.passage_id for a in back] == [t.passage_id for t in tasks]
    assert {a.label for a in back} == {Label.PREMIUM_FOR_SECURITY}


def test_every_bad_row_says_what_is_wrong(tmp_path):
    task = make_tasks(1)[0]
    good = {"passage_id": task.passage_id, "text": task.text, "label": "both", "coder": "anna"}
    rows = [
        good | {"passage_id": "x"},
        good | {"text": "Something else."},
        good | {"label": "maybe"},
        good | {"coder": ""},
        good | {"passage_id": "", "text": ""},
    ]
    path = tmp_path / "bad.csv"
    write_rows(path, rows)
    messages = [r.message for r in read_labels("csv", path, [task]) if isinstance(r, Rejected)]
    assert [message.split(";")[0] for message in messages] == [
        "passage 'x' is not in the sample",
        f"the text is not the one sent for passage {task.passage_id}",
        "no label named 'maybe'",
        "nobody is named as the coder",
        "neither a passage_id nor a text says which passage this is",
    ]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_that_is_something_else_is_refused_not_crashed_on(tmp_path, format_):
    tasks = make_tasks(2)
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    with pytest.raises(InputError, match=r"picture\.png"):
        list(read_labels(format_, path, tasks))


# A table has no empty object, and to Prodigy it is a task that nobody answered.
@pytest.mark.parametrize("format_", [f for f in FORMATS if f not in {"csv", "xlsx", "prodigy"}])
def test_an_empty_json_object_a_line_is_a_rejection(tmp_path, format_):
    path = tmp_path / "empty.json"
    path.write_text("{}\n")
    [item] = read_labels(format_, path, make_tasks(1))
    assert isinstance(item, Rejected)


def test_a_format_nobody_knows_is_named_with_those_that_are():
    with pytest.raises(UnknownNameError, match="known: argilla, csv"):
        list(read_labels("excel", "x", []))


@pytest.mark.parametrize(
    ("said", "meant"), [("Premium", "premium_for_security"), ("none", "neither")]
)
def test_short_names_are_understood(said, meant):
    assert read_label(said) == Label(meant)


def test_annotations_survive_json():
    [annotation] = label_all(make_tasks(1), coder="anna")
    assert Annotation.from_json(json.loads(json.dumps(annotation.to_json()))) == annotation
