import pytest
from sklearn.metrics import f1_score

from stanceline.records import Label
from stanceline.train.measures import compare_pair, confusion, measure

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


def test_model_compared_with_itself_differs_by_nothing():
    pair = compare_pair(TRUE, FOUND, FOUND, classes=list(Label))
    assert (pair.difference, pair.low, pair.high, pair.p) == (0.0, 0.0, 0.0, 1.0)


def test_better_model_is_told_from_a_worse_one():
    pair = compare_pair(TRUE * 8, TRUE * 8, FOUND * 8, classes=list(Label))
    assert pair.difference == pytest.approx(1 - measure(TRUE, FOUND).macro_f1)
    assert pair.low > 0
    assert pair.p < 0.01


def test_few_stories_are_less_sure_than_many_texts():
    stories = [str(i) for i in range(10)] * 8
    by_text, by_story = measure(TRUE * 8, FOUND * 8), measure(TRUE * 8, FOUND * 8, groups=stories)
    assert by_story.macro_f1_high - by_story.macro_f1_low > 2 * (
        by_text.macro_f1_high - by_text.macro_f1_low
    )


def test_confusion_has_the_truth_in_rows():
    assert confusion(["a", "a", "b"], ["a", "b", "b"], ["a", "b"]) == [[1, 1], [0, 1]]
