import re

import pyarrow.parquet as pq
import pytest

from stanceline.export.dataset import export_run
from stanceline.export.rehydrate import Outcome, rehydrate
from stanceline.export.sharing import Sharing
from stanceline.records import Mention, MentionKind, make_article_id, make_mention_id
from stanceline.store import rows
from stanceline.store.rows import articles_from
from stanceline.store.views import connect, read_table

WORD = re.compile(r"[^\W_]+")
# An address is shared on purpose, and may have the headline in it.
ADDRESSES = {"url"}


def runs_of_five(text: str) -> set[tuple[str, ...]]:
    words = [word.casefold() for word in WORD.findall(text)]
    return {tuple(words[start : start + 5]) for start in range(len(words) - 4)}


def cells(folder, *, but=frozenset(ADDRESSES)):
    for path in sorted(folder.glob("*/*.parquet")):
        for row in pq.read_table(path).to_pylist():
            yield from (
                value for name, value in row.items() if isinstance(value, str) and name not in but
            )


@pytest.fixture
def articles(run):
    with connect(run) as connection:
        return articles_from(read_table(connection, "select * from articles order by article_id"))


@pytest.fixture
def shared(run, articles, make_export, tmp_path):
    long_name = Mention(
        mention_id=make_mention_id(articles[0], 0, 5, MentionKind.INSTITUTION),
        article=articles[0],
        passage_id=None,
        start=0,
        end=5,
        kind=MentionKind.INSTITUTION,
        canonical=" ".join(articles[0].text.split()[:6]),
    )
    table = rows.to_table("mentions", [rows.mention_row(long_name)])
    run.commit("mentions", table, shard_id="b" * 32)
    export_run(run, make_export("parquet", sharing=Sharing(text_free=True)), tmp_path / "free")
    return tmp_path / "free"


def test_no_five_words_of_any_article_are_shared(shared, articles):
    forbidden = set().union(*(runs_of_five(article.text) for article in articles))
    leaked = [cell for cell in cells(shared) if runs_of_five(cell) & forbidden]
    assert len(forbidden) > 100
    assert leaked == []


def test_addresses_can_be_cut_after_their_site(run, articles, make_export, tmp_path):
    forbidden = set().union(*(runs_of_five(f"{a.text} {a.title}") for a in articles))
    sharing = Sharing(text_free=True, sites_only=True)
    export_run(run, make_export("parquet", sharing=sharing), tmp_path / "sites")
    urls = pq.read_table(tmp_path / "sites" / "articles")["url"].to_pylist()
    assert "https://news.example" in urls
    assert not [url for url in urls if url.count("/") > 2]
    assert not [
        cell for cell in cells(tmp_path / "sites", but=()) if runs_of_five(cell) & forbidden
    ]
    back = rehydrate(tmp_path / "sites", articles, tmp_path / "back")
    assert (back.articles_missing, back.articles_changed) == (0, 0)


def test_a_full_export_would_fail_that_test(run, make_export, articles, tmp_path):
    export_run(run, make_export("parquet"), tmp_path / "full")
    forbidden = set().union(*(runs_of_five(article.text) for article in articles))
    assert [cell for cell in cells(tmp_path / "full") if runs_of_five(cell) & forbidden]


def test_quotes_are_no_longer_than_asked(run, make_export, tmp_path):
    sharing = Sharing(text_free=True, quote_chars=12)
    export_run(run, make_export("parquet", sharing=sharing), tmp_path / "quoted")
    quotes = pq.read_table(tmp_path / "quoted" / "passages")["quote"].to_pylist()
    assert max(map(len, quotes)) == 12
    assert "日本の譲歩 😀 re\u0301sume\u0301"[:12] in quotes


def test_rehydrating_gives_every_passage_back(shared, articles, run, tmp_path):
    result = rehydrate(shared, articles, tmp_path / "back")
    assert dict(result.passages) == {Outcome.EXACT: pq.read_table(shared / "passages").num_rows}
    assert (result.articles_changed, result.articles_missing) == (0, 0)
    text_of = {article.article_id: article.text for article in articles}
    for row in pq.read_table(tmp_path / "back" / "passages.parquet").to_pylist():
        assert row["text"] == text_of[row["article_id"]][row["start"] : row["end"]]


def edited(article, old: str, new: str):
    text = article.text.replace(old, new)
    assert text != article.text
    changed = {name: getattr(article, name) for name in article.__dataclass_fields__}
    changed |= {"text": text, "n_chars": len(text), "chars_read": len(text)}
    changed["article_id"] = make_article_id(
        url=article.url, outlet="", title="", published="", text=text
    )
    return type(article)(**changed)


def test_untouched_passages_of_a_changed_page_are_found_where_they_moved(
    shared, articles, tmp_path
):
    article = next(a for a in articles if "Officials from" in a.text)
    page = edited(article, "opens.", "opens, with a correction that was not there before.")
    result = rehydrate(shared, [page], tmp_path / "back")
    assert result.passages[Outcome.EDITED] == 1
    assert result.passages[Outcome.MOVED] == 2
    assert result.articles_changed == 1


def test_an_article_nobody_has_is_reported_with_its_address(shared, articles, tmp_path):
    lost = next(a for a in articles if a.url.startswith("https://"))
    kept = [a for a in articles if a is not lost]
    result = rehydrate(shared, kept, tmp_path / "back")
    assert result.missing_urls == (lost.url,)
    assert result.passages[Outcome.MISSING] == 3


def test_another_article_of_the_same_day_is_not_taken_for_it(shared, articles, tmp_path):
    article = next(a for a in articles if "Story 0-1 " in a.text)
    words = {"Story", "opens", "defended", "surrender", "called", "met"}
    stranger = edited(article, article.text, " ".join(sorted(words)) + ". Something else happened.")
    result = rehydrate(shared, [stranger], tmp_path / "back")
    assert result.articles_changed == 0
