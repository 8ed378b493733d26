import pandas as pd
import pytest

from stanceline.series.estimate import estimate_series
from stanceline.series.periods import choose_period


def passages(rows) -> pd.DataFrame:
    """Rows of (story, date, premium, capitulation), every article its own."""
    return pd.DataFrame(
        {
            "passage_id": [f"p{i}" for i in range(len(rows))],
            "article_id": [f"a{i}" for i in range(len(rows))],
            "story_id": [row[0] for row in rows],
            "outlet": ["Kanto Ledger" if i % 2 else "Northlight" for i in range(len(rows))],
            "date": pd.to_datetime([row[1] for row in rows], utc=True),
            "date_precision": ["day" if row[1] else "none" for row in rows],
            "p_premium": [row[2] for row in rows],
            "p_capitulation": [row[3] for row in rows],
            "p_both": 0.0,
            "p_neither": [1 - row[2] - row[3] for row in rows],
            "model_version": "m1",
        }
    )


def month(stories=30, premium=0.4, capitulation=0.1, date="2025-07-23"):
    return [(f"s{date}{i}", date, premium, capitulation) for i in range(stories)]


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


def test_few_stories_have_no_band_and_say_so():
    [point] = estimate_series(passages(month(stories=3)), period="month").points
    assert point.status == "too_few_stories"
    assert point.net_lo != point.net_lo


def test_thin_month_beside_full_ones_is_drawn_hollow():
    rows = month() + month(stories=4, date="2025-08-05")
    full, thin = estimate_series(passages(rows), period="month").points
    assert (full.status, full.show_raw) == ("uncorrected", True)
    assert (thin.status, thin.show_raw) == ("raw_suppressed", False)
    assert thin.net_lo <= thin.net <= thin.net_hi


def test_groups_have_lines_of_their_own():
    result = estimate_series(passages(month()), period="month", group="outlet")
    assert [point.group for point in result.points] == ["outlet=Kanto Ledger", "outlet=Northlight"]


def test_order_of_rows_changes_nothing():
    rows = passages(month() + month(date="2025-08-05", premium=0.2))
    shuffled = rows.sample(frac=1.0, random_state=1)
    assert [p.net for p in estimate_series(rows).points] == pytest.approx(
        [p.net for p in estimate_series(shuffled).points]
    )


def test_period_is_the_finest_with_ten_stories():
    assert choose_period(passages(month(stories=12))) == "day"
    assert choose_period(passages(month(stories=3))) == "month"


def test_two_models_in_one_series_are_refused():
    rows = passages(month())
    rows.loc[0, "model_version"] = "m2"
    with pytest.raises(ValueError, match="one series, one model: found m1, m2"):
        estimate_series(rows)


def test_missing_column_is_named():
    with pytest.raises(ValueError, match="passages lack story_id"):
        estimate_series(passages(month()).drop(columns="story_id"))
