from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from label_passages import label_all, make_tasks

from stanceline.label.agreement import (
    CodedUnits,
    find_drift,
    measure_agreement,
    queue_disputes,
    settle,
)
from stanceline.label.annotations import ADJUDICATED, Annotation
from stanceline.records import Label, PassageId


def measure(annotations):
    return measure_agreement(CodedUnits.from_annotations(annotations), draws=50)


def code(coder: str, labels: list[Label], *, first: int = 0) -> list[Annotation]:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        Annotation(
            passage_id=PassageId(f"p{number}"), coder=coder, label=label,
            labelled_at=moment + timedelta(days=number),
        )
        for number, label in enumerate(labels, start=first)
    ]  # fmt: skip


def alternate(count: int) -> list[Label]:
    return [(Label.NEITHER, Label.PREMIUM_FOR_SECURITY)[n % 2] for n in range(count)]


def test_coders_who_agree_reach_one():
    labels = alternate(40)
    report = measure(code("a", labels) + code("b", labels))
    assert report.alpha.value == report.fleiss.value == 1.0
    assert report.is_sufficient
    assert report.paired == 40


def test_coders_who_guess_reach_nothing():
    random = np.random.default_rng(0)
    guess = lambda: random.choice(np.array(list(Label), dtype=object), size=400).tolist()  # noqa: E731
    report = measure(code("a", guess()) + code("b", guess()))
    assert report.alpha.low < 0.0 < report.alpha.high + 0.05
    assert not report.is_sufficient


def test_what_is_disputed_is_counted():
    labels = alternate(20)
    other = [Label.BOTH, *labels[1:]]
    report = measure(code("a", labels) + code("b", other))
    assert report.confusions == [("both", "neither", 1)]
    assert report.agreement_by_coder == {"a": 0.95, "b": 0.95}


def test_months_and_classes_have_their_own_alpha():
    labels = alternate(60)
    report = measure(code("a", labels) + code("b", labels))
    assert list(report.alpha_by_month) == ["2026-01", "2026-02"]
    assert report.alpha_by_class["premium_for_security"].value == 1.0
    assert np.isnan(report.alpha_by_class["both"].value)


def test_a_coder_who_grows_careless_is_found():
    labels = alternate(80)
    tired = labels[:40] + [labels[n + 1] if n % 2 else labels[n] for n in range(39)] + labels[-1:]
    units = CodedUnits.from_annotations(code("a", labels) + code("tired", tired))
    first, second = find_drift(units)["tired"]
    assert (first, second) == (1.0, pytest.approx(0.525, abs=0.03))


def test_a_coder_who_stays_the_same_is_not():
    labels = alternate(80)
    steady = [label if n % 10 else Label.BOTH for n, label in enumerate(labels)]
    assert find_drift(CodedUnits.from_annotations(code("a", labels) + code("b", steady))) == {}


def test_disputed_passages_wait_until_somebody_decides():
    tasks = make_tasks(3)
    first = label_all(tasks, coder="a")
    second = [replace(a, coder="b") for a in first]
    second[1] = replace(second[1], label=next(x for x in Label if x != first[1].label))
    waiting = queue_disputes(first + second, tasks)
    assert [task for task, _ in waiting] == [tasks[1]]
    decided = replace(first[1], coder=ADJUDICATED)
    assert queue_disputes([*first, *second, decided], tasks) == []


def test_a_decision_stands_for_all_coders_of_its_passage():
    a, b = code("a", [Label.BOTH, Label.BOTH]), code("b", [Label.NEITHER])
    [decision] = code(ADJUDICATED, [Label.NEITHER])
    assert settle([*a, *b, decision]) == [a[1], decision]
