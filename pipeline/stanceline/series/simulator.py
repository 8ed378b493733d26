"""Invented corpora with a known truth, to see whether the estimator finds it.

Outlets with house effects, stories with a mix of frames, passages drawn from their story's mix, a
classifier that errs story by story and is over-confident, hand-read labels drawn by quarter and
predicted class. docs/methods.md lists the scenarios; every draw comes from the seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from stanceline.series.classes import CLASSES, PROBABILITIES

if TYPE_CHECKING:
    import pandas as pd

Shape = Literal["shift", "flat", "rare"]

_TRAINING_SHARES = np.array([0.52, 0.22, 0.20, 0.06])
# The separation of each true class: how far its passages stand from the others.
_SEPARATION = np.array([2.0, 1.95, 1.6, 1.3])
_DRIFTED = np.array([2.0, 1.15, 1.6, 1.3])
_TEMPERATURE = 0.65
_STORY_ERROR_SD, _PASSAGE_ERROR_SD = 0.6, 0.8
_STORY_CONCENTRATION = 1.5
_HOUSE_SD = 0.5
_JUMP_AT = 0.55
_LABEL_BLOCKS = 8
_START = np.datetime64("2023-01-02")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is simulated; the defaults are scenario A."""

    n_periods: int = 104
    period: Literal["day", "week"] = "week"
    n_outlets: int = 8
    stories_a_period: float = 35.0
    shape: Shape = "shift"
    shock_sd: float = 0.0
    # Share of the span after which the classifier misses more premium passages; 1 is never.
    drift_from: float = 1.0
    syndicated: float = 0.0
    # Log outlet share of a house one sd above is tilted from minus to plus this over the span.
    mix_drift: float = 0.0
    n_labels: int = 600


