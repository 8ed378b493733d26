"""Every row of the table of failures in docs/methods.md."""

import math

import numpy as np
import pandas as pd
import pytest
from series_tables import corpus, label, month, passages

from stanceline.errors import StancelineError
from stanceline.series.estimate import estimate_series

NUMBERS = [
    "net", "net_lo", "net_hi", "net_smooth", "net_smooth_lo", "net_smooth_hi",
    "share_premium", "share_capitulation",
]  # fmt: skip


def test_class_with_few_labels_makes_the_error_model_unusable():
    table = corpus()
    labels = label(table)
    premium = labels.index[labels["label"] == "premium"]
    result = estimate_series(table, labels.drop(premium[29:]))
    points = result.table()
    assert set(points["status"]) == {"error_model_unusable"}
    assert points[NUMBERS].isna().all(axis=None)
    assert points["net_naive"].notna().all()
    assert result.metadata["flags"] == ["error_model_unusable"]
    assert "29 labels of class premium" in result.metadata["errors"]["why_unusable"]


def test_classifier_that_knows_nothing_makes_the_error_model_unusable():
    table = corpus(sure=0.0)
    result = estimate_series(table, label(table))
    assert {point.status for point in result.points} == {"error_model_unusable"}
    assert "confused beyond repair" in result.metadata["errors"]["why_unusable"]


def test_empty_period_has_no_data_and_the_smoother_bridges_it():
    table = corpus()
    table = table[(table["date"] < "2024-03-04") | (table["date"] >= "2024-04-01")]
    points = estimate_series(table, label(table), period="week").table()
    gap = points[points["status"] == "no_data"]
    assert len(gap) == 4
    assert gap["net"].isna().all()
    assert gap["net_smooth"].notna().all()


def test_smoother_bridges_no_gap_of_five_periods():
    table = corpus()
    table = table[(table["date"] < "2024-03-04") | (table["date"] >= "2024-04-08")]
    points = estimate_series(table, label(table), period="week").table()
    assert points.loc[points["status"] == "no_data", "net_smooth"].isna().all()


def test_thin_period_keeps_its_values_and_hides_its_dot():
    table = corpus()
    thin = table["date"] == "2024-03-04"
    table = table[~thin | (thin.cumsum() <= 10)]
    points = estimate_series(table, label(table), period="week").table()
    [point] = points[points["status"] == "raw_suppressed"].to_dict("records")
    assert point["n_stories"] == 5
    assert not point["show_raw"]
    assert point["net_lo"] < point["net"] < point["net_hi"]


@pytest.mark.parametrize("stories", [1, 2])
def test_period_of_one_or_two_stories_takes_the_pooled_variance(stories):
    table = corpus()
    thin = table["date"] == "2024-03-04"
    # Two passages a story; of the second story one, so that n_eff stays below two.
    table = table[~thin | (thin.cumsum() <= 2 * stories - (stories == 2))]
    result = estimate_series(table, label(table), period="week")
    [point] = [p for p in result.points if p.n_stories == stories]
    assert point.se_sampling == pytest.approx(math.sqrt(result.line().net.unit / point.n_eff))
    assert point.status == "raw_suppressed"


def test_few_stories_in_all_have_no_band_and_no_line():
    points = estimate_series(passages(month(stories=3)), period="month").table()
    assert set(points["status"]) == {"too_few_stories"}
    assert points["net"].notna().all()
    assert points[["net_lo", "net_hi", "net_smooth", "net_smooth_lo"]].isna().all(axis=None)


def test_quarter_without_labels_has_wider_bands_and_says_so():
    table = corpus(weeks=78)
    labels = label(table)
    early = table.loc[table["date"] < "2025-01-01", "passage_id"]
    points = estimate_series(table, labels[labels["passage_id"].isin(early)], period="week").table()
    unlabelled = points[points["status"] == "no_labels_nearby"]
    assert str(unlabelled["period_start"].min()) == "2025-01-06"
    labelled = points[points["status"] == "ok"]
    assert unlabelled["se_classifier"].mean() > 1.2 * labelled["se_classifier"].mean()


def test_more_than_two_quarters_from_any_label_there_is_no_net():
    table = corpus(weeks=78)
    labels = label(table, share=1)
    early = table.loc[table["date"] < "2024-04-01", "passage_id"]
    points = estimate_series(
        table, labels[labels["passage_id"].isin(early)], period="month"
    ).table()
    known = points[points["net"].notna()]
    assert str(known["period_start"].max()) == "2024-09-01"
    far = points[points["net"].isna()]
    assert set(far["status"]) == {"no_labels_nearby"}
    assert far["net_smooth"].isna().all()


def test_drifting_classifier_is_flagged():
    table = corpus(sure=0.8)
    wrong = (table["date"] >= "2024-07-01") & (table["true_class"] == 1)
    table.loc[wrong, ["p_neither", "p_premium"]] = table.loc[
        wrong, ["p_premium", "p_neither"]
    ].to_numpy()
    result = estimate_series(table, label(table))
    assert result.metadata["flags"] == ["classifier_drift"]
    assert result.points[0].p_drift < 0.01


