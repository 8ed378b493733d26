from pathlib import Path

from stanceline.batch.execution import CorpusRun
from stanceline.batch.run import run_corpus
from stanceline.config import load_configuration
from stanceline.registry import select
from stanceline.store.run_directory import RunDirectory
from stanceline.store.views import connect
from stanceline.testing import KeywordFramer, ParagraphExtractor

GARDENS = (
    "The cherry trees in the northern gardens opened late this spring, and the keepers counted "
    "fewer visitors than in any year since the pond was drained and the tea house was painted."
)
TREATY = (
    "Japan and the United States signed a trade deal that sets a tariff of 15% and binds Tokyo to "
    "an investment pledge. The minister defended the treaty before the allies in parliament."
)


def write_article(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    page = f"Headline of {name}\n\nOutlet: Kanto Ledger\nPublished: 23 July 2025\n\n{text}\n"
    (folder / f"{name}.txt").write_text(page)


def run_selectively(inputs: Path, out: Path, *overrides: str) -> dict:
    execution = CorpusRun(
        run=RunDirectory(out), configuration=load_configuration(overrides=overrides)
    )
    return run_corpus(
        [inputs],
        execution,
        make_extractor=lambda settings: select(ParagraphExtractor(), settings),
        make_framer=lambda settings: KeywordFramer(),
    )


def test_article_off_the_subject_is_kept_counted_and_not_scored(tmp_path):
    write_article(tmp_path / "in", "gardens", GARDENS)
    write_article(tmp_path / "in", "treaty", TREATY)
    manifest = run_selectively(tmp_path / "in", tmp_path / "out")
    assert manifest["counts"]["articles"] == 2
    assert manifest["relevance"]["articles_off_subject"] == 1
    with connect(RunDirectory(tmp_path / "out")) as connection:
        query = "select title, relevance < 0.45 from articles left join scores using (article_id)"
        found = connection.execute(f"{query} group by all").fetchall()
        scored = connection.execute("select distinct article_id from scores").fetchall()
    assert sorted(found) == [("Headline of gardens", True), ("Headline of treaty", False)]
    assert len(scored) == 1


def test_passage_off_the_subject_is_scored_as_neither_without_a_model(tmp_path):
    far = f"{GARDENS} {GARDENS} {GARDENS} {GARDENS} They defended their surrender of the pond."
    write_article(tmp_path / "in", "digest", "\n\n".join([f"{TREATY} " * 4, far, far, far]))
    manifest = run_selectively(tmp_path / "in", tmp_path / "out")
    assert manifest["relevance"]["passages_off_subject"] == 2
    assert manifest["counts"]["scores"] == manifest["counts"]["passages"]
    assert manifest["model"]["name"] == "keyword"
    with connect(RunDirectory(tmp_path / "out")) as connection:
        rows = connection.execute(
            "select label, tokens_read from scores where model = 'relevance.v1'"
        ).fetchall()
    assert rows == [("neither", 0), ("neither", 0)]


def test_switch_reads_everything(tmp_path):
    write_article(tmp_path / "in", "gardens", GARDENS)
    manifest = run_selectively(tmp_path / "in", tmp_path / "out", "relevance.enabled=false")
    assert manifest["relevance"] == {
        "enabled": False,
        "articles_off_subject": 0,
        "passages_off_subject": 0,
    }
    assert manifest["counts"]["scores"] > 0
