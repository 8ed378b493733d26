"""What a month of a web news crawl costs, from measured costs of a page and stated assumptions.

    python benchmarks/cost_model.py --out benchmarks/results/cost-model.json

Costs are processor milliseconds: reading a page from ``ingest-throughput.json`` where that was
measured, the rest from ``sample-news.json`` (two threads score there, so a second of its clock is
two of the processor) and ``relevance.json``, which also has the share of English pages that are
read. What nobody measured is an assumption and stands under that name in the result.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from machine import describe_machine

RESULTS = Path(__file__).parent / "results"
SCORING_THREADS = 2
MS_AN_HOUR = 3_600_000
ASSUMED = {
    "pages": 10_000_000,
    "reprints_word_for_word": 0.15,
    "efficiency_of_cores": {"1": 1.0, "16": 0.9, "256": 0.85},
    "gpu_passages_a_second": 1000,
}


def main() -> None:
    """Compute the model and write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    costs, shares = measured_costs(), measured_shares()
    hours = core_hours(costs, shares)
    whole = sum(hours.values())
    unfiltered = sum(core_hours(costs, shares | {"english_read": 1.0}).values())
    result = {
        "measured_ms": costs,
        "measured_shares": shares,
        "assumed": ASSUMED,
        "core_hours": {stage: round(value, 1) for stage, value in hours.items()},
        "core_hours_in_all": round(whole, 1),
        "core_hours_without_relevance": round(unfiltered, 1),
        "wall_hours": {
            cores: round(whole / int(cores) / share, 2)
            for cores, share in ASSUMED["efficiency_of_cores"].items()
        },
        "bottleneck": max(hours, key=lambda stage: hours[stage]),
        "with_one_gpu": with_gpu(costs, shares, hours),
        "machine": describe_machine(),
    }
    options.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def measured_costs() -> dict[str, float]:
    """Return milliseconds of a processor: a page, an article, a passage."""
    sample = read("sample-news.json")
    seconds, counts = sample["timings_s"], sample["counts"]
    ingest = RESULTS / "ingest-throughput.json"
    if ingest.exists():
        page = 1000 / read(ingest.name)["pages"]["stanceline"]["pages_a_cpu_second"]
    else:
        page = 1000 * seconds["ingest"] / counts["articles"]
    score = 1000 * SCORING_THREADS * seconds["score"] / counts["scores"]
    return {
        "read_a_page": round(page, 2),
        "relevance_an_article": read("relevance.json")["sample_news"]["cpu_ms_an_article"],
        "stories_an_article": round(1000 * seconds["stories"] / counts["articles"], 2),
        "extract_an_article": round(1000 * seconds["extract"] / counts["articles"], 1),
        "score_a_passage": round(score, 1),
        "passages_an_article": round(counts["passages"] / counts["articles"], 1),
    }


def measured_shares() -> dict[str, float]:
    """Return which share of pages is English, and of those on the subject."""
    pages = read("relevance.json")["general_pages"]
    return {
        "english": round(pages["english"] / pages["articles"], 3),
        "english_read": pages["share_of_english_read"],
    }


def core_hours(costs: dict[str, float], shares: dict[str, float]) -> dict[str, float]:
    """Return the hours of one core that every stage takes."""
    pages = ASSUMED["pages"]
    fresh = pages * shares["english"] * shares["english_read"]
    fresh *= 1 - ASSUMED["reprints_word_for_word"]
    return {
        "read": pages * costs["read_a_page"] / MS_AN_HOUR,
        "relevance": pages * costs["relevance_an_article"] / MS_AN_HOUR,
        "stories": pages * costs["stories_an_article"] / MS_AN_HOUR,
        "extract": fresh * costs["extract_an_article"] / MS_AN_HOUR,
        "score": fresh * costs["passages_an_article"] * costs["score_a_passage"] / MS_AN_HOUR,
    }


def with_gpu(
    costs: dict[str, float], shares: dict[str, float], hours: dict[str, float]
) -> dict[str, float | str]:
    """Return what is left for cores when a device scores, and how long the device takes."""
    fresh = ASSUMED["pages"] * shares["english"] * shares["english_read"]
    passages = fresh * (1 - ASSUMED["reprints_word_for_word"]) * costs["passages_an_article"]
    left = {stage: value for stage, value in hours.items() if stage != "score"}
    return {
        "device_hours": round(passages / ASSUMED["gpu_passages_a_second"] / 3600, 1),
        "core_hours": round(sum(left.values()), 1),
        "bottleneck": max(left, key=lambda stage: left[stage]),
    }


def read(name: str) -> dict:
    """Read a file of results."""
    return json.loads((RESULTS / name).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