def test_many_undated_passages_are_flagged_and_their_net_is_given():
    table = corpus()
    table.loc[table.index % 5 == 0, "date"] = pd.NaT
    result = estimate_series(table, label(table))
    assert result.metadata["flags"] == ["undated_high"]
    undated = result.metadata["undated"]["undated"]
    assert undated["lo"] < undated["net"] < undated["hi"]


def test_all_undated_is_no_series():
    table = corpus().assign(date=pd.NaT)
    result = estimate_series(table, label(table))
    assert result.points == ()
    assert result.metadata["undated_share"] == 1.0
    assert result.breaks() == ()


def test_no_passages_are_no_series():
    assert estimate_series(corpus().iloc[:0]).points == ()


def test_net_outside_its_bounds_is_kept_and_flagged():
    table = corpus(sure=0.4)
    sure = table["date"] == "2024-05-06"
    table.loc[sure, ["p_neither", "p_premium", "p_capitulation", "p_both"]] = [0, 1, 0, 0]
    result = estimate_series(table, label(table[~sure]), period="week")
    assert "net_outside_bounds" in result.metadata["flags"]
    assert max(point.net for point in result.points) > 1


def test_labels_that_disagree_with_the_model_are_quoted():
    table = corpus(weeks=60, stories=30)
    # The model misses what is said in a single month: its quarter's mean hides that.
    labels = label(table, share=1)
    month = table.loc[table["date"].between("2024-12-01", "2024-12-31"), "passage_id"]
    missed = labels["passage_id"].isin(month) & (labels["label"] == "neither")
    labels.loc[missed, "label"] = "premium"
    contrast = estimate_series(table, labels, period="week").contrast("2024Q1", "2024-12")
    assert "model_vs_labels_disagree" in contrast.flags
    assert contrast.quoted is contrast.dsl


def test_one_outlet_has_no_house_effects():
    table = corpus().assign(outlet="Kanto Ledger")
    points = estimate_series(table, label(table)).table()
    assert points["net_house_adj"].isna().all()
    assert set(points["status"]) == {"ok"}


def test_one_period_is_a_point():
    table = corpus(weeks=1, stories=120)
    [point] = estimate_series(table, label(table, share=1), period="month").points
    assert point.status == "ok"
    assert point.net_smooth == pytest.approx(point.net)


def test_group_with_few_labels_says_that_its_error_model_is_pooled():
    table = corpus()
    labels = label(table)
    ours = table.loc[table["outlet"] == "Northlight", "passage_id"]
    few = labels[~labels["passage_id"].isin(ours[20:])]
    points = estimate_series(table, few, period="month", group="outlet").table()
    assert set(points.loc[points["group"] == "outlet=Northlight", "status"]) == {
        "pooled_error_model"
    }
    assert set(points.loc[points["group"] == "outlet=Kanto Ledger", "status"]) == {"ok"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda p, y: (p.assign(model_version=p.index % 2), y),
            "one series, one model: found 0, 1",
        ),
        (lambda p, y: (p, y.drop(columns="pi")), "labels lack pi"),
        (lambda p, y: (p, y.assign(pi=0.0)), r"outside \(0, 1\], the first is 0.0"),
        (lambda p, y: (p, y.assign(pi=np.nan)), "labels.pi: .* missing or not finite"),
        (lambda p, y: (p.iloc[1:], y.assign(passage_id="p00000").iloc[:1]), "belong to no passage"),
        (lambda p, y: (p, y.assign(used_in_training=True)), "were used in training"),
        (lambda p, y: (p, pd.concat([y, y])), "labelled twice by the same coder"),
        (lambda p, y: (p, y.assign(label="maybe")), "label 'maybe'; known: neither"),
        (lambda p, y: (p.drop(columns="story_id"), y), "passages lack story_id"),
        (lambda p, y: (pd.concat([p, p]), y), "passages are there twice"),
        (lambda p, y: (p.assign(p_both=np.nan), y), "p_both: 1248 values are missing"),
        (lambda p, y: (p.assign(date="soon"), y), "cannot be read"),
        (lambda p, y: (p.assign(date_precision="about"), y), "date_precision 'about'; known: day"),
    ],
)
def test_bad_table_is_refused_with_its_value(change, message):
    table = corpus()
    rows, labels = change(table, label(table))
    with pytest.raises(ValueError, match=message) as raised:
        estimate_series(rows, labels)
    assert isinstance(raised.value, StancelineError)


def test_unknown_period_is_refused():
    with pytest.raises(ValueError, match="no period named 'decade'; known: auto, day"):
        estimate_series(corpus(), period="decade")


def test_no_point_that_is_ok_lacks_a_number():
    table = corpus(weeks=30)
    points = estimate_series(table, label(table)).table()
    ok = points[points["status"] == "ok"]
    assert len(ok)
    assert ok[[*NUMBERS, "se_sampling", "se_classifier"]].notna().all(axis=None)


def test_bands_hold_their_values():
    table = corpus()
    points = estimate_series(table, label(table)).table().dropna(subset="net_lo")
    for name in ("net", "net_smooth", "net_house_adj"):
        assert (points[f"{name}_lo"] <= points[name]).all()
        assert (points[name] <= points[f"{name}_hi"]).all()
