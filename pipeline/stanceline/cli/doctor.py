"""``stanceline doctor``: what is installed, what is missing, and what would put it right."""

from __future__ import annotations

import platform
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from stanceline.cli.exit_codes import ExitCode
from stanceline.cli.options import configure

if TYPE_CHECKING:
    from stanceline.config import FrameSettings


def doctor() -> None:
    """Check data, language model, backbones and model, and say what would put each right."""
    from stanceline.config import Settings, find_home
    from stanceline.errors import StancelineError
    from stanceline.frame.backbones import find_backbone
    from stanceline.registry import find_model, make_extractor
    from stanceline.store.provenance import package_versions

    settings: Settings = configure(None, None).settings
    checks: dict[str, Callable[[], object]] = {
        "data": lambda: find_home(settings),
        "language model": lambda: make_extractor(settings).fingerprint,
        "backbone mpnet": lambda: find_backbone("mpnet"),
        "backbone minilm": lambda: find_backbone("minilm"),
        "framing model": lambda: _verified(find_model(settings.frame.model, settings)),
        "runtime": lambda: _runtime(settings.frame),
    }
    print(f"python {platform.python_version()}; {package_versions()}")
    failed = False
    for name, check in checks.items():
        try:
            print(f"ok      {name}: {check()}")
        except StancelineError as error:
            failed = True
            print(f"MISSING {name}: {error}")
    if failed:
        raise typer.Exit(ExitCode.FAILED)


def _runtime(frame: FrameSettings) -> str:
    from stanceline.frame.compiled import find_precision, why_unavailable

    if frame.runtime == "torch" or frame.device != "cpu":
        return f"torch on {frame.device}"
    if reason := why_unavailable():
        return f"torch on cpu: {reason}"
    return f"openvino in {find_precision()}"


def _verified(folder: Path) -> str:
    from stanceline.frame.classifier import load_classifier

    return f"{folder} {load_classifier(folder).fingerprint}"
