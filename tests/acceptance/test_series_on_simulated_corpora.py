"""The acceptance test of the series with a few dozen corpora: wider limits, same mutations.

The whole table, 300 corpora a scenario, is `make bench-series`.
"""

from functools import partial

import pytest
from series_limits import failing
from series_mutations import MUTATIONS

from stanceline.series.simulator import SCENARIOS
from stanceline.series.trials import estimate, run_trial, summarise

pytestmark = pytest.mark.slow
FIRST_SEED = 91_000


def measure(name, series, estimator=estimate):
    return summarise([run_trial(SCENARIOS[name], FIRST_SEED + i, estimator) for i in range(series)])


@pytest.fixture(scope="module")
def copies_counted():
    return measure("S", 16, partial(estimate, weights="exposure"))


@pytest.mark.parametrize(
    ("scenario", "series"),
    [("A", 30), ("A2", 12), ("A3", 8), ("B", 24), ("D", 10), ("R", 12), ("M", 12)],
)
def test_every_requirement_holds(scenario, series):
    assert failing({scenario: measure(scenario, series)}, scenario, few=True) == []


def test_copies_of_a_story_do_not_widen_the_error(copies_counted):
    measured = {"S": measure("S", 16), "S, copies counted": copies_counted}
    assert failing(measured, "S", few=True) == []


@pytest.mark.parametrize(
    ("mutation", "scenario", "series"),
    [
        ("passages as clusters", "A", 16),
        ("classifier error dropped", "B", 24),
        ("1/pi ignored", "A", 30),
        ("drift term off", "B", 16),
        ("1/k ignored", "S", 16),
    ],
)
def test_every_step_left_out_is_caught(mutation, scenario, series, copies_counted):
    measured = {
        scenario: measure(scenario, series, MUTATIONS[mutation]),
        "S, copies counted": copies_counted,
    }
    assert failing(measured, scenario, few=True) != []
