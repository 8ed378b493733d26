from dataclasses import replace

import pytest
from label_passages import label_all, make_tasks

from stanceline.errors import LabelError
from stanceline.label.suspects import find_suspects
from stanceline.records import Label

HEADS = {
    Label.NEITHER: (0.03, 0.03),
    Label.PREMIUM_FOR_SECURITY: (0.97, 0.03),
    Label.ECONOMIC_CAPITULATION: (0.03, 0.97),
    Label.BOTH: (0.97, 0.97),
}


def sure_tasks(count: int):
    tasks = make_tasks(count)
    return [
        replace(
            t,
            p_premium_for_security=HEADS[t.predicted][0],
            p_economic_capitulation=HEADS[t.predicted][1],
        )
        for t in tasks
    ]


def test_planted_label_errors_are_found_and_nothing_else():
    tasks = sure_tasks(80)
    labels = [
        replace(a, label=t.predicted)
        for a, t in zip(label_all(tasks, coder="a"), tasks, strict=True)
    ]
    for index in (5, 40):
        labels[index] = replace(labels[index], label=tasks[index + 1].predicted)
    suspects = find_suspects(labels, tasks)
    assert {s.task.passage_id for s in suspects} == {tasks[5].passage_id, tasks[40].passage_id}
    assert all(s.suggested == s.task.predicted for s in suspects)


def test_too_few_labels_are_refused():
    tasks = sure_tasks(5)
    with pytest.raises(LabelError, match="5 labels of this sample; at least 20"):
        find_suspects(label_all(tasks, coder="a"), tasks)
