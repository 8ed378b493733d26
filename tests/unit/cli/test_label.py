import csv
import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

sys.path.append(str(Path(__file__).parents[1] / "report"))

from report_runs import weekly_articles, write_run

from stanceline.cli.main import app
from stanceline.errors import InputError


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    articles = weekly_articles(16, a_week=6)
    return write_run(tmp_path_factory.mktemp("run"), articles).root


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call_(*arguments: object):
        return CliRunner().invoke(app, [str(a) for a in arguments])

    return call_


def fill_in(path, coder, *, wrong=()):
    with path.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    for number, row in enumerate(rows):
        row["label"] = "both" if number in wrong else row["predicted"]
        row["coder"] = coder
    with Path(f"{coder}.csv").open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_a_sample_goes_out_to_a_table_and_comes_back_as_labels_for_the_series(run, call):
    assert "60 passages" in call("label", "sample", run, "-n", 60, "-o", "s.jsonl").output
    call("label", "export", "s.jsonl", "--to", "csv", "-o", "s.csv")
    fill_in(Path("s.csv"), "anna")
    fill_in(Path("s.csv"), "bo", wrong={3})
    for coder in ("anna", "bo", "bo"):
        source = ("--sample", "s.jsonl", "--log", "l.jsonl", "--from", "csv")
        done = call("label", "import", f"{coder}.csv", *source)
    assert done.output.startswith("0 labels added, 60 known, 0 rejected")
    said = json.loads(call("label", "agreement", "l.jsonl", "--json").output)
    assert said["paired"] == 60
    assert said["alpha"]["value"] > 0.9
    assert "1 passages disputed" in call("label", "errors", "l.jsonl", "--sample", "s.jsonl").output
    assert "120 labels, 0 without" in call("label", "table", "l.jsonl", "-o", "t.csv").output
    with Path("t.csv").open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert all(0 < float(row["pi"]) <= 1 for row in rows)


def test_labels_picked_for_training_are_no_audit(run, call):
    call("label", "sample", run, "-n", 10, "--strategy", "uncertainty", "-o", "s.jsonl")
    call("label", "export", "s.jsonl", "--to", "csv", "-o", "s.csv")
    fill_in(Path("s.csv"), "anna")
    call("label", "import", "anna.csv", "--sample", "s.jsonl", "--log", "l.jsonl", "--from", "csv")
    refused = call("label", "table", "l.jsonl", "-o", "t.csv")
    assert "none of 10 labels was drawn with a known probability" in str(refused.exception)


def test_labels_for_training_go_to_the_command_that_trains(run, call):
    from stanceline.train.examples import make_reader

    call("label", "sample", run, "-n", 10, "--strategy", "uncertainty", "-o", "s.jsonl")
    call("label", "export", "s.jsonl", "--to", "csv", "-o", "s.csv")
    fill_in(Path("s.csv"), "anna")
    fill_in(Path("s.csv"), "bo", wrong={3})
    for coder in ("anna", "bo"):
        source = ("--sample", "s.jsonl", "--log", "l.jsonl", "--from", "csv")
        call("label", "import", f"{coder}.csv", *source)
    done = call("label", "lessons", "l.jsonl", "--sample", "s.jsonl", "-o", "taught.jsonl")
    assert done.output.startswith("9 lessons, 1 passages without an agreed label")
    read = make_reader(["premium_for_security", "economic_capitulation"])
    examples = read(Path("taught.jsonl"))
    assert len(examples) == 9
    assert all(example.story and example.outlet and example.time for example in examples)


def test_an_audit_teaches_no_model(run, call):
    call("label", "sample", run, "-n", 10, "-o", "s.jsonl")
    call("label", "export", "s.jsonl", "--to", "csv", "-o", "s.csv")
    fill_in(Path("s.csv"), "anna")
    call("label", "import", "anna.csv", "--sample", "s.jsonl", "--log", "l.jsonl", "--from", "csv")
    refused = call("label", "lessons", "l.jsonl", "--sample", "s.jsonl", "-o", "taught.jsonl")
    assert "10 of 10 passages were drawn for an audit" in str(refused.exception)


def test_a_table_without_a_label_column_is_refused(run, call):
    call("label", "sample", run, "-n", 10, "-o", "s.jsonl")
    Path("x.csv").write_text("text,verdict\nx,both\n")
    source = ("--sample", "s.jsonl", "--log", "l.jsonl", "--from", "csv")
    refused = call("label", "import", "x.csv", *source)
    assert isinstance(refused.exception, InputError)
    assert "no column 'label'; there are: text, verdict" in str(refused.exception)


def test_a_log_that_is_not_there_is_an_error(call):
    assert "no label log" in str(call("label", "agreement", "nowhere.jsonl").exception)
