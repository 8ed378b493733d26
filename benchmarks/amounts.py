"""Measure money and percentages on NewsQuant and on the conformance specs of Recognizers-Text.

    python benchmarks/amounts.py --newsquant NewsQuant.json --currency CurrencyModel.json \
        --percent PercentModel.json --out benchmarks/results/amounts.json

NewsQuant (Almasian et al. 2023): the authors' rule (values equal by ``isclose``, ranges as pairs,
units equal; "from A to B" is a pair), on the quantities whose unit is a bare currency or a
percentage, because no other quantity is extracted. The specs: a case passes when every expected
amount is found with its value, currency or percent sign and offsets, and nothing else; every miss
is listed with its reason from ``recognizers_reasons.toml``. quantulum3 and recognizers-text are
measured in the same run when they are installed; neither is a dependency.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from machine import describe_machine

from stanceline.extract.amounts import find_amounts

# The names that the two data sets give to currencies.
ISO = {
    "dollar": "USD", "united states dollar": "USD", "japanese yen": "JPY", "chinese yuan": "CNY",
    "euro": "EUR", "australian dollar": "AUD", "shekel": "ILS", "pound sterling": "GBP",
    "pound": "GBP", "british pound": "GBP", "malaysian ringgit": "MYR", "hong kong dollar": "HKD",
    "canadian dollar": "CAD", "danish krone": "DKK", "new zealand dollar": "NZD",
    "indian rupee": "INR", "rupee": "INR", "singaporean dollar": "SGD", "singapore dollar": "SGD",
    "south african rand": "ZAR", "franc": "CHF", "swiss franc": "CHF", "turkish lira": "TRY",
    "mexican peso": "MXN", "finnish markka": "FIM", "peseta": "ESP", "netherlands guilder": "NLG",
    "costa rican colón": "CRC", "georgian lari": "GEL", "lao kip": "LAK",
    "sri lankan rupee": "LKR", "bitcoin": "XBT",
}  # fmt: skip
# Hundredths, which we store in the whole currency.
HUNDREDTHS = {"cent": "USD", "pence": "GBP", "penny": "GBP", "sen": "MYR"}
PERCENT = "%"
REASONS = Path(__file__).parent / "recognizers_reasons.toml"
RANGE = re.compile(r"(?P<low>-?[0-9.]+(?:[eE]-?[0-9]+)?)(?: ?- ?(?P<high>[0-9.]+))?")


@dataclass(frozen=True)
class Found:
    """One amount that a system found: values low and high, unit, and where it stands."""

    low: float
    high: float
    unit: str
    start: int = -1
    end: int = -1


System = Callable[[str], list[Found]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--newsquant", type=Path, required=True)
    parser.add_argument("--currency", type=Path, required=True)
    parser.add_argument("--percent", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    sentences = json.loads(arguments.newsquant.read_text(encoding="utf-8"))
    systems = dict(available_systems())
    result = {
        "machine": describe_machine(),
        "systems": {name: version_of(name) for name in systems},
        "newsquant": {
            "sentences": len(sentences),
            **{name: measure_newsquant(sentences, system) for name, system in systems.items()},
        },
        "recognizers_specs": {
            "currency": measure_spec(read_spec(arguments.currency), "money"),
            "percent": measure_spec(read_spec(arguments.percent), "percent"),
        },
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(result, indent=2, ensure_ascii=False))


def available_systems() -> Iterator[tuple[str, System]]:
    yield "stanceline", ours
    try:
        from quantulum3 import classifier, parser
    except ImportError:
        pass
    else:
        # Its stored classifier was pickled with a scikit-learn that is long gone; the published
        # numbers are without it.
        classifier.USE_CLF = False
        yield "quantulum3", lambda text: list(from_quantulum(parser.parse(text)))
    try:
        from recognizers_number_with_unit import Culture, recognize_currency
        from recognizers_number import recognize_percentage  # isort: skip
    except ImportError:
        return

    def recognizers(text: str) -> list[Found]:
        money = recognize_currency(text, Culture.English)
        percent = recognize_percentage(text, Culture.English)
        return [*from_recognizers(money), *from_recognizers(percent)]

    yield "recognizers-text-suite", recognizers


def version_of(name: str) -> str:
    return "this tree" if name == "stanceline" else metadata.version(name)


def ours(text: str, *, rates_too: bool = False) -> list[Found]:
    return [
        Found(
            low=amount.value,
            high=amount.value if amount.value_high is None else amount.value_high,
            unit=PERCENT if amount.kind == "percent" else amount.currency,
            start=amount.start,
            end=amount.end,
        )
        for amount in find_amounts(text)
        if amount.kind in {"money", "percent"} and (rates_too or amount.per is None)
    ]


def from_quantulum(quantities: Iterable) -> Iterator[Found]:
    for one in quantities:
        name = one.unit.name.lower()
        unit = PERCENT if name in {"percentage", "per cent"} else ISO.get(name)
        if unit:
            low, high = (one.value, one.value)
            if one.uncertainty:
                low, high = one.value - one.uncertainty, one.value + one.uncertainty
            yield Found(low, high, unit)


def from_recognizers(results: Iterable) -> Iterator[Found]:
    for one in results:
        value = (one.resolution or {}).get("value")
        if value is None or value == "null":
            continue
        name = (one.resolution.get("unit") or "").lower()
        unit = PERCENT if one.type_name == "percentage" else ISO.get(name)
        if unit:
            number = float(value.rstrip("%"))
            yield Found(number, number, unit)


def measure_newsquant(sentences: list[dict], system: System) -> dict[str, object]:
    tallies = {"money": Counter(), "percent": Counter()}
    for row in sentences:
        gold = [g for q in row["quantities"] if (g := gold_of(q))]
        left = as_pairs(row["text"], system(row["text"]))
        for one in gold:
            tally = tallies[kind_of(one)]
            match = next((found for found in left if is_same(one, found)), None)
            tally["true" if match else "missed"] += 1
            if match:
                left.remove(match)
        for found in left:
            tallies[kind_of(found)]["false"] += 1
    return {kind: rates(tally) for kind, tally in tallies.items()}


def as_pairs(text: str, found: list[Found]) -> list[Found]:
    """Join "from A to B" into a pair, as the data set writes a change; ours are two amounts."""
    joined: list[Found] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and is_change(text, last, one):
            joined[-1] = Found(last.low, one.high, one.unit, last.start, one.end)
        else:
            joined.append(one)
    return joined


def is_change(text: str, first: Found, second: Found) -> bool:
    is_placed = 0 <= first.start < second.start and first.unit == second.unit
    is_single = first.low == first.high and second.low == second.high
    before = text[max(0, first.start - 8) : max(0, first.start)]
    return (
        is_placed
        and is_single
        and text[first.end : second.start] == " to "
        and bool(re.search(r"\bfrom (?:the )?$", before))
    )


def gold_of(quantity: dict) -> Found | None:
    name = str(quantity["normalized_unit"]).lower()
    unit = PERCENT if name == "percentage" else ISO.get(name, HUNDREDTHS.get(name))
    if unit is None:
        return None
    scale = 0.01 if name in HUNDREDTHS else 1
    ends = RANGE.fullmatch(str(quantity["value"]))
    low = scale * float(ends["low"])
    return Found(low, scale * float(ends["high"]) if ends["high"] else low, unit)


def kind_of(found: Found) -> str:
    return "percent" if found.unit == PERCENT else "money"


def is_same(gold: Found, found: Found) -> bool:
    is_low = math.isclose(gold.low, found.low, rel_tol=1e-5, abs_tol=1e-8)
    return is_low and math.isclose(gold.high, found.high, rel_tol=1e-5) and gold.unit == found.unit


def rates(tally: Counter) -> dict[str, float]:
    true, found = tally["true"], tally["true"] + tally["false"]
    marked = tally["true"] + tally["missed"]
    f1 = 2 * true / (found + marked) if true else 0.0
    return {
        "precision": round(100 * true / max(found, 1), 1),
        "recall": round(100 * true / max(marked, 1), 1),
        "f1": round(100 * f1, 1),
        "gold": marked,
        "found": found,
    }


def read_spec(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8-sig"))


def measure_spec(cases: list[dict], kind: str) -> dict[str, object]:
    reasons = tomllib.loads(REASONS.read_text("utf-8"))["currency" if kind == "money" else kind]
    misses = [
        {"case": number, "input": case["Input"][-160:], "outcome": miss}
        for number, case in enumerate(cases)
        if (miss := miss_of(case, of_kind(case, kind)))
    ]
    for miss in misses:
        miss["why"] = reasons.get(str(miss["case"]), "unexplained")
    return {
        "cases": len(cases),
        "passed": len(cases) - len(misses),
        "unexplained": sum(miss["why"] == "unexplained" for miss in misses),
        "misses": misses,
    }


def of_kind(case: dict, kind: str) -> list[Found]:
    return [one for one in ours(case["Input"], rates_too=True) if kind_of(one) == kind]


def miss_of(case: dict, found: list[Found]) -> str | None:
    """Return how a case fails, in a few words; None when it passes."""
    left = list(found)
    for result in case["Results"]:
        wanted = wanted_of(result)
        if wanted is None:
            return f"asks for {ask_of(result)}"
        match = next((f for f in left if is_same(wanted, f)), None)
        if match is None:
            near = [f for f in left if f.start < wanted.end and wanted.start < f.end]
            return "another value or unit" if near else "not found"
        if (match.start, match.end) != (wanted.start, wanted.end):
            return "other offsets"
        left.remove(match)
    return "found more than is asked" if left else None


def wanted_of(result: dict) -> Found | None:
    resolution = result["Resolution"]
    value = resolution.get("value")
    if value in {None, "null"}:
        return None
    name = str(resolution.get("unit", "")).lower()
    unit = PERCENT if result["TypeName"] == "percentage" else ISO.get(name, HUNDREDTHS.get(name))
    if unit is None:
        return None
    number = float(value.rstrip("%")) * (0.01 if name in HUNDREDTHS else 1)
    return Found(number, number, unit, result["Start"], result["End"] + 1)


def ask_of(result: dict) -> str:
    resolution = result["Resolution"]
    if resolution.get("value") in {None, "null"}:
        return "a unit without a number"
    return f"the unit {resolution.get('unit')}"


if __name__ == "__main__":
    main()
