import numpy as np
import pytest

from stanceline.errors import LabelError
from stanceline.train.examples import Example, to_training_set
from stanceline.train.folds import choose_grouping, hold_back, make_folds, make_groups


def example(index, **columns):
    text = columns.pop("text", f"text {index}")
    labels = frozenset({"for"} if index % 2 else {"against"})
    return Example(text=text, labels=labels, locator=str(index), **columns)


def folds_of(examples, grouping, folds=4):
    data = to_training_set(examples, ("for", "against"), is_exclusive=False)
    return make_folds(examples, data, grouping=grouping, folds=folds, seed=0)


def test_a_story_is_never_on_both_sides():
    examples = [example(i, story=f"s{i // 3}") for i in range(60)]
    fold_of = folds_of(examples, "story")
    assert all(len(set(fold_of[start : start + 3])) == 1 for start in range(0, 60, 3))


def test_the_same_text_joins_its_stories():
    examples = [example(0, story="a", text="Same."), example(1, story="b", text="same. ")]
    assert len(set(make_groups([*examples, example(2, story="c")], "story"))) == 2


def test_folds_by_time_are_stretches_of_it():
    examples = [example(i, time=f"2025-{i % 12 + 1:02d}-01") for i in range(48)]
    fold_of = folds_of(examples, "time")
    months = [int(e.time[5:7]) for e in examples]
    assert all(fold == (month - 1) // 3 for fold, month in zip(fold_of, months, strict=True))


def test_finest_unit_there_is_is_taken():
    with_both = [example(i, story=f"s{i}", outlet=f"o{i}") for i in range(4)]
    with_outlet = [example(i, outlet=f"o{i}") for i in range(4)]
    assert choose_grouping(with_both, "auto") == "story"
    assert choose_grouping(with_outlet, "auto") == "outlet"
    assert choose_grouping([example(0)], "auto") == "none"


def test_missing_column_is_named():
    with pytest.raises(LabelError, match="cannot group by story: it has 0 values"):
        choose_grouping([example(0)], "story")


def test_fewer_units_than_folds_are_refused():
    with pytest.raises(LabelError, match="by story there are 2"):
        folds_of([example(i, story=f"s{i % 2}") for i in range(20)], "story")


def test_held_back_units_are_whole():
    groups = [f"g{i // 2}" for i in range(40)]
    learn, watch = hold_back(groups, share=0.15, seed=0)
    assert len(watch) == 6
    assert {groups[i] for i in learn}.isdisjoint({groups[i] for i in watch})
    assert sorted(np.concatenate([learn, watch])) == list(range(40))
