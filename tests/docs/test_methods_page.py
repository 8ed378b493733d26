"""The example of docs/methods.md, run as a reader would."""

import re

import numpy as np
import pytest
from labelled_run import write_labelled_run

from stanceline.series.bands import Clusters, average

M = np.array([[0.8, 0.2, 0.2], [0.1, 0.7, 0.1], [0.1, 0.1, 0.7]])
SCORES = np.array(
    [[0.2, 0.7, 0.1], [0.6, 0.3, 0.1], [0.1, 0.1, 0.8], [0.3, 0.6, 0.1], [0.3, 0.6, 0.1]]
)


def test_code_of_the_page_makes_a_stored_point_again(repository, tmp_path, capsys):
    run = write_labelled_run(tmp_path / "run")
    page = (repository / "docs" / "methods.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    exec(code.replace('Path("RUN")', f"Path({str(run.root)!r})"), {})  # noqa: S102 - our own page
    made, stored = map(float, capsys.readouterr().out.split())
    assert made == pytest.approx(stored, abs=1e-9)


def test_example_by_hand_is_right():
    scores = SCORES @ (np.array([0, 1, -1]) @ np.linalg.inv(M))
    clusters = Clusters.of(
        np.zeros(5, dtype=int),
        np.array([0, 0, 1, 2, 2]),
        np.array([1, 1, 1, 0.5, 0.5]),
        n_periods=1,
    )
    # No moderation: a single period has no others to borrow from.
    found = average(clusters, scores, prior_df=0.0)
    assert found.mean[0] == pytest.approx(0.25)
    assert found.n_eff[0] == pytest.approx(1 / 0.375)
    assert found.variance[0] == pytest.approx(0.283, abs=5e-4)
