import pytest
from sklearn.metrics import f1_score

from stanceline.records import Label
from stanceline.train.measures import measure

P, C, B, N = (
    Label.PREMIUM_FOR_SECURITY,
    Label.ECONOMIC_CAPITULATION,
    Label.BOTH,
    Label.NEITHER,
)
TRUE = [P, P, C, C, B, N, N, N, N, N]
FOUND = [P, N, C, B, B, N, N, N, P, N]


def test_macro_f1_is_that_of_scikit_learn():
    expected = f1_score([*map(str, TRUE)], [*map(str, FOUND)], average="macro")
    assert measure(TRUE, FOUND).macro_f1 == pytest.approx(expected)


def test_frame_f1_counts_both_for_each_frame():
    # Premium: voiced in 3, found in 4, shared 2. Capitulation: voiced in 3, found in 3, shared 3.
    frames = measure(TRUE, FOUND).frame_f1
    assert frames["premium_for_security"] == pytest.approx(2 * 2 / 7)
    assert frames["economic_capitulation"] == pytest.approx(1.0)


def test_interval_holds_the_estimate_and_repeats():
    first = measure(TRUE, FOUND)
    assert first.macro_f1_low <= first.macro_f1 <= first.macro_f1_high
    assert first == measure(TRUE, FOUND)


def test_perfect_predictions_measure_one():
    assert measure(TRUE, TRUE).macro_f1 == 1.0
