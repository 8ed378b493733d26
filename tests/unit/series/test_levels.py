import numpy as np
import pytest
from series_tables import corpus, label, true_net

from stanceline.series.estimate import estimate_series
from stanceline.series.levels import shrink


def test_groups_are_ranked_by_their_own_labels():
    table = corpus(weeks=60)
    ours = table["outlet"] == "Northlight"
    table.loc[ours & (table["true_class"] == 0), "true_class"] = 1
    levels = estimate_series(table, label(table), period="month", group="outlet").levels()
    assert [level.rank for level in levels] == [1, 2, 3]
    assert levels[0].group == "outlet=Northlight"
    assert levels[0].dsl.value == pytest.approx(true_net(table)[ours].mean(), abs=0.08)


def test_group_with_few_labels_has_a_level_and_no_rank():
    table = corpus()
    labels = label(table)
    ours = table.loc[table["outlet"] == "Northlight", "passage_id"]
    few = labels[~labels["passage_id"].isin(ours[40:])]
    levels = estimate_series(table, few, period="month", group="outlet").levels()
    last = levels[-1]
    assert (last.group, last.rank) == ("outlet=Northlight", None)
    assert np.isfinite(last.model.value)
    assert np.isnan(last.shrunk)


def test_levels_that_differ_by_noise_alone_are_drawn_together():
    random = np.random.default_rng(1)
    values = random.normal(0.1, 0.1, 30)
    shrunk = shrink(values, np.full(30, 0.01))
    assert np.std(shrunk) < 0.4 * np.std(values)


def test_levels_that_differ_by_much_more_than_noise_stay():
    values = np.linspace(-0.5, 0.5, 12)
    assert shrink(values, np.full(12, 1e-4)) == pytest.approx(values, abs=0.01)
