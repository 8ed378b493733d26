import pandas as pd
import pytest
from series_tables import corpus, label

from stanceline.series.estimate import estimate_series


@pytest.fixture(scope="module")
def result():
    table = corpus(weeks=100)
    return estimate_series(table, label(table), period="week")


def test_contrast_is_the_difference_of_mean_points(result):
    points = result.table().set_index("period_start")
    points.index = pd.to_datetime(points.index)
    expected = (
        points.loc["2025-07":"2025-09", "net"].mean()
        - points.loc["2024-01":"2024-03", "net"].mean()
    )
    assert result.contrast("2024Q1", "2025Q3").model.value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("window", "same"),
    [
        (("2024-01-01", "2024-03-31"), "2024Q1"),
        ((pd.Timestamp("2024-01-01"), pd.Timestamp("2024-03-31")), "2024-Q1"),
        (tuple(pd.date_range("2024-01-01", "2024-03-31", freq="7D")), "2024Q1"),
        (("2024-02-01", "2024-02-29"), "2024-02"),
    ],
)
def test_windows_are_named_in_many_ways(result, window, same):
    assert result.contrast(window, "2025").model == result.contrast(same, "2025").model


def test_headline_is_the_last_quarter_of_the_periods_against_the_first(result):
    contrast = result.contrast()
    assert contrast.before == ("2024-01-01", "2024-06-17")
    assert contrast.after == ("2025-06-09", "2025-11-24")


def test_error_of_the_classifier_is_common_to_periods(result):
    # Independent noise would leave 1/sqrt(25) of it in the mean of 25 weeks.
    point = result.points[0].se_classifier
    mean = result.contrast(("2024-01-01", "2024-03-31"), ("2025-07-01", "2025-09-30")).model
    assert mean.se_classifier > 0.5 * point


def test_window_with_few_labels_has_no_labels_answer(result):
    contrast = result.contrast(("2024-01-01", "2024-01-01"), ("2025-01-06", "2025-01-06"))
    assert contrast.dsl.value != contrast.dsl.value
    assert "too_few_labels" in contrast.flags


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ("soon", "2025", "no window 'soon'"),
        (("2025-01-01", "2024-01-01"), "2025", "ends before it begins"),
        ((), "2025", "empty window"),
        ((1.5, 2.5), "2025", "is no day"),
        ("2024", None, "both windows"),
    ],
)
def test_window_that_is_none_is_refused(result, a, b, message):
    with pytest.raises(ValueError, match=message):
        result.contrast(a, b)


def test_unknown_line_is_refused(result):
    with pytest.raises(ValueError, match="no line named 'outlet=Nowhere'; known: all"):
        result.contrast(group="outlet=Nowhere")


def test_line_of_a_group_is_found_by_its_value():
    table = corpus()
    grouped = estimate_series(table, label(table), group="outlet")
    assert grouped.contrast(group="Northlight").group == "outlet=Northlight"
