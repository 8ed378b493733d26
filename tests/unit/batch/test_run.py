import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from stanceline.batch.run import CorpusRun, run_corpus
from stanceline.config import load_configuration
from stanceline.errors import InputError
from stanceline.store.run_directory import RunDirectory, read_shard
from stanceline.store.views import connect
from stanceline.testing import KeywordFramer, ParagraphExtractor

PREMIUM = "The minister defended the deal, which keeps the plants at work and the ships in port."
CAPITULATION = "The opposition called the deal a surrender that their children will be paying for."


@dataclass
class Counting:
    """Progress that remembers how many shards of each stage were worked on."""

    worked: dict[str, int] = field(default_factory=dict)

    def start(self, stage, total, *, done):
        self.worked[stage] = 0

    def advance(self, stage):
        self.worked[stage] += 1

    def say(self, message):
        """Keep quiet."""


def write_article(folder: Path, name: str, text: str, date: str = "23 July 2025") -> None:
    folder.mkdir(exist_ok=True)
    page = f"Headline of {name}\n\nOutlet: Kanto Ledger\nPublished: {date}\n\n{text}\n"
    (folder / f"{name}.txt").write_text(page)


def run(inputs: Path, out: Path, *overrides: str) -> tuple[dict, Counting]:
    progress = Counting()
    execution = CorpusRun(
        run=RunDirectory(out),
        configuration=load_configuration(overrides=["ingest.shard_size=1", *overrides]),
        progress=progress,
    )
    manifest = run_corpus(
        [inputs],
        execution,
        make_extractor=lambda settings: ParagraphExtractor(),
        make_framer=lambda settings: KeywordFramer(),
    )
    return manifest, progress


def contents(out: Path) -> dict[str, bytes]:
    """Return every file of a run but the manifest, which tells the time."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in {"manifest.json", "run.lock"}
    }


def test_every_article_becomes_scored_passages(tmp_path):
    write_article(tmp_path / "in", "one", PREMIUM)
    write_article(tmp_path / "in", "two", CAPITULATION)
    manifest, _ = run(tmp_path / "in", tmp_path / "out")
    assert manifest["counts"]["articles"] == 2
    with connect(RunDirectory(tmp_path / "out")) as connection:
        labels = connection.execute("select label, count(*) from scores group by 1").fetchall()
    assert ("premium_for_security", 1) in labels
    assert ("economic_capitulation", 1) in labels


def test_second_run_works_on_nothing_and_changes_nothing(tmp_path):
    write_article(tmp_path / "in", "one", PREMIUM)
    write_article(tmp_path / "in", "two", CAPITULATION)
    run(tmp_path / "in", tmp_path / "out")
    before = contents(tmp_path / "out")
    _, progress = run(tmp_path / "in", tmp_path / "out")
    assert progress.worked == {"ingest": 0, "extract": 0, "score": 0}
    assert contents(tmp_path / "out") == before


def test_grown_corpus_works_only_on_what_is_new(tmp_path):
    write_article(tmp_path / "in", "one", PREMIUM)
    run(tmp_path / "in", tmp_path / "out")
    write_article(tmp_path / "in", "two", CAPITULATION)
    manifest, progress = run(tmp_path / "in", tmp_path / "out")
    assert progress.worked == {"ingest": 1, "extract": 1, "score": 1}
    assert manifest["counts"]["articles"] == 2


def test_removed_article_leaves_every_table(tmp_path):
    write_article(tmp_path / "in", "one", PREMIUM)
    write_article(tmp_path / "in", "two", CAPITULATION)
    run(tmp_path / "in", tmp_path / "out")
    (tmp_path / "in" / "two.txt").unlink()
    manifest, _ = run(tmp_path / "in", tmp_path / "out")
    assert manifest["counts"]["articles"] == 1
    assert manifest["counts"]["passages"] == manifest["counts"]["scores"]


@pytest.mark.parametrize("table", ["articles", "passages", "scores"])
def test_lost_shard_is_made_again_and_nothing_else(tmp_path, table):
    write_article(tmp_path / "in", "one", PREMIUM)
    write_article(tmp_path / "in", "two", CAPITULATION)
    run(tmp_path / "in", tmp_path / "out")
    before = contents(tmp_path / "out")
    RunDirectory(tmp_path / "out").shards(table)[0].unlink()
    _, progress = run(tmp_path / "in", tmp_path / "out")
    assert sum(progress.worked.values()) == 1
    assert contents(tmp_path / "out") == before


def test_reprints_are_one_story(tmp_path):
    story = f"{PREMIUM} {CAPITULATION} The vote is due in the spring, officials of both sides said."
    write_article(tmp_path / "in", "one", story)
    write_article(tmp_path / "in", "two", story)
    manifest, _ = run(tmp_path / "in", tmp_path / "out")
    assert manifest["counts"]["stories"] == 1
    [row] = [
        point
        for point in read_shard(tmp_path / "out" / "series.parquet").to_pylist()
        if point["group"] == "all"
    ]
    assert (row["n_articles"], row["n_stories"]) == (2, 1)


def test_same_article_in_two_files_is_kept_once_and_said(tmp_path):
    write_article(tmp_path / "in", "one", PREMIUM)
    (tmp_path / "in" / "two.txt").write_bytes((tmp_path / "in" / "one.txt").read_bytes())
    manifest, _ = run(tmp_path / "in", tmp_path / "out")
    assert manifest["counts"]["articles"] == 1
    [row] = read_shard(tmp_path / "out" / "rejected.parquet").to_pylist()
    assert row["error"] == "duplicate"


def test_bad_input_is_a_row_with_a_reason(tmp_path):
    write_article(tmp_path / "in", "one", PREMIUM)
    (tmp_path / "in" / "empty.html").write_text("")
    run(tmp_path / "in", tmp_path / "out")
    [row] = read_shard(tmp_path / "out" / "rejected.parquet").to_pylist()
    assert row["locator"].endswith("empty.html")
    assert row["message"]


def test_foreign_article_is_kept_and_not_scored_and_said(tmp_path):
    german = (
        "Die Bundesregierung hat das Abkommen mit den Vereinigten Staaten am Donnerstag erneut "
        "verteidigt, während die Opposition von einem einseitigen Vertrag sprach."
    )
    write_article(tmp_path / "in", "eins", german)
    manifest, _ = run(tmp_path / "in", tmp_path / "out")
    assert manifest["counts"]["articles"] == 1
    assert manifest["counts"]["scores"] == 0
    assert manifest["rejected_by_stage"] == {"score": 1}


def test_undated_article_is_scored_and_in_no_series(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_text(f"Headline of one\n\n{PREMIUM}\n")
    manifest, _ = run(tmp_path / "in", tmp_path / "out")
    assert manifest["counts"]["scores"] > 0
    assert manifest["series"]["undated_articles"] == 1
    assert read_shard(tmp_path / "out" / "series.parquet").num_rows == 0


def test_input_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="nowhere"):
        run(tmp_path / "nowhere", tmp_path / "out")


def test_manifest_names_settings_inputs_and_model(tmp_path):
    write_article(tmp_path / "in", "one", PREMIUM)
    run(tmp_path / "in", tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["origins"] == {"ingest.shard_size": "--set"}
    assert manifest["model"]["name"] == "keyword"
    assert list(manifest["inputs"]["digests"]) == [str(tmp_path / "in" / "one.txt")]
