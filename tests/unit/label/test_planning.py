import numpy as np
import pytest
from report_runs import weekly_articles, write_run

from stanceline.errors import LabelError
from stanceline.label.planning import foretell_errors, plan_labels
from stanceline.label.population import make_tasks, read_population, read_texts
from stanceline.label.tasks import read_tasks, write_tasks


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return write_run(tmp_path_factory.mktemp("run"), weekly_articles(30, a_week=6))


def test_the_expected_error_model_is_that_of_calibrated_scores():
    random = np.random.default_rng(0)
    scores = random.dirichlet([2.0, 0.7, 0.5], size=60_000)
    truth = (scores.cumsum(axis=1) < random.random((len(scores), 1))).sum(axis=1)
    foretold = foretell_errors(scores)
    measured = np.stack([scores[truth == k].mean(axis=0) for k in range(3)], axis=1)
    assert np.abs(foretold.matrix - measured).max() < 0.01
    corrected = scores @ (np.array([0.0, 1.0, -1.0]) @ np.linalg.inv(foretold.matrix))
    spread = [corrected[truth == k].var() for k in range(3)]
    assert foretold.spread.tolist() == pytest.approx(spread, rel=0.06)


def test_more_labels_narrow_a_band_but_not_below_what_the_stories_leave(run):
    plans = plan_labels(read_population(run), run, sizes=[150, 600, 100_000])
    widths = [plan.period_width for plan in plans]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == pytest.approx(plans[0].stories_only_width, rel=0.01)


def test_scores_that_say_nothing_cannot_be_planned_with():
    with pytest.raises(LabelError, match="hardly tell the classes apart"):
        foretell_errors(np.full((50, 3), 1 / 3))


def test_tasks_have_the_text_and_what_is_around_it(run, tmp_path):
    population = read_population(run)
    passage = str(population.passage_id[0])
    [task] = make_tasks(run, [{"passage_id": passage, "pi": 0.5}], sample="audit-0")
    assert read_texts(run, [passage]) == [task.text]
    write_tasks([task], tmp_path / "sample.jsonl")
    assert read_tasks(tmp_path / "sample.jsonl") == [task]


def test_a_file_that_is_no_sample_says_so(tmp_path):
    (tmp_path / "x.jsonl").write_text('{"passage_id": "p"}\n')
    with pytest.raises(LabelError, match=r"x\.jsonl:1: not a task"):
        read_tasks(tmp_path / "x.jsonl")
