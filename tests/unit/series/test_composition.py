import numpy as np
import pytest
from series_tables import PROBABILITIES, corpus, label

from stanceline.series.decomposition import decompose
from stanceline.series.estimate import estimate_series
from stanceline.series.house_effects import estimate_house_effects


def shifted(*, stance: bool):
    """Two steady halves: in the second the outlets say something else, or one of them is new."""
    table = corpus(weeks=104, stories=30)
    late = table["date"] >= "2025-01-06"
    moved = late if stance else (table["outlet"] == "Strait Post")
    table.loc[moved, "true_class"] = table.loc[moved, "true_class"].replace({0: 1})
    truth = np.eye(4)[table["true_class"]]
    noise = np.random.default_rng(3).dirichlet(np.ones(4), len(table))
    table[PROBABILITIES] = 0.7 * truth + 0.3 * noise
    return table if stance else table[late | (table["outlet"] != "Strait Post")]


def test_change_within_outlets_is_called_one_of_stance():
    table = shifted(stance=True)
    [found] = estimate_series(table, label(table), period="week").breaks()
    assert (str(found.date), found.explanation, found.confirmed) == ("2025-01-06", "stance", True)
    assert abs(found.composition) < 0.2


def test_change_by_a_new_outlet_is_called_one_of_composition():
    table = shifted(stance=False)
    [found] = estimate_series(table, label(table), period="week").breaks()
    assert str(found.date) in {"2024-12-30", "2025-01-06"}
    assert found.explanation == "composition"
    assert found.composition > 0.8


def test_shift_of_composition_is_named_though_stance_moved_the_other_way():
    table = shifted(stance=False)
    late = table["date"] >= "2025-01-06"
    others = late & (table["outlet"] != "Strait Post") & (table["true_class"] == 1)
    table.loc[others, "true_class"] = 0
    noise = np.random.default_rng(4).dirichlet(np.ones(4), len(table))
    table[PROBABILITIES] = 0.7 * np.eye(4)[table["true_class"]] + 0.3 * noise
    breaks = estimate_series(table, label(table), period="week").breaks()
    assert "composition" in {found.explanation for found in breaks}


def test_days_are_searched_as_weeks():
    table = shifted(stance=True)
    [found] = estimate_series(table, label(table), period="day").breaks()
    assert str(found.date) == "2025-01-06"


def test_house_effects_are_found_where_outlets_share_no_period_but_through_others():
    # g = mu_period + h_outlet exactly, outlet 2 only seen beside outlet 1.
    periods, outlets = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 0, 1, 1, 2])
    effect, level = np.array([0.3, -0.1, -0.5]), np.array([0.1, 0.2, 0.6])
    houses = estimate_house_effects(
        level[periods] + effect[outlets], np.ones(6), periods, outlets, n_periods=3, n_outlets=3
    )
    centre = np.array([2, 3, 1]) / 6 @ effect
    assert houses.effect == pytest.approx(effect - centre, abs=1e-9)
    assert houses.panel_share == pytest.approx([5 / 6, 5 / 6, 4 / 6])


def test_outlet_that_comes_is_entry():
    parts = decompose(
        (np.array([1.0, 0.0]), np.array([0.2, np.nan])),
        (np.array([0.5, 0.5]), np.array([0.2, 0.6])),
        ("old", "new"),
    )
    assert parts.within == 0.0
    assert parts.change == pytest.approx(0.2)
    assert parts.between + parts.entry_exit == pytest.approx(0.2)
    assert parts.composition == pytest.approx(1.0)
