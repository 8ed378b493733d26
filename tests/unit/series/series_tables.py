"""Small tables of passages and labels for the tests of the series."""

from __future__ import annotations

import numpy as np
import pandas as pd

SHORT_NAMES = np.array(["neither", "premium", "capitulation", "both"])
PROBABILITIES = ["p_neither", "p_premium", "p_capitulation", "p_both"]


def passages(rows) -> pd.DataFrame:
    """Rows of (story, date, premium, capitulation), every article its own."""
    return pd.DataFrame(
        {
            "passage_id": [f"p{i}" for i in range(len(rows))],
            "article_id": [f"a{i}" for i in range(len(rows))],
            "story_id": [row[0] for row in rows],
            "outlet": ["Kanto Ledger" if i % 2 else "Northlight" for i in range(len(rows))],
            "date": pd.to_datetime([row[1] for row in rows], utc=True),
            "date_precision": ["day" if row[1] else "none" for row in rows],
            "p_premium": [row[2] for row in rows],
            "p_capitulation": [row[3] for row in rows],
            "p_both": 0.0,
            "p_neither": [1 - row[2] - row[3] for row in rows],
            "model_version": "m1",
        }
    )


def month(stories=30, premium=0.4, capitulation=0.1, date="2025-07-23"):
    """Return rows of so many stories of one day."""
    return [(f"s{date}{i}", date, premium, capitulation) for i in range(stories)]


def corpus(*, weeks=52, stories=12, seed=1, first="2024-01-01", sure=0.7) -> pd.DataFrame:
    """Stories of two passages a week with scores that are right more often than not.

    ``sure`` is the weight of the truth in the scores: 1 is a classifier that never errs.
    """
    random = np.random.default_rng(seed)
    story = np.repeat(np.arange(weeks * stories), 2)
    true_class = random.choice(4, size=len(story), p=[0.45, 0.25, 0.2, 0.1])
    scores = (1 - sure) * random.dirichlet(np.ones(4), len(story)) + sure * np.eye(4)[true_class]
    dates = pd.Timestamp(first) + pd.to_timedelta(7 * (story // stories), unit="D")
    table = pd.DataFrame(
        {
            "passage_id": [f"p{i:05d}" for i in range(len(story))],
            "article_id": [f"a{i}" for i in story],
            "story_id": [f"s{i}" for i in story],
            "outlet": np.array(["Kanto Ledger", "Northlight", "Strait Post"])[story % 3],
            "date": dates,
            "model_version": "m1",
            "true_class": true_class,
        }
    )
    return table.join(pd.DataFrame(scores, columns=PROBABILITIES))


def label(table: pd.DataFrame, *, share=0.4, seed=2) -> pd.DataFrame:
    """Label a random share of passages rightly."""
    random = np.random.default_rng(seed)
    rows = table[random.random(len(table)) < share] if share < 1 else table
    return pd.DataFrame(
        {
            "passage_id": rows["passage_id"],
            "label": SHORT_NAMES[rows["true_class"]],
            "pi": len(rows) / len(table),
            "stratum": "all",
        }
    )


def true_net(table: pd.DataFrame) -> pd.Series:
    """Return 1 for premium, -1 for capitulation, 0 for both and neither."""
    return (table["true_class"] == 1).astype(float) - (table["true_class"] == 2)
