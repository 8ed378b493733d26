import pytest

from stanceline.errors import RunDirectoryError, RunLockedError
from stanceline.store.rows import article_row, articles_from, to_table
from stanceline.store.run_directory import RunDirectory, open_run, read_receipt, read_shard
from stanceline.store.views import connect
from stanceline.testing import make_article


def commit_article(run: RunDirectory, article, shard_id: str = "ab12") -> None:
    table = to_table("articles", [article_row(article)])
    run.commit("articles", table, shard_id=shard_id, receipt={"rejected": []})


def test_article_comes_back_as_it_went_in(tmp_path):
    run = RunDirectory(tmp_path)
    article = make_article("A text with an emoji 🗾 and a\nnew line.", title="A text")
    commit_article(run, article)
    assert articles_from(read_shard(run.shard("articles", "ab12"))) == [article]


def test_receipt_rides_in_the_footer(tmp_path):
    run = RunDirectory(tmp_path)
    commit_article(run, make_article())
    receipt = read_receipt(run.shard("articles", "ab12"))
    assert receipt == {"rejected": [], "rows": 1, "schema_v": 1, "shard_id": "ab12"}


def test_second_writer_is_refused(tmp_path):
    run = RunDirectory(tmp_path)
    with run.locked(), pytest.raises(RunLockedError, match=r"run.lock is held"), run.locked():
        pytest.fail("two writers at once")


def test_folder_that_is_no_run_is_named(tmp_path):
    with pytest.raises(RunDirectoryError, match="not a run directory"):
        open_run(tmp_path / "nothing")


def test_views_of_an_empty_run_have_columns_and_no_rows(tmp_path):
    with connect(RunDirectory(tmp_path)) as connection:
        assert connection.execute("select stance, label from scores").fetchall() == []


def test_views_see_committed_shards(tmp_path):
    run = RunDirectory(tmp_path)
    commit_article(run, make_article("One."), "ab12")
    commit_article(run, make_article("Two."), "cd34")
    with connect(run) as connection:
        rows = connection.execute("select text from articles order by text").fetchall()
    assert rows == [("One.",), ("Two.",)]
