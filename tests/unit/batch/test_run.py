import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from stanceline.batch.execution import CorpusRun
from stanceline.batch.run import run_corpus, run_slice
from stanceline.batch.runners import Loop
from stanceline.batch.slices import Slice
from stanceline.batch.workbench import Workbench
from stanceline.config import Settings, load_configuration
from stanceline.errors import InputError
from stanceline.store.run_directory import RunDirectory, read_shard
from stanceline.store.views import connect
from stanceline.testing import KeywordFramer, ParagraphExtractor

PREMIUM = "The minister defended the deal, which keeps the plants at work and the ships in port."
CAPITULATION = "The opposition called the deal a surrender that their children will be paying for."
FAKES = Workbench(
    Settings(),
    make_extractor=lambda settings: ParagraphExtractor(),
    make_framer=lambda settings: KeywordFramer(),
)


@dataclass
class Counting:
    """Progress that remembers how many shards of each stage were worked on."""

    worked: dict[str, int] = field(default_factory=dict)

    def start(self, stage, total, *, done):
        self.worked[stage] = 0

    def advance(self, stage, receipt=None):
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
    """Return every file of a run but those that tell the time."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
        and path.name not in {"manifest.json", "run.lock", "plan.lock"}
        and path.parent.name not in {"journal", "cache"}
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


def test_unchanged_run_writes_no_file(tmp_path):
    write_article(tmp_path / "in", "one", PREMIUM)
    run(tmp_path / "in", tmp_path / "out")
    before = (tmp_path / "out" / "manifest.json").read_bytes()
    run(tmp_path / "in", tmp_path / "out")
    assert (tmp_path / "out" / "manifest.json").read_bytes() == before


def test_setting_of_the_series_estimates_it_again_and_scores_nothing(tmp_path):
    write_article(tmp_path / "in", "one", PREMIUM)
    run(tmp_path / "in", tmp_path / "out")
    manifest, progress = run(tmp_path / "in", tmp_path / "out", "series.period=week")
    assert manifest["series"]["period"] == "week"
    assert sum(progress.worked.values()) == 0


def test_another_shard_size_cuts_only_what_is_new(tmp_path):
    write_article(tmp_path / "in", "one", PREMIUM)
    write_article(tmp_path / "in", "two", CAPITULATION)
    run(tmp_path / "in", tmp_path / "out")
    _, progress = run(tmp_path / "in", tmp_path / "out", "ingest.shard_size=2")
    assert sum(progress.worked.values()) == 0


def test_corpus_that_moved_is_read_again_and_not_scored_again(tmp_path):
    write_article(tmp_path / "in", "one", PREMIUM)
    run(tmp_path / "in", tmp_path / "out")
    (tmp_path / "in").rename(tmp_path / "moved")
    _, progress = run(tmp_path / "moved", tmp_path / "out")
    assert progress.worked == {"ingest": 1, "extract": 0, "score": 0}


def test_rejection_of_a_corpus_that_moved_names_where_it_is_now(tmp_path):
    write_article(tmp_path / "in", "eins", "Die Opposition sprach von einem einseitigen Vertrag.")
    run(tmp_path / "in", tmp_path / "out")
    (tmp_path / "in").rename(tmp_path / "moved")
    run(tmp_path / "moved", tmp_path / "out")
    [row] = read_shard(tmp_path / "out" / "rejected.parquet").to_pylist()
    assert row["source"] == str(tmp_path / "moved" / "eins.txt")


def test_copy_takes_the_place_of_an_original_that_is_gone(tmp_path):
    write_article(tmp_path / "in", "one", PREMIUM)
    (tmp_path / "in" / "two.txt").write_bytes((tmp_path / "in" / "one.txt").read_bytes())
    run(tmp_path / "in", tmp_path / "out")
    (tmp_path / "in" / "one.txt").unlink()
    manifest, _ = run(tmp_path / "in", tmp_path / "out")
    assert manifest["counts"]["articles"] == 1
    assert manifest["counts"]["rejected"] == 0


def test_lost_plan_is_put_together_from_the_shards(tmp_path):
    write_article(tmp_path / "in", "one", PREMIUM)
    write_article(tmp_path / "in", "two", CAPITULATION)
    run(tmp_path / "in", tmp_path / "out")
    (tmp_path / "out" / "plan.json").unlink()
    _, progress = run(tmp_path / "in", tmp_path / "out", "ingest.shard_size=2")
    assert sum(progress.worked.values()) == 0


@pytest.mark.parametrize("folder", ["journal", "cache"])
def test_history_and_cache_can_be_deleted(tmp_path, folder):
    write_article(tmp_path / "in", "one", PREMIUM)
    run(tmp_path / "in", tmp_path / "out")
    before = contents(tmp_path / "out")
    shutil.rmtree(tmp_path / "out" / folder, ignore_errors=True)
    _, progress = run(tmp_path / "in", tmp_path / "out")
    assert sum(progress.worked.values()) == 0
    assert contents(tmp_path / "out") == before


def test_extraction_without_all_its_tables_is_made_again(tmp_path):
    write_article(tmp_path / "in", "one", PREMIUM)
    run(tmp_path / "in", tmp_path / "out")
    RunDirectory(tmp_path / "out").shards("mentions")[0].unlink()
    _, progress = run(tmp_path / "in", tmp_path / "out")
    assert progress.worked == {"ingest": 0, "extract": 1, "score": 0}


def test_slices_together_and_a_finish_equal_one_run(tmp_path):
    for number in range(5):
        write_article(tmp_path / "in", f"n{number}", f"{PREMIUM} It was day {number} of the talks.")
    (tmp_path / "in" / "copy.txt").write_bytes((tmp_path / "in" / "n1.txt").read_bytes())
    run(tmp_path / "in", tmp_path / "whole")
    for number in (2, 1, 3):
        execution = CorpusRun(
            run=RunDirectory(tmp_path / "sliced"),
            configuration=load_configuration(overrides=["ingest.shard_size=1"]),
            runner=Loop(FAKES),
        )
        run_slice([tmp_path / "in"], execution, Slice(number, 3))
    run(tmp_path / "in", tmp_path / "sliced")
    assert contents(tmp_path / "sliced") == contents(tmp_path / "whole")
