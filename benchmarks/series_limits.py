"""What the acceptance test requires, line by line; tests take the same with wider limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Measured = Mapping[str, Mapping[str, Mapping[str, float]]]


@dataclass(frozen=True)
class Line:
    """One requirement: a number of the measured scenarios within limits."""

    id: str
    what: str
    scenario: str
    low: float
    high: float
    number: Callable[[Measured], float]

    @property
    def slack(self) -> float:
        """How much a few dozen series may be off by chance: by kind of number."""
        if "bias" in self.what:
            return 0.008
        if "flagged" in self.what:
            return 0.15
        return 0.06 if "change" in self.what or "/" in self.what else 0.03

    def judge(self, measured: Measured, *, few: bool = False) -> dict[str, object]:
        """Compare; with ``few`` series the limits are wider by ``slack``."""
        value, slack = self.number(measured), self.slack if few else 0.0
        return {
            "id": self.id,
            "what": f"{self.what} ({self.scenario})",
            "required": f"{self.low:g} to {self.high:g}",
            "measured": value,
            "passed": bool(self.low - slack <= value <= self.high + slack),
        }


def _of(scenario: str, kind: str, name: str) -> Callable[[Measured], float]:
    return lambda measured: measured[scenario][kind][name]


def _size(scenario: str, kind: str, name: str) -> Callable[[Measured], float]:
    return lambda measured: abs(measured[scenario][kind][name])


def _ratio(scenario: str, kind: str, other: str) -> Callable[[Measured], float]:
    return lambda measured: measured[scenario][kind]["rmse"] / measured[scenario][other]["rmse"]


def _over_copies(measured: Measured) -> float:
    return measured["S"]["raw"]["rmse"] / measured["S, copies counted"]["raw"]["rmse"]


NO_LIMIT = 99.0
LINES = (
    Line("S1", "raw coverage", "A", 0.93, 0.975, _of("A", "raw", "coverage")),
    Line("S1", "raw mean bias", "A", 0, 0.010, _size("A", "raw", "bias")),
    Line("S1", "raw rms period bias", "A", 0, 0.020, _of("A", "raw", "rms_period_bias")),
    Line("S1", "naive rms period bias", "A", 0.045, NO_LIMIT, _of("A", "naive", "rms_period_bias")),
    Line("S2", "smoothed coverage", "A", 0.92, 0.99, _of("A", "smoothed", "coverage")),
    Line("S2", "smoothed RMSE / naive", "A", 0, 0.50, _ratio("A", "smoothed", "naive")),
    Line("S2", "smoothed RMSE / naive smoothed", "A", 0, 0.70, _ratio("A", "smoothed", "naive_smoothed")),
    Line("S3", "change coverage", "A", 0.93, 1.0, _of("A", "change", "coverage")),
    Line("S3", "change bias", "A", 0, 0.015, _size("A", "change", "bias")),
    Line("S3", "change RMSE / naive", "A", 0, 0.60, _ratio("A", "change", "change_naive")),
    Line("S3", "change by labels coverage", "A", 0.91, 0.98, _of("A", "change_dsl", "coverage")),
    Line("S4", "raw coverage", "A3", 0.93, 0.985, _of("A3", "raw", "coverage")),
    Line("S4", "raw RMSE / naive", "A3", 0, 0.75, _ratio("A3", "raw", "naive")),
    Line("S4", "naive coverage", "A3", 0, 0.60, _of("A3", "naive", "coverage")),
    Line("S5", "smoothed coverage", "A2", 0.92, 1.0, _of("A2", "smoothed", "coverage")),
    Line("S6", "smoothed coverage", "B", 0.91, 1.0, _of("B", "smoothed", "coverage")),
    Line("S6", "change coverage", "B", 0.92, 1.0, _of("B", "change", "coverage")),
    Line("S6", "change RMSE / naive", "B", 0, 0.45, _ratio("B", "change", "change_naive")),
    Line("S6", "change by labels coverage", "B", 0.91, 0.98, _of("B", "change_dsl", "coverage")),
    Line("S6", "drift flagged", "B", 0.40, 1.0, _of("B", "drift", "flagged")),
    Line("S6", "drift flagged", "A", 0, 0.06, _of("A", "drift", "flagged")),
    Line("S7", "raw coverage", "D", 0.93, 0.98, _of("D", "raw", "coverage")),
    Line("S7", "smoothed coverage", "D", 0.93, 1.0, _of("D", "smoothed", "coverage")),
    Line("S7", "smoothed RMSE / naive", "D", 0, 0.30, _ratio("D", "smoothed", "naive")),
    Line("S8", "raw coverage", "R", 0.93, 0.985, _of("R", "raw", "coverage")),
    Line("S8", "smoothed RMSE / naive", "R", 0, 0.60, _ratio("R", "smoothed", "naive")),
    Line("S9", "raw coverage", "S", 0.93, 0.975, _of("S", "raw", "coverage")),
    Line("S9", "raw RMSE / copies counted", "S", 0, 0.80, _over_copies),
    Line("S10", "house-adjusted change bias", "M", 0, 0.015, _size("M", "change_adjusted", "bias")),
    Line("S10", "house-adjusted change coverage", "M", 0.93, 1.0, _of("M", "change_adjusted", "coverage")),
    Line("S10", "unadjusted change", "M", 0.08, NO_LIMIT, _of("M", "change_unadjusted", "bias")),
)  # fmt: skip
BREAK_LIMITS = {
    "constant": (0.0, 0.05),
    "AR .5": (0.0, 0.07),
    "jump .15": (0.75, 1.0),
    "jump .20": (0.85, 1.0),
}


def judge(scenarios: Measured, breaks: Mapping[str, float]) -> list[dict[str, object]]:
    """Judge every line, S1 to S11."""
    rows = [line.judge(scenarios) for line in LINES]
    for name, (low, high) in BREAK_LIMITS.items():
        rows.append(
            {
                "id": "S11",
                "what": f"published breaks ({name})",
                "required": f"{low:g} to {high:g}",
                "measured": breaks[name],
                "passed": bool(low <= breaks[name] <= high),
            }
        )
    return rows


def judge_mutations(mutations: Measured, scenarios: Measured) -> dict[str, list[str]]:
    """Say which lines each mutation fails, in the scenarios it was run on."""
    caught: dict[str, list[str]] = {}
    for key, measured in mutations.items():
        mutation, _, scenario = key.rpartition(" on ")
        failed = failing({**scenarios, scenario: measured}, scenario)
        caught.setdefault(mutation, []).extend(failed)
    return {mutation: sorted(set(lines)) for mutation, lines in caught.items()}


def failing(measured: Measured, scenario: str, *, few: bool = False) -> list[str]:
    """Return the ids of the lines of a scenario that fail."""
    lines = [line for line in LINES if line.scenario == scenario]
    return [line.id for line in lines if not line.judge(measured, few=few)["passed"]]
