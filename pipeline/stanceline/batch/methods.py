"""The methods paragraph of a run, for a paper: what was done, with what, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any

from stanceline.records import Frame, Pole

_UNITS = {
    "story": "every distinct story counted once, however often it was reprinted",
    "article": "every article counted once",
    "exposure": "every printed copy counted",
}
_PACKAGES = ("stanceline", "numpy", "scipy", "ruptures", "statsmodels")


def write_paragraph(
    described: Mapping[str, Any], *, model: str, breaks: int, poles: Sequence[Pole] = ()
) -> str:
    """Write the paragraph from the contents of ``series.json``."""
    return " ".join(_sentences(described, model, breaks, _clause(poles))) + "\n"


def _clause(poles: Sequence[Pole]) -> str:
    """Say what is subtracted from what."""
    if [pole.id for pole in poles] in ([], list(Frame)):
        return (
            "passages that present the deal as a premium for security minus the share that "
            "present it as economic capitulation"
        )
    plus, minus = (pole.title or pole.id.replace("_", " ") for pole in poles)
    return f"passages that voice {plus} minus the share that voice {minus}"


def _sentences(
    described: Mapping[str, Any], model: str, breaks: int, subtracted: str
) -> Iterator[str]:
    period, errors, settings = described["period"], described["errors"], described["settings"]
    yield (
        f"Stance was measured in {described['passages']:,} passages scored by the model {model} "
        f"(sha256 {described['model_version'][:12]})."
    )
    yield (
        f"Net stance is the share of {subtracted}, by {period}, with "
        f"{_UNITS[described['weights']]} "
        f"({described['syndicated_share']:.0%} of the passages belong to reprinted stories)."
    )
    if described["undated_share"]:
        yield f"Undated passages ({described['undated_share']:.1%}) are in no period."
    yield from _correction(errors, settings)
    yield (
        "Bands are 95%; sampling error is linearised with stories as clusters and moderated over "
        f"periods (prior of {settings['prior_df']:.0f} degrees of freedom). The line is a local "
        "level with known sampling variances, fitted by maximum likelihood."
    )
    yield (
        "Changes of level were proposed by PELT and kept when a block permutation test "
        f"({settings['permutations']} draws, seed {settings['permutation_seed']}) gave p < "
        f"{settings['alpha']:g}, adjusted for the number of lines; {breaks} were kept in all "
        "lines. Each was split into change within outlets, between outlets, and entry and exit."
    )
    if described["flags"]:
        yield f"The run is flagged: {', '.join(described['flags']).replace('_', ' ')}."
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    yield f"Software: {packages}."


def _correction(errors: Mapping[str, Any], settings: Mapping[str, Any]) -> Iterator[str]:
    if not errors["labels"]:
        yield "The classifier's own error was not corrected: no passages were read by hand."
        return
    if errors["why_unusable"]:
        yield (
            f"{errors['labels']} passages were read by hand, but the classifier's error could not "
            f"be corrected: {errors['why_unusable']}."
        )
        return
    counts = ", ".join(
        f"{count} {name}"
        for name, count in zip(errors["classes"], errors["labels_per_class"], strict=True)
    )
    yield (
        f"{errors['labels']} passages drawn at random with known probabilities were read by hand "
        f"({counts}). The confusion they show was undone on the average (PACC, condition "
        f"{errors['condition']:.1f}), with a random walk over quarters for drift (half-normal "
        f"steps of {settings['drift_scale']:g}, no drift with probability "
        f"{settings['drift_spike']:g}; p = {_number(errors['p_drift'])} for no drift), and its "
        "uncertainty is part of every band."
    )
    if errors["coder_agreement"] is not None:
        yield f"Krippendorff's alpha of doubly read passages is {errors['coder_agreement']:.2f}."


def _number(value: float | None) -> str:
    return "not testable" if value is None else f"{value:.2g}"
