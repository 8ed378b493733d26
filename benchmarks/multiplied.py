"""A corpus of any size: the sample corpus over and over, with other ids, dates and words.

    python benchmarks/multiplied.py --articles 10000 --out out/multiplied

Every copy swaps one word in seven for another of the corpus, so that no two are printings of one
text (five words in a row survive with probability .46, and 60% must). One JSON Lines file for
every thousand articles; the same numbers every time.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

TRUTH = Path(__file__).parents[1] / "corpora" / "sample-news" / "truth.jsonl"
SWAPPED = 1 / 7
ROWS_A_FILE = 1000
FIRST_DAY = datetime(2025, 7, 22, tzinfo=UTC)
DAYS = 480


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    write_files(options.out, options.articles)


def write_files(folder: Path, count: int) -> None:
    """Write ``count`` articles as JSON Lines."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = multiply(count)
    for number in range(0, count, ROWS_A_FILE):
        with (folder / f"articles-{number:09d}.jsonl").open("w", encoding="utf-8") as handle:
            for row, _ in zip(rows, range(min(ROWS_A_FILE, count - number)), strict=False):
                handle.write(json.dumps(row, ensure_ascii=False) + "\n")


def read_sample(*, relevant: bool | None = None) -> list[dict]:
    """Read the articles that were written, not their reprints: on the subject, off it or all."""
    rows = [json.loads(line) for line in TRUTH.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["copy_of"] is None and relevant in (None, is_relevant(row))]


def is_relevant(row: dict) -> bool:
    """Say whether anything in an article was written in a frame."""
    return any(unit["label"] != "neither" for unit in row["units"])


def multiply(count: int, *, relevant: bool | None = None) -> Iterator[dict]:
    """Yield articles: id, outlet, title, date and text. The first round is the corpus as it is."""
    sample = read_sample(relevant=relevant)
    words = sorted({w for row in sample for u in row["units"] for w in u["text"].split()})
    for number in range(count):
        rng = random.Random(number)
        row = sample[number % len(sample)]
        share = SWAPPED if number >= len(sample) else 0.0
        day = FIRST_DAY + timedelta(days=number % DAYS)
        yield {
            "url": f"https://news.example/{number}",
            "outlet": row["outlet"],
            "title": swap_words(row["title"], words, share, rng),
            "date": day.date().isoformat(),
            "text": "\n\n".join(swap_words(u["text"], words, share, rng) for u in row["units"]),
        }


def swap_words(text: str, words: list[str], share: float, rng: random.Random) -> str:
    """Put another word in the place of some."""
    return " ".join(rng.choice(words) if rng.random() < share else w for w in text.split())


if __name__ == "__main__":
    main()
