"""Run directories made with the real store, for tests of the report."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pandas as pd
from pyarrow import csv

from stanceline.records import (
    Article,
    FrameScore,
    Mention,
    MentionKind,
    Passage,
    Quotation,
    Rejected,
    StanceBreak,
    StancePoint,
    Voice,
    VoiceGroup,
    make_mention_id,
)
from stanceline.series.estimate import estimate_series
from stanceline.store import rows
from stanceline.store.atomic import replace_bytes
from stanceline.store.run_directory import RunDirectory
from stanceline.testing import KeywordFramer, ParagraphExtractor, make_article

HOSTILE_TITLE = "<script>alert(1)</script>"
SCORER = "keyword"
ISHIBA = "person:ishiba"
_PREMIUM = "Prime Minister Ishiba defended the $550 billion pledge as the price of stability."
_CAPITULATION = "Lawmakers called the $550 billion pledge a surrender to the White House."
_NEITHER = "Officials from the Ministry of Finance met on Tuesday to discuss procedure."


def weekly_articles(weeks: int = 8, *, a_week: int = 12) -> list[Article]:
    """Print ``a_week`` stories a week in two outlets; premium grows from week to week."""
    return [
        make_article(
            _text(week, number, weeks=weeks),
            outlet=("Kanto Ledger", "Pacific Courier")[number % 2],
            published=datetime(2025, 7, 7 + number % 5, tzinfo=UTC) + timedelta(weeks=week),
            title=f"Week {week + 1}, story {number + 1}: what the tariff deal costs",
            url=f"https://news.example/{week}/{number}",
        )
        for week in range(weeks)
        for number in range(a_week)
    ]


def _text(week: int, number: int, *, weeks: int) -> str:
    leaning = _PREMIUM if (number * 5) % 12 < 12 * (week + 1) / (weeks + 1) else _CAPITULATION
    return f"Story {week}-{number} opens.\n\n{leaning}\n\n{_NEITHER}"


def hostile_article() -> Article:
    """Print an article whose every part tries to be more than text."""
    return make_article(
        f"{HOSTILE_TITLE}\n\nHe defended <img src=x onerror=alert(2)> the deal & 'won'.",
        outlet='"><script>alert(3)</script>',
        title=HOSTILE_TITLE,
        url="javascript:alert(4)",
        published=datetime(2025, 7, 9, tzinfo=UTC),
    )


def undated_article() -> Article:
    """Print an article without a date."""
    return make_article("Nobody dated this surrender.", published=None, title="Undated piece")


def write_run(
    root: Path,
    articles: Iterable[Article],
    *,
    rejected: Iterable[Rejected] = (),
    series: Iterable[StancePoint] | None = None,
    breaks: Iterable[StanceBreak] = (),
) -> RunDirectory:
    """Extract and score articles with the fakes, and write a finished run directory."""
    run = RunDirectory(root)
    found = [item for item in ParagraphExtractor()(articles) if not isinstance(item, Rejected)]
    passages = [passage for extraction in found for passage in extraction.passages]
    scores = KeywordFramer()(passages)
    tables = {
        "articles": [rows.article_row(item.article) for item in found],
        "passages": [rows.passage_row(passage) for passage in passages],
        "mentions": [rows.mention_row(m) for p in passages for m in _mentions(p)],
        "voices": [rows.voice_row(_voice(passage)) for passage in passages],
    }
    for name, content in tables.items():
        run.commit(name, rows.to_table(name, content), shard_id="a" * 32)
    score_table = rows.to_table("scores", map(rows.score_row, scores))
    run.commit("scores", score_table, shard_id="a" * 32, scorer=SCORER)
    points = estimate_points(scores) if series is None else series
    run.replace(run.single("series"), rows.to_points(points))
    run.replace(run.single("breaks"), rows.to_breaks(breaks))
    buffer = io.BytesIO()
    csv.write_csv(rows.to_points(points), buffer)
    replace_bytes(buffer.getvalue(), run.root / "series.csv", temporary_folder=run.temporary)
    run.replace(run.single("rejected"), rows.to_rejected(rejected))
    run.write_json(run.manifest, _manifest())
    return run


def estimate_points(scores: Iterable[FrameScore]) -> list[StancePoint]:
    """Estimate the overall line and one an outlet and a voice."""
    table = pd.DataFrame([_series_row(score) for score in scores])
    if table.empty:
        return []
    table["date"] = pd.to_datetime(table["date"], utc=True)
    results = [
        estimate_series(table, period="week", group=group) for group in (None, "outlet", "voice")
    ]
    return [point for result in results for point in result.points]


def make_point(
    start: date,
    net: float,
    *,
    half: float = 0.1,
    group: str = "all",
    stories: int = 12,
    status: str = "uncorrected",
) -> StancePoint:
    """Make a point of the series; ``half`` is half the width of its band."""
    return StancePoint(
        period_start=start,
        group=group,
        n_passages=3 * stories,
        n_articles=stories,
        n_stories=stories,
        n_eff=float(stories),
        net_naive=net,
        net=net,
        net_lo=net - half,
        net_hi=net + half,
        se_sampling=half / 2.0,
        share_premium=0.3 + net / 2,
        share_capitulation=0.3 - net / 2,
        share_both_raw=0.05,
        tilt=net / 0.6,
        show_raw=stories >= 10,
        status=status,
    )


def weekly_points(nets: Iterable[float], *, half: float = 0.1) -> list[StancePoint]:
    """Make one point a week from 7 July 2025."""
    weeks = count()
    return [make_point(date(2025, 7, 7) + timedelta(weeks=next(weeks)), n, half=half) for n in nets]


def _series_row(score: FrameScore) -> dict[str, object]:
    article = score.passage.article
    return {
        "passage_id": score.passage.passage_id,
        "article_id": article.article_id,
        "story_id": article.story_id,
        "outlet": article.outlet,
        "voice": _voice(score.passage).group.value,
        "date": article.published,
        "date_precision": article.published_precision.value,
        "p_neither": score.p_neither,
        "p_premium": score.p_premium,
        "p_capitulation": score.p_capitulation,
        "p_both": score.p_both,
        "model_version": score.model_sha256,
    }


_NAMES = (
    ("Ishiba", MentionKind.PERSON, "Shigeru Ishiba"),
    ("White House", MentionKind.INSTITUTION, "White House"),
    ("Ministry of Finance", MentionKind.INSTITUTION, "Ministry of Finance"),
    ("$550 billion", MentionKind.MONEY, ""),
)


def _mentions(passage: Passage) -> Iterator[Mention]:
    for surface, kind, canonical in _NAMES:
        at = passage.article.text.find(surface, passage.start, passage.end)
        if at >= 0:
            yield Mention(
                mention_id=make_mention_id(passage.article, at, at + len(surface), kind),
                article=passage.article,
                passage_id=passage.passage_id,
                start=at,
                end=at + len(surface),
                kind=kind,
                canonical=canonical,
                entity_id=ISHIBA if canonical == "Shigeru Ishiba" else "",
                value=5.5e11 if kind is MentionKind.MONEY else None,
                currency="USD" if kind is MentionKind.MONEY else "",
            )


def _voice(passage: Passage) -> Voice:
    is_opposed = "surrender" in passage.text
    return Voice(
        passage=passage,
        start=passage.start,
        end=passage.end,
        group=VoiceGroup.OPPOSITION if is_opposed else VoiceGroup.GOVERNMENT,
        quotation=Quotation.INDIRECT,
        speaker="Lawmakers" if is_opposed else "Prime Minister Ishiba",
        entity_id=ISHIBA if "Ishiba" in passage.text else "",
        country="JP",
    )


def _manifest() -> dict[str, object]:
    return {
        "command": "stanceline run news --out run",
        "created": "2025-09-01T00:00:00+00:00",
        "version": "0.1.0",
        "settings": {"series": {"period": "week", "weights": "story"}},
        "origins": {"series.period": "--set"},
        "model": {"name": "keyword", "sha256": "0" * 64, "fingerprint": SCORER},
        "extractor": {"fingerprint": "paragraphs"},
        "series": {"period": "week", "weights": "story"},
        "timings_s": {"score": 1.5},
    }


def make_break(day: date, before: float, after: float, *, weeks: int = 1) -> StanceBreak:
    """Make a change of the overall line that may lie ``weeks`` to either side."""
    nothing = dict.fromkeys(
        ("dsl_change", "dsl_lo", "dsl_hi", "house_adjusted_change", "house_adjusted_lo",
         "house_adjusted_hi"),
        math.nan,
    )  # fmt: skip
    return StanceBreak(
        group="all",
        date=day,
        date_low=day - timedelta(weeks=weeks),
        date_high=day + timedelta(weeks=weeks),
        before=before,
        after=after,
        change_lo=after - before - 0.1,
        change_hi=after - before + 0.1,
        p=0.001,
        p_adjusted=0.002,
        confirmed=None,
        composition=0.25,
        explanation="stance",
        stories_before=12.0,
        stories_after=12.0,
        copies_before=1.0,
        copies_after=1.0,
        **nothing,
    )
