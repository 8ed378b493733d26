import numpy as np

from stanceline.frame.calibration import HeadCalibration
from stanceline.records import Label
from stanceline.train.fit import choose_threshold, split_dev, thin_neithers
from stanceline.train.labelled import LabelledPassage
from stanceline.train.recipe import Recipe, read_recipe

RECIPE = Recipe(name="test")


def passage(group, *, is_real, batch="words"):
    return LabelledPassage(
        text=f"text of {group}",
        label=Label.NEITHER,
        group=group,
        is_real=is_real,
        batch=batch if is_real else "",
    )


def test_dev_is_real_text_of_whole_documents():
    real = [passage(f"doc{i // 3}", is_real=True) for i in range(60)]
    written = [passage("batch", is_real=False) for _ in range(20)]
    train, dev = split_dev([*real, *written], RECIPE)
    assert all(p.is_real for p in dev)
    assert {p.group for p in dev}.isdisjoint({p.group for p in train})
    assert len(train) + len(dev) == 80


def test_passages_picked_by_a_model_are_never_held_back():
    natural = [passage(f"doc{i}", is_real=True) for i in range(20)]
    picked = [passage(f"other{i}", is_real=True, batch="active-1") for i in range(20)]
    _, dev = split_dev([*natural, *picked], RECIPE)
    assert {p.batch for p in dev} == {"words"}


def test_split_is_the_same_twice():
    real = [passage(f"doc{i}", is_real=True) for i in range(40)]
    assert split_dev(real, RECIPE) == split_dev(real, RECIPE)


def test_threshold_lies_between_the_classes():
    logits = np.array([-3.0, -2.5, -2.0, -1.5, 0.5, 1.0])
    target = np.array([0, 0, 0, 0, 1, 1])
    head = choose_threshold(HeadCalibration(), logits, target, weights=np.ones(6))
    assert 1 / (1 + np.exp(1.5)) < head.threshold < 1 / (1 + np.exp(-0.5))


def test_shipped_recipe_is_one(repository):
    recipe = read_recipe(repository / "models" / "deal-frames-base" / "recipe.toml")
    assert recipe.backbone == "mpnet"


def test_thinning_leaves_framed_and_written_passages_alone():
    framed = LabelledPassage(
        text="a framed one", label=Label.BOTH, group="doc", is_real=True, batch="words"
    )
    written = [passage(f"batch{i}", is_real=False) for i in range(20)]
    neithers = [passage(f"doc{i}", is_real=True) for i in range(200)]
    kept = thin_neithers([framed, *written, *neithers], share=0.25)
    assert kept[:21] == [framed, *written]
    assert 30 <= len(kept) - 21 <= 70


def test_near_misses_are_never_thinned_out():
    near = LabelledPassage(
        text="nearly", label=Label.NEITHER, group="doc", is_real=True, grades=(0.3, 0.0)
    )
    far = [passage(f"doc{i}", is_real=True) for i in range(50)]
    assert thin_neithers([near, *far], share=0.001, near_miss=0.15) == [near]


def test_thinning_does_not_depend_on_order():
    neithers = [passage(f"doc{i}", is_real=True) for i in range(50)]
    kept = thin_neithers(neithers, share=0.5)
    assert thin_neithers(neithers[::-1], share=0.5) == kept[::-1]
