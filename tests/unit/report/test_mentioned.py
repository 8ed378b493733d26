from __future__ import annotations

import pytest
from report_runs import SCORER, weekly_articles, write_run

from stanceline.report.mentioned import read_actors, read_sums
from stanceline.store.views import connect


@pytest.fixture
def connection(tmp_path):
    with connect(write_run(tmp_path, weekly_articles(2)), scorer=SCORER) as opened:
        yield opened


def test_a_person_has_counts_and_the_stance_of_the_passages(connection):
    (person,) = read_actors(connection, "person")
    assert (person.name, person.n_mentions, person.n_articles) == ("Shigeru Ishiba", 12, 12)
    assert person.stance == pytest.approx(0.8)


def test_the_institution_in_most_articles_comes_first(connection):
    names = [actor.name for actor in read_actors(connection, "institution")]
    assert names == ["Ministry of Finance", "White House"]


def test_a_sum_is_normalised_and_counted(connection):
    (money,) = read_sums(connection)
    assert (money.value, money.surface) == ("USD 550 billion", "$550 billion")
    assert (money.n_mentions, money.n_articles) == (24, 24)


def test_a_run_without_mentions_has_none(tmp_path):
    with connect(write_run(tmp_path / "empty", []), scorer=SCORER) as opened:
        assert (read_actors(opened, "person"), read_sums(opened)) == ([], [])
