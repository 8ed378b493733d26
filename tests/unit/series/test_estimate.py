import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from series_tables import corpus, label, month, passages

from stanceline.series.estimate import estimate_series
from stanceline.series.settings import EstimatorSettings


def test_net_is_premium_minus_capitulation():
    [point] = estimate_series(passages(month()), period="month").points
    assert point.net == pytest.approx(0.3)
    assert point.share_premium == pytest.approx(0.4)
    assert point.share_capitulation == pytest.approx(0.1)


def test_copies_of_a_story_count_once():
    rows = month() + [("wire", "2025-07-24", 0.0, 1.0)] * 10
    [point] = estimate_series(passages(rows), period="month").points
    assert point.net == pytest.approx((30 * 0.3 - 1.0) / 31)
    assert (point.n_articles, point.n_stories) == (40, 31)


def test_exposure_counts_what_was_printed():
    rows = month() + [("wire", "2025-07-24", 0.0, 1.0)] * 10
    [point] = estimate_series(passages(rows), period="month", weights="exposure").points
    assert point.net == pytest.approx((30 * 0.3 - 10.0) / 40)


def test_undated_passages_are_counted_and_in_no_point():
    result = estimate_series(passages([*month(), ("u", None, 1.0, 0.0)]), period="month")
    assert sum(point.n_passages for point in result.points) == 30
    assert result.metadata["undated_share"] == pytest.approx(1 / 31)


def test_date_known_to_the_month_enters_no_week():
    rows = passages(month())
    rows["date_precision"] = "month"
    assert estimate_series(rows, period="week").points == ()
    assert len(estimate_series(rows, period="month").points) == 1


def test_week_starts_on_monday():
    [point] = estimate_series(passages(month(date="2025-07-27")), period="week").points
    assert point.period_start.isoformat() == "2025-07-21"


def test_groups_have_lines_of_their_own():
    result = estimate_series(passages(month()), period="month", group="outlet")
    assert [point.group for point in result.points] == ["outlet=Kanto Ledger", "outlet=Northlight"]


def test_passage_in_two_groups_is_in_both_and_null_is_in_none():
    rows = passages(month())
    rows["institution"] = None
    twice = pd.concat([rows, rows.assign(institution="JBIC"), rows.assign(institution="METI")])
    result = estimate_series(twice, period="month", group="institution")
    assert [(p.group, p.n_passages) for p in result.points] == [
        ("institution=JBIC", 30),
        ("institution=METI", 30),
    ]


def test_without_labels_the_series_says_what_labels_would_buy():
    result = estimate_series(corpus(weeks=20))
    assert {point.status for point in result.points} == {"uncorrected"}
    assert all(point.net == point.net_naive for point in result.points)
    assert "300 passages drawn at random" in result.metadata["advice"]


def test_plain_columns_are_enough():
    table = corpus()
    result = estimate_series(table.drop(columns="true_class"), label(table))
    assert {point.status for point in result.points} == {"ok"}


@pytest.mark.parametrize("convert", [pl.from_pandas, pa.Table.from_pandas])
def test_every_kind_of_table_gives_the_same_points(convert):
    table = corpus(weeks=30)
    expected = estimate_series(table, label(table)).points
    assert estimate_series(convert(table), convert(label(table))).points == expected


@pytest.mark.parametrize("change", [lambda d: d.dt.date, lambda d: d.dt.strftime("%Y-%m-%d")])
def test_dates_may_be_dates_or_text(change):
    table = corpus(weeks=30)
    expected = estimate_series(table, label(table)).points
    changed = table.assign(date=change(table["date"]))
    assert estimate_series(changed, label(table)).points == expected


def test_order_of_rows_changes_nothing():
    table = corpus()
    labels = label(table)
    shuffled = estimate_series(
        table.sample(frac=1.0, random_state=1), labels.sample(frac=1.0, random_state=2)
    )
    assert shuffled.points == estimate_series(table, labels).points


def test_every_article_printed_again_as_a_copy_changes_no_number_but_counts():
    table = corpus()
    again = table.assign(
        passage_id="again-" + table["passage_id"], article_id="again-" + table["article_id"]
    )
    once = estimate_series(table, label(table)).table()
    twice = estimate_series(pd.concat([table, again]), label(table)).table()
    same = ["net", "net_lo", "net_hi", "n_eff", "net_house_adj"]
    np.testing.assert_allclose(twice[same], once[same], rtol=1e-12)
    np.testing.assert_allclose(twice["net_smooth"], once["net_smooth"], atol=1e-9)
    assert (twice["n_articles"] == 2 * once["n_articles"]).all()


def test_estimator_draws_no_random_numbers():
    table = corpus()
    np.random.seed(3)  # noqa: NPY002 - the global state is what must not matter
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    first = estimate_series(table, label(table)).points
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002
    assert estimate_series(table, label(table)).points == first


def test_period_is_the_finest_with_ten_effective_stories():
    assert estimate_series(passages(month(stories=12))).metadata["period"] == "day"
    assert estimate_series(passages(month(stories=3))).metadata["period"] == "month"


def test_series_of_mondays_is_weekly():
    assert estimate_series(corpus(weeks=20)).metadata["period"] == "week"


def test_shares_agree_with_the_net():
    table = corpus()
    points = estimate_series(table, label(table)).table()
    np.testing.assert_allclose(
        points["share_premium"] - points["share_capitulation"], points["net"], atol=1e-12
    )


def test_shares_are_near_the_planted_ones():
    table = corpus(weeks=100)
    points = estimate_series(table, label(table), period="month").table()
    # Planted: premium .25, capitulation .2, and both .1 counts in each.
    assert points["share_premium"].mean() == pytest.approx(0.35, abs=0.02)
    assert points["share_capitulation"].mean() == pytest.approx(0.30, abs=0.02)


def test_fixed_panel_leaves_out_an_outlet_that_came_late():
    table = corpus(weeks=20)
    late = (table["outlet"] == "Strait Post") & (table["date"] < "2024-04-01")
    result = estimate_series(table[~late], period="week", settings=EstimatorSettings(panel="fixed"))
    assert result.metadata["passages_in_series"] == (table["outlet"] != "Strait Post").sum()


def test_panel_share_is_the_weight_of_the_outlets_present():
    table = corpus(weeks=4, stories=12)
    gone = (table["outlet"] == "Strait Post") & (table["date"] > "2024-01-20")
    shares = [p.panel_share for p in estimate_series(table[~gone], period="week").points]
    # Outlets print four stories a week each: 16, 16 and 12 of 44 in all.
    assert shares == pytest.approx([1, 1, 1, 32 / 44])
