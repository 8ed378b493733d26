import json

import pyarrow.parquet as pq
import pytest
from labelled_run import SCORER, write_labelled_run, write_labels, write_run
from series_tables import corpus
from typer.testing import CliRunner

from stanceline.batch.audit import read_audit
from stanceline.batch.series import write_series
from stanceline.cli.main import app
from stanceline.config import SeriesSettings
from stanceline.errors import InputError, RunDirectoryError
from stanceline.store.manifest import read_manifest

EVERY = ("outlet", "country", "voice", "quotation", "actor", "institution", "person")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return write_labelled_run(tmp_path_factory.mktemp("run") / "run", group_by=EVERY)


def groups(run) -> set[str]:
    return set(pq.read_table(run.single("series"))["group"].to_pylist())


def test_every_kind_of_group_has_its_lines(run):
    assert groups(run) == {
        "all", "outlet=Kanto Ledger", "outlet=Northlight", "outlet=Strait Post", "country=JP",
        "voice=government", "voice=opposition", "voice=own", "quotation=own", "quotation=quoted",
        "actor=White House", "institution=JBIC",
    }  # fmt: skip


def test_names_too_rare_for_a_line_are_counted(run):
    told = json.loads((run.root / "series.json").read_text())
    assert told["groups_left_out"]["institution"] == 1


def test_points_are_corrected_and_numbers_that_are_none_are_null(run):
    points = [p for p in pq.read_table(run.single("series")).to_pylist() if p["group"] == "all"]
    assert {point["status"] for point in points} == {"ok"}
    assert all(point["se_classifier"] > 0 for point in points)
    assert {
        p["net_house_adj"]
        for p in pq.read_table(run.single("series")).to_pylist()
        if p["group"] == "outlet=Northlight"
    } == {None}


def test_metadata_is_json_that_any_program_reads(run):
    told = json.loads((run.root / "series.json").read_text(), parse_constant=pytest.fail)
    assert told["errors"]["labels_per_class"]
    assert told["contrast"]["model"]["value"] == pytest.approx(told["decomposition"]["change"])


def test_levels_of_groups_are_told(run):
    levels = json.loads((run.root / "series.json").read_text())["levels"]["outlet"]
    assert [level["rank"] for level in levels] == [1, 2, 3]


def test_methods_paragraph_says_what_was_done(run):
    paragraph = (run.root / "methods.md").read_text()
    assert "passages drawn at random with known probabilities were read by hand" in paragraph
    assert "every distinct story counted once" in paragraph
    assert "stanceline 0." in paragraph


def test_labels_stay_with_the_run(run):
    before = run.single("series").read_bytes()
    write_series(run, SeriesSettings(group_by=EVERY), scorer=SCORER)
    assert run.single("series").read_bytes() == before


def test_where_labels_came_from_stays_with_the_run_too(run):
    summary = write_series(run, SeriesSettings(group_by=EVERY), scorer=SCORER)
    origin = summary["labels_from"]
    assert (origin["file"], len(origin["sha256"])) == ("audit.jsonl", 64)
    assert json.loads((run.root / "series.json").read_text())["labels_from"] == origin


def test_the_manifest_tells_of_the_series_as_it_is_now(tmp_path):
    run = write_run(tmp_path / "run", corpus(weeks=40))
    labels = write_labels(tmp_path, corpus(weeks=40))
    done = CliRunner().invoke(app, ["series", str(run.root), "--labels", str(labels)])
    assert done.exit_code == 0
    manifest = read_manifest(run)
    assert manifest["model"] == {"fingerprint": SCORER}
    assert manifest["series"]["labels"] == len(read_audit(labels))
    assert manifest["series"]["labels_from"]["file"] == "audit.jsonl"


def test_run_without_labels_says_so(tmp_path):
    run = write_run(tmp_path / "run", corpus(weeks=20))
    summary = write_series(run, SeriesSettings(), scorer=SCORER)
    assert "300 passages drawn at random" in summary["advice"]
    assert "not corrected: no passages were read" in (run.root / "methods.md").read_text()
    assert not run.single("audit").exists()


def test_labels_of_another_run_are_refused(tmp_path):
    run = write_run(tmp_path / "run", corpus(weeks=10))
    labels = write_labels(tmp_path, corpus(weeks=20))
    with pytest.raises(RunDirectoryError, match="labels belong to no passage"):
        write_series(run, SeriesSettings(labels=labels), scorer=SCORER)


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_labels_are_read_from_every_kind_of_file(tmp_path, suffix):
    path = tmp_path / f"audit{suffix}"
    written = read_audit(write_labels(tmp_path, corpus(weeks=3))).to_pandas()
    if suffix == ".csv":
        written.to_csv(path, index=False)
    elif suffix == ".parquet":
        written.to_parquet(path)
    assert read_audit(path).to_pandas()["label"].tolist() == written["label"].tolist()
    assert set(written["label"]) >= {"premium_for_security", "economic_capitulation"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("audit.jsonl", "", "no labels can be read"),
        ("audit.jsonl", "not json", "no labels can be read"),
        ("audit.csv", "passage_id,label\np1,both\n", "labels lack pi; have passage_id, label"),
        ("audit.csv", "passage_id,label,pi\np1,both,often\n", "labels of the wrong kind"),
        ("audit.xlsx", "", "give one of .jsonl, .csv, .parquet"),
    ],
)
def test_file_that_holds_no_labels_is_told(tmp_path, name, content, message):
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=message):
        read_audit(tmp_path / name)
