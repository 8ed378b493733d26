"""A run directory of invented scores with hand-read labels, for tests of the written series."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pandas as pd
from series_tables import PROBABILITIES, corpus, label

from stanceline.batch.series import write_series
from stanceline.config import SeriesSettings
from stanceline.store.rows import to_table
from stanceline.store.run_directory import RunDirectory

SCORER = "a" * 64
SHARD = "a" * 32
VOICES = ("government", "opposition", "own")


def write_run(root: Path, table: pd.DataFrame) -> RunDirectory:
    """Write articles, voices and scores of a table of passages, and a manifest."""
    run = RunDirectory(root)
    rows = table.to_dict("records")
    run.commit("articles", to_table("articles", _articles(table)), shard_id=SHARD)
    run.commit("voices", to_table("voices", map(_voice, rows)), shard_id=SHARD)
    run.commit("mentions", to_table("mentions", map(_mention, rows)), shard_id=SHARD)
    scores = to_table("scores", map(_score, rows))
    run.commit("scores", scores, shard_id=SHARD, scorer=SCORER)
    run.write_json(run.manifest, {"model": {"fingerprint": SCORER}})
    return run


def write_labels(folder: Path, table: pd.DataFrame) -> Path:
    """Write labels of a share of the passages as JSON lines."""
    path = folder / "audit.jsonl"
    label(table).to_json(path, orient="records", lines=True)
    return path


def write_labelled_run(root: Path, **settings: object) -> RunDirectory:
    """Write a run of a year and its corrected series."""
    table = corpus()
    run = write_run(root, table)
    chosen = SeriesSettings(labels=write_labels(root, table), **settings)
    write_series(run, chosen, scorer=SCORER)
    return run


def _articles(table: pd.DataFrame) -> list[dict[str, object]]:
    first = table.drop_duplicates("article_id")
    return [
        {
            "article_id": row["article_id"],
            "story_id": row["story_id"],
            "outlet": row["outlet"],
            "published": row["date"].to_pydatetime().replace(tzinfo=UTC),
            "published_precision": "day",
        }
        for row in first.to_dict("records")
    ]


def _voice(row: dict[str, object]) -> dict[str, object]:
    group = VOICES[int(str(row["passage_id"])[1:]) % 3]
    return {
        "passage_id": row["passage_id"],
        "article_id": row["article_id"],
        "start": 0,
        "end": 10,
        # Governments are quoted by name; whoever opposes them is only called "they".
        "speaker": {"own": "", "government": "White House"}.get(group, "they"),
        "entity_id": "org:white-house" if group == "government" else "",
        "group": "unknown" if group == "own" else group,
        "country": "" if group == "own" else "JP",
        "quotation": "own" if group == "own" else "direct",
    }


def _mention(row: dict[str, object]) -> dict[str, object]:
    number = int(str(row["passage_id"])[1:])
    # One passage in a hundred names an institution that is too rare for a line.
    canonical = "Rare Office" if number % 200 == 0 else "JBIC"
    return {
        "mention_id": f"m{number}",
        "article_id": row["article_id"],
        "passage_id": row["passage_id"],
        "kind": "institution" if number % 2 == 0 else "place",
        "canonical": canonical,
    }


def _score(row: dict[str, object]) -> dict[str, object]:
    return {
        "passage_id": row["passage_id"],
        "article_id": row["article_id"],
        "label": "neither",
        "model": "invented",
        "model_sha256": "b" * 64,
        **{name: row[name] for name in PROBABILITIES},
    }
