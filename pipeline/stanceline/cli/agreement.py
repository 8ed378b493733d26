"""How agreement is said to a person and to a program."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stanceline.label.agreement import AgreementReport
    from stanceline.label.coefficients import Agreement


def to_json(report: AgreementReport) -> dict[str, Any]:
    """Return a report as plain data; what is not defined is null."""
    content: dict[str, Any] = _finite(asdict(report))
    return content | {"is_sufficient": report.is_sufficient}


def print_agreement(report: AgreementReport) -> None:
    """Print a report on stdout."""
    print(f"{report.passages} passages labelled, {report.paired} by two or more coders")
    _print("Krippendorff's alpha", report.alpha)
    _print("Fleiss' kappa", report.fleiss)
    for pair, found in report.cohen.items():
        _print(f"Cohen's kappa, {pair}", found)
    for name, found in report.alpha_by_class.items():
        _print(f"alpha, {name}", found)
    for month, found in report.alpha_by_month.items():
        _print(f"alpha, {month}", found)
    for coder, share in report.agreement_by_coder.items():
        print(f"{coder} agrees with others on {share:.1%}")
    for first, second, count in report.confusions:
        print(f"disputed between {first} and {second}: {count}")
    for coder, (before, after) in report.drifting.items():
        print(f"{coder} has changed: agreed on {before:.1%} of the first half, {after:.1%} since")
    if report.paired and not report.is_sufficient:
        from stanceline.label.agreement import SUFFICIENT_ALPHA

        print(f"alpha is below {SUFFICIENT_ALPHA}: these labels, not the model, are the limit")


def _print(name: str, found: Agreement) -> None:
    if math.isnan(found.value):
        print(f"{name}: not defined ({found.units} passages with two labels)")
    else:
        print(f"{name}: {found.value:.3f} [{found.low:.3f}, {found.high:.3f}], n {found.units}")


def _finite(value: Any) -> Any:  # noqa: ANN401 - any plain data
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value
