"""The models of the labelling loop: two logistic heads, or what the command trains."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from stanceline import registry
from stanceline.config import Settings
from stanceline.protocols import Framer
from stanceline.records import Frame, FrameScore, Passage, Pole, digest_text
from stanceline.testing import label_of
from stanceline.train.labelled import LabelledPassage, voiced

ROOT = Path(__file__).parents[1]
CODEBOOK = ROOT / "corpora" / "deal-frames" / "codebook.toml"
Features = Callable[[Sequence[str]], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What a training gave: how a run makes its framer, and the settings that name it."""

    make_framer: Callable[[Settings], Framer]
    overrides: tuple[str, ...] = ()


Trainer = Callable[[Sequence[LabelledPassage]], Model]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoHeads:
    """A framer of two calibrated logistic heads on some features."""

    features: Features
    heads: tuple[Any, ...]
    fingerprint: str
    poles: tuple[Pole, ...] = tuple(Pole(id=frame) for frame in Frame)

    def __call__(self, passages: Sequence[Passage]) -> list[FrameScore]:
        """Score passages, in order."""
        if not passages:
            return []
        matrix = self.features([passage.text for passage in passages])
        both = np.stack([head.predict_proba(matrix)[:, 1] for head in self.heads], axis=1)
        return [self._score(p, *row) for p, row in zip(passages, both.tolist(), strict=True)]

    def _score(self, passage: Passage, premium: float, capitulation: float) -> FrameScore:
        words = len(passage.text.split())
        return FrameScore(
            passage=passage,
            p_premium_for_security=premium,
            p_economic_capitulation=capitulation,
            label=label_of(premium > 0.5, capitulation > 0.5),
            tokens=words,
            tokens_read=words,
            model="two-heads",
            model_sha256=self.fingerprint,
        )


def fit_heads(passages: Sequence[LabelledPassage], features: Features) -> TwoHeads:
    """Fit both heads with cross-validated calibration."""
    matrix = features([passage.text for passage in passages])
    heads = tuple(
        CalibratedClassifierCV(
            LogisticRegression(C=3.0, max_iter=2000), cv=3, method="sigmoid"
        ).fit(matrix, target)
        for target in voiced(passages).T
    )
    lines = sorted(f"{passage.label} {passage.text}" for passage in passages)
    return TwoHeads(features=features, heads=heads, fingerprint=digest_text("\n".join(lines)))


def word_features(texts: Sequence[str]) -> Features:
    """Weigh the words of a collection once, without its labels."""
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2).fit(texts)
    return lambda some: vectorizer.transform(list(some))


def minilm_features() -> Features:
    """Embed with frozen MiniLM, every text once."""
    from stanceline.train.embedding import embed

    known: dict[str, np.ndarray] = {}

    def features(texts: Sequence[str]) -> np.ndarray:
        fresh = list(dict.fromkeys(text for text in texts if text not in known))
        if fresh:
            known.update(zip(fresh, embed(fresh, backbone="minilm"), strict=True))
        return np.stack([known[text] for text in texts])

    return features


def make_heads_trainer(represent: Features) -> Trainer:
    """Make a trainer of two logistic heads on some features."""

    def train(passages: Sequence[LabelledPassage]) -> Model:
        heads = fit_heads(passages, represent)
        return Model(make_framer=lambda _settings: heads)

    return train


def make_command_trainer(base: str, folder: Path, *, folds: int) -> Trainer:
    """Make a trainer that types ``stanceline train``, as docs/loop.md says."""
    rounds = count(1)

    def train(passages: Sequence[LabelledPassage]) -> Model:
        number = next(rounds)
        data, out = folder / f"taught-{number}.jsonl", folder / f"model-{number}"
        rows = ({"text": p.text, "label": p.label, "story": p.group} for p in passages)
        data.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
        command = [
            sys.executable, "-m", "stanceline.cli.main", "train", "--data", str(data),
            "--codebook", str(CODEBOOK), "--base", base, "--folds", str(folds),
            "--out", str(out),
        ]  # fmt: skip
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        return Model(make_framer=registry.make_reusing_framer, overrides=(f"frame.model={out}",))

    return train
