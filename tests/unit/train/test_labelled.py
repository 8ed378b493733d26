import json

import pytest

from stanceline.errors import LabelError
from stanceline.records import Label, digest_text
from stanceline.train.labelled import (
    LabelledPassage,
    digest_passages,
    read_public_record,
    read_written,
    voiced,
)
from stanceline.train.training_set import TrainingSet


def write_lines(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def record_label(**changes):
    row = {"id": "r1", "text_sha256": digest_text("A real text."), "path": "x", "label": "neither"}
    row |= {"batch": "words", "repository": "a/b"}
    return row | changes


def test_both_voices_both_frames(tmp_path):
    write_lines(tmp_path / "a.jsonl", [{"text": "One.", "label": "both", "deal": "tpp"}])
    assert voiced(read_written(tmp_path)).tolist() == [[1.0, 1.0]]


def test_real_passages_are_joined_with_their_texts(tmp_path):
    labels = write_lines(tmp_path / "labels.jsonl", [record_label()])
    texts = write_lines(tmp_path / "texts.jsonl", [{"id": "r1", "text": "A real text."}])
    [passage] = read_public_record([labels], [texts])
    assert (passage.text, passage.label, passage.is_real) == ("A real text.", Label.NEITHER, True)


def test_texts_and_labels_may_lie_in_several_files(tmp_path):
    second = record_label(id="r2", text_sha256=digest_text("Another."), label="both")
    labels = [
        write_lines(tmp_path / "labels.jsonl", [record_label()]),
        write_lines(tmp_path / "further.jsonl", [second]),
    ]
    texts = [
        write_lines(tmp_path / "one.jsonl", [{"id": "r2", "text": "Another."}]),
        write_lines(tmp_path / "two.jsonl", [{"id": "r1", "text": "A real text."}]),
    ]
    assert [p.text for p in read_public_record(labels, texts)] == ["A real text.", "Another."]
    with pytest.raises(LabelError, match=r"labelled as r2, of a/b: name a file that does"):
        read_public_record(labels, texts[1:])


def test_grades_are_the_mean_of_the_graders(tmp_path):
    grades = {"premium_for_security": [4, 8], "economic_capitulation": [0, 0]}
    labels = write_lines(tmp_path / "labels.jsonl", [record_label(grades=grades)])
    texts = write_lines(tmp_path / "texts.jsonl", [{"id": "r1", "text": "A real text."}])
    [passage] = read_public_record([labels], [texts])
    assert passage.grades == pytest.approx((0.6, 0.0))


def test_disputed_passages_are_left_out(tmp_path):
    labels = write_lines(tmp_path / "labels.jsonl", [record_label(label=None)])
    texts = write_lines(tmp_path / "texts.jsonl", [{"id": "r1", "text": "A real text."}])
    assert read_public_record([labels], [texts]) == []


def test_text_that_is_not_the_one_labelled_is_refused(tmp_path):
    labels = write_lines(tmp_path / "labels.jsonl", [record_label()])
    texts = write_lines(tmp_path / "texts.jsonl", [{"id": "r1", "text": "Another text."}])
    with pytest.raises(LabelError, match="does not hold the text labelled as r1"):
        read_public_record([labels], [texts])


def test_unknown_label_is_named_with_its_line(tmp_path):
    write_lines(tmp_path / "batch.jsonl", [{"text": "One.", "label": "surrender"}])
    with pytest.raises(LabelError, match=r"batch.jsonl:1: no label named 'surrender'; known"):
        read_written(tmp_path)


def test_digest_does_not_depend_on_order(tmp_path):
    rows = [{"text": "One.", "label": "both"}, {"text": "Two.", "label": "neither"}]
    write_lines(tmp_path / "a.jsonl", rows)
    first = read_written(tmp_path)
    assert digest_passages(first) == digest_passages(first[::-1])
    assert digest_passages(first) != digest_passages(first[:1])


def test_grades_are_part_of_the_digest():
    plain = LabelledPassage(text="One.", label=Label.NEITHER, group="a", is_real=True)
    graded = LabelledPassage(
        text="One.", label=Label.NEITHER, group="a", is_real=True, grades=(0.2, 0.0)
    )
    assert digest_passages([plain]) != digest_passages([graded])


def test_part_of_a_target_is_what_graders_said():
    graded = LabelledPassage(
        text="One.", label=Label.NEITHER, group="a", is_real=True, grades=(0.4, 0.0)
    )
    plain = LabelledPassage(text="Two.", label=Label.BOTH, group="a", is_real=False)
    data = TrainingSet.from_passages([graded, plain], real_weight=2.0, grade_share=0.5)
    assert data.targets.tolist() == [[pytest.approx(0.2), 0.0], [1.0, 1.0]]
    assert data.classes == ["neither", "both"]
