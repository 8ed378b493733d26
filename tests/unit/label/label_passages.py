"""Passages that break what is careless with text, and labels of them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from stanceline.label.annotations import Annotation, Evidence
from stanceline.label.tasks import Task
from stanceline.records import Frame, Label, PassageId, make_id

PIECES = (
    "日本の譲歩は屈服だ。", "협상은 끝났다.", "They paid 😀 for peace.",
    "👩\u200d👩\u200d👧 watched.",
    "re\u0301sume\u0301 and naïve", "line one\r\nline two", "a\ttab", "\u202eright to left\u202c",
    'He said "never", then signed.', "=SUM(A1:A9)", "-5% and rising", "'quoted", "@minister",
    "null \u2028 separators \u2029 and \x85 too", "<b>bold</b> & <script>", "𝒟𝑒𝒶𝓁",
    "fin\u00adally", "_x000D_ is text here", "x" * 40,
)  # fmt: skip
FRAMES = tuple(Frame)


def make_texts(count: int, *, seed: int = 0) -> list[str]:
    choose = random.Random(seed)
    return [
        " ".join(choose.choices(PIECES, k=choose.randint(1, 5))) + f" №{number}"
        for number in range(count)
    ]


def make_tasks(count: int, *, seed: int = 0) -> list[Task]:
    return [
        Task(
            passage_id=PassageId(make_id("passage", str(number))),
            article_id=make_id("article", str(number // 3)),
            start=0,
            end=len(text),
            text=text,
            before="What went before 😀 ",
            outlet="=cmd|'/c calc'!A0",
            published="2025-07-01",
            predicted=tuple(Label)[number % 4],
            p_premium_for_security=0.3,
            p_economic_capitulation=0.6,
            model="deal-frames-base",
            sample="audit-0",
            stratum="2025Q3/premium",
            pi=0.125,
            coders=1 + number % 2,
        )
        for number, text in enumerate(make_texts(count, seed=seed))
    ]


def label_all(tasks: list[Task], *, coder: str, seed: int = 1) -> list[Annotation]:
    """Label every task, with up to three spans that may overlap."""
    choose = random.Random(seed)
    moment = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    return [
        Annotation(
            passage_id=task.passage_id,
            coder=coder,
            label=choose.choice(tuple(Label)),
            evidence=_spans(task.text, choose),
            labelled_at=moment + timedelta(seconds=7 * number),
            seconds=round(choose.uniform(1, 90), 2),
            comment=choose.choice(["", "=unsure 😀", "why\r\nnot", "'tis both"]),
            sample=task.sample,
            stratum=task.stratum,
            pi=task.pi,
        )
        for number, task in enumerate(tasks)
    ]


def _spans(text: str, choose: random.Random) -> tuple[Evidence, ...]:
    spans = set()
    for _ in range(choose.randint(0, 3)):
        start = choose.randrange(len(text))
        end = choose.randint(start + 1, len(text))
        spans.add((start, end, choose.choice(FRAMES)))
    return tuple(Evidence(start=s, end=e, frame=f) for s, e, f in sorted(spans))
