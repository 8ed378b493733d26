import json
import shutil

import pytest

from stanceline.errors import ModelError
from stanceline.frame.cascade import load_cascade
from stanceline.frame.transformer import load_transformer
from stanceline.testing import make_passage

TEXTS = [
    "The minister defended the deal as the price of stability.",
    "A surrender.",
    "The bank will lend 36 billion dollars under the memorandum signed in September.",
]


@pytest.fixture
def base(tiny_model, tmp_path):
    """Make a model of the same weights that finds the first pole everywhere."""
    copy = shutil.copytree(tiny_model, tmp_path / "base")
    side = json.loads((copy / "stanceline.json").read_text())
    side["name"] = "loud"
    side["calibration"]["premium_for_security"]["intercept"] = 9.0
    (copy / "stanceline.json").write_text(json.dumps(side))
    return copy


def score(framer):
    return framer([make_passage(text) for text in TEXTS])


def test_base_reads_only_what_the_small_one_is_unsure_of(tiny_model, base):
    alone = score(load_transformer(tiny_model))
    nearest = [
        min(abs(s.p_premium_for_security - 0.5), abs(s.p_economic_capitulation - 0.5))
        for s in alone
    ]
    margin = sorted(nearest)[0] + 1e-6
    models = [s.model for s in score(load_cascade(tiny_model, base, margin=margin))]
    assert models.count("loud") == 1
    assert models.index("loud") == nearest.index(min(nearest))


def test_what_the_small_one_said_is_kept(tiny_model, base):
    alone = score(load_transformer(tiny_model))
    cascaded = score(load_cascade(tiny_model, base, margin=1.0))
    assert [s.first_label for s in cascaded] == [s.label for s in alone]
    assert {s.model for s in cascaded} == {"loud"}


def test_no_margin_asks_the_base_nothing(tiny_model, base):
    assert score(load_cascade(tiny_model, base, margin=0.0)) == score(load_transformer(tiny_model))


def test_margin_is_in_the_fingerprint(tiny_model, base):
    wide, narrow = (load_cascade(tiny_model, base, margin=margin) for margin in (0.1, 0.3))
    assert wide.fingerprint != narrow.fingerprint


def test_models_of_two_debates_are_refused(tiny_model, base):
    side = json.loads((base / "stanceline.json").read_text())
    side["labels"] = ["for", "against"]
    side["calibration"] = {label: {} for label in side["labels"]}
    (base / "stanceline.json").write_text(json.dumps(side))
    with pytest.raises(ModelError, match="a cascade needs two models of one codebook"):
        load_cascade(tiny_model, base, margin=0.2)
