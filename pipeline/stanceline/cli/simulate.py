"""``stanceline series simulate``: the estimator on invented corpora with a known truth."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from stanceline.cli.options import AsJson
from stanceline.store.plain import without_nan

_COLUMNS = ("bias", "rms_period_bias", "rmse", "coverage", "width")


def simulate(
    scenario: Annotated[
        str,
        typer.Argument(help="A, A2, A3, B, D, F, R, R3, L300, S, M or MS; see docs/methods.md."),
    ] = "A",
    series: Annotated[int, typer.Option(min=1, help="Corpora to simulate.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first.")] = 0,
    write: Annotated[
        Path | None,
        typer.Option(help="Write the first corpus here instead: passages, labels, truth."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Simulate corpora with a known truth, estimate their series, and say how far off they are."""
    from stanceline.errors import UnknownNameError
    from stanceline.series.simulator import SCENARIOS
    from stanceline.series.trials import run_trial, summarise

    if scenario not in SCENARIOS:
        raise UnknownNameError("scenario", scenario, SCENARIOS)
    chosen = SCENARIOS[scenario]
    if write is not None:
        from stanceline.series.simulator import simulate as draw

        _write(draw(chosen, seed), write)
        return
    trials = []
    for number in range(series):
        trials.append(run_trial(chosen, seed + number))
        print(f"\r{number + 1} of {series} corpora", end="", file=sys.stderr)
    print(file=sys.stderr)
    measured = summarise(trials)
    print(json.dumps(without_nan(measured), indent=2) if as_json else _table(measured))


def _table(measured: dict[str, dict[str, float]]) -> str:
    lines = [f"{'':18}" + "".join(f"{name:>16}" for name in _COLUMNS)]
    for kind, numbers in measured.items():
        if kind != "drift":
            lines.append(f"{kind:18}" + "".join(f"{numbers[name]:16.3f}" for name in _COLUMNS))
    lines.append(f"classifier drift flagged in {measured['drift']['flagged']:.0%} of the corpora")
    return "\n".join(lines)


def _write(simulation: object, folder: Path) -> None:
    from stanceline.series.simulator import write_simulation

    write_simulation(simulation, folder)  # type: ignore[arg-type]
    print(f"{folder}: passages.csv, labels.csv, truth.csv")