SCENARIOS: Mapping[str, Scenario] = {
    "A": Scenario(),
    "A2": Scenario(shock_sd=0.35),
    "A3": Scenario(shock_sd=0.35, stories_a_period=300.0),
    "B": Scenario(drift_from=0.58),
    "D": Scenario(n_periods=364, period="day", stories_a_period=5.0),
    "F": Scenario(shape="flat"),
    "R": Scenario(shape="rare"),
    "R3": Scenario(shape="rare", stories_a_period=150.0),
    "L300": Scenario(n_labels=300),
    "S": Scenario(syndicated=0.2),
    "M": Scenario(shape="flat", mix_drift=0.8, stories_a_period=60.0),
    "MS": Scenario(mix_drift=0.8, stories_a_period=60.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """An invented corpus: its tables, and the truth of each period (t,).

    ``truth`` weighs outlets by their shares of the period, ``fixed_truth`` by their shares of the
    whole span; ``starts`` (t,) are the first days.
    """

    passages: pd.DataFrame
    labels: pd.DataFrame
    truth: np.ndarray
    fixed_truth: np.ndarray
    starts: np.ndarray


def simulate(scenario: Scenario, seed: int) -> Simulation:
    """Draw a corpus, its labels and its truth."""
    import pandas as pd

    random = np.random.default_rng(seed)
    shares = random.dirichlet(np.full(scenario.n_outlets, 6.0))
    houses = random.normal(0.0, _HOUSE_SD, scenario.n_outlets)
    houses -= houses.mean()
    mix = _outlet_mix(scenario, shares, houses)
    classes = outlet_classes(scenario, houses, random)
    period, outlet, story, true_class = _draw_passages(scenario, mix, classes, random)
    scores = _classify(scenario, period, story, true_class, random)
    step = 1 if scenario.period == "day" else 7
    starts = _START + step * np.arange(scenario.n_periods)
    passages = pd.DataFrame(
        {
            "story": story,
            "copy": 0,
            "outlet": outlet,
            "period": period,
            "true_class": true_class,
            **{name: scores[:, k] for k, name in enumerate(PROBABILITIES)},
        }
    )
    labels_of = _draw_labels(scenario, passages, random)
    if scenario.syndicated:
        passages = _syndicate(passages, scenario, random)
    net = classes[..., 1] - classes[..., 2]
    return Simulation(
        passages=_name_rows(passages, starts),
        labels=labels_of,
        truth=(mix * net).sum(axis=1),
        fixed_truth=net @ mix.mean(axis=0),
        starts=starts,
    )


def true_shares(shape: Shape, n_periods: int) -> np.ndarray:
    """Return the shares of the four classes in each period (t, 4) before outlets differ."""
    t = np.linspace(0.0, 1.0, n_periods)
    wave, jump = np.sin(4.0 * np.pi * t), (t >= _JUMP_AT).astype(float)
    if shape == "flat":
        premium, capitulation, both = 0.27 + 0.0 * t, 0.24 + 0.0 * t, 0.05
    elif shape == "rare":
        premium = 0.05 + 0.04 * t + 0.02 * wave + 0.03 * jump
        capitulation, both = 0.11 - 0.04 * t - 0.02 * wave - 0.03 * jump, 0.01
    else:
        premium = 0.17 + 0.10 * t + 0.04 * wave + 0.10 * jump
        capitulation, both = 0.37 - 0.10 * t - 0.03 * wave - 0.11 * jump, 0.05
    shares = np.stack([0.0 * t, premium, capitulation, both + 0.0 * t], axis=1)
    shares[:, 0] = 1.0 - shares.sum(axis=1)
    return shares


def outlet_classes(
    scenario: Scenario, houses: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    """Return class shares of each period and outlet (t, o, 4): +h/2 premium, -h/2 capitulation."""
    shocks = random.normal(0.0, 1.0, scenario.n_periods) * scenario.shock_sd
    logs = np.log(true_shares(scenario.shape, scenario.n_periods))[:, None, :]
    logs = np.repeat(logs, scenario.n_outlets, axis=1)
    tilt = houses[None, :] / 2.0 + shocks[:, None]
    logs[..., 1] += tilt
    logs[..., 2] -= tilt
    shares = np.exp(logs)
    return np.asarray(shares / shares.sum(axis=-1, keepdims=True))


def _outlet_mix(scenario: Scenario, shares: np.ndarray, houses: np.ndarray) -> np.ndarray:
    """Return outlet shares of each period (t, o)."""
    tilt = np.linspace(-scenario.mix_drift, scenario.mix_drift, scenario.n_periods)
    mix = shares * np.exp(tilt[:, None] * houses / _HOUSE_SD)
    return np.asarray(mix / mix.sum(axis=1, keepdims=True))


def _draw_passages(
    scenario: Scenario, mix: np.ndarray, classes: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Draw stories and their passages: periods, outlets, stories and true classes (n,)."""
    rate = scenario.stories_a_period * random.gamma(8.0, 1.0 / 8.0, scenario.n_periods)
    n_stories = random.poisson(rate)
    story_period = np.repeat(np.arange(scenario.n_periods), n_stories)
    story_outlet = _draw_rows(mix[story_period], random)
    gammas = random.gamma(_STORY_CONCENTRATION * classes[story_period, story_outlet])
    story_mix = gammas / gammas.sum(axis=1, keepdims=True)
    length = 1 + random.poisson(1.5, len(story_period))
    story = np.repeat(np.arange(len(story_period)), length)
    return story_period[story], story_outlet[story], story, _draw_rows(story_mix[story], random)


def _draw_rows(shares: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draw a column for each row of shares (n, k)."""
    edges = np.cumsum(shares, axis=1)
    draws = random.random(len(shares))[:, None] * edges[:, -1:]
    return np.asarray((draws > edges).sum(axis=1))


def _classify(
    scenario: Scenario,
    period: np.ndarray,
    story: np.ndarray,
    true_class: np.ndarray,
    random: np.random.Generator,
) -> np.ndarray:
    """Score passages (n, 4): linear discriminants with story errors, too sure of themselves."""
    drifted = period >= scenario.drift_from * scenario.n_periods
    separation = np.where(drifted, _DRIFTED[true_class], _SEPARATION[true_class])
    x = random.normal(0.0, _PASSAGE_ERROR_SD, (len(story), 4))
    x += random.normal(0.0, _STORY_ERROR_SD, (int(story.max(initial=0)) + 1, 4))[story]
    x[np.arange(len(x)), true_class] += separation
    # The classifier knows the separations it was trained with, not what they drift to.
    logits = (x * _SEPARATION - _SEPARATION**2 / 2.0 + np.log(_TRAINING_SHARES)) / _TEMPERATURE
    scores = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True))


def _draw_labels(
    scenario: Scenario, passages: pd.DataFrame, random: np.random.Generator
) -> pd.DataFrame:
    """Draw one passage a story, equally from blocks of time and predicted classes; pi = n/N."""
    import pandas as pd

    block = passages["period"].to_numpy() * _LABEL_BLOCKS // scenario.n_periods
    scores = passages[list(PROBABILITIES)].to_numpy()
    net_class = np.array([0, 1, 2, 0])[scores.argmax(axis=1)]
    stratum = block * 3 + net_class
    story = passages["story"].to_numpy()
    wanted = -(-scenario.n_labels // (3 * _LABEL_BLOCKS))
    used = np.zeros(int(story.max(initial=0)) + 1, dtype=bool)
    rows, pi = [], []
    for number in np.unique(stratum):
        members = np.flatnonzero(stratum == number)
        shuffled = random.permutation(members)
        free = shuffled[~used[story[shuffled]]]
        # No story is read twice: the first of its passages in the shuffled order stands for it.
        drawn = free[np.sort(np.unique(story[free], return_index=True)[1])[:wanted]]
        used[story[drawn]] = True
        rows.append(drawn)
        pi.append(np.full(len(drawn), len(drawn) / len(members)))
    row = np.concatenate(rows)
    return pd.DataFrame(
        {
            "passage_id": [f"p{number}-0" for number in row],
            "label": np.array(CLASSES)[passages["true_class"].to_numpy()[row]],
            "pi": np.concatenate(pi),
            "stratum": [f"s{number}" for number in stratum[row]],
        }
    )


def _syndicate(
    passages: pd.DataFrame, scenario: Scenario, random: np.random.Generator
) -> pd.DataFrame:
    """Print a share of the stories two to seven times, in other outlets of the same period."""
    import pandas as pd

    n_stories = int(passages["story"].max()) + 1
    reprinted = random.random(n_stories) < scenario.syndicated
    copies = np.where(reprinted, random.integers(2, 8, n_stories), 1)
    again = copies[passages["story"].to_numpy()]
    printed = passages.loc[passages.index.repeat(again)].copy()
    printed["copy"] = np.concatenate([np.arange(number) for number in again])
    printed["passage"] = printed.index
    printed["outlet"] = (printed["outlet"] + printed["copy"]) % scenario.n_outlets
    return pd.DataFrame(printed.reset_index(drop=True))


def _name_rows(passages: pd.DataFrame, starts: np.ndarray) -> pd.DataFrame:
    """Give a simulated table the columns that ``estimate_series`` takes."""
    import pandas as pd

    passage = passages["passage"] if "passage" in passages else passages.index.to_series()
    text = {name: passages[name].astype(str) for name in ("story", "copy", "outlet")}
    named = pd.DataFrame(
        {
            "passage_id": "p" + passage.astype(str) + "-" + text["copy"],
            "article_id": "a" + text["story"] + "-" + text["copy"],
            "story_id": "s" + text["story"],
            "outlet": "outlet " + text["outlet"],
            "date": pd.to_datetime(starts[passages["period"].to_numpy()]),
            "model_version": "simulated",
            "true_class": passages["true_class"],
        }
    )
    return named.join(passages[list(PROBABILITIES)])


def write_simulation(simulation: Simulation, folder: Path) -> None:
    """Write an invented corpus as three CSV files: passages, labels, truth."""
    import pandas as pd

    folder.mkdir(parents=True, exist_ok=True)
    truth = {"truth": simulation.truth, "fixed_mix_truth": simulation.fixed_truth}
    tables = {
        "passages": simulation.passages,
        "labels": simulation.labels,
        "truth": pd.DataFrame({"period_start": simulation.starts, **truth}),
    }
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
