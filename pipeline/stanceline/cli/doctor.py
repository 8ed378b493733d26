"""``stanceline doctor``: what is installed, what is missing, and what would put it right."""

from __future__ import annotations

import platform
from collections.abc import Callable
from pathlib import Path

import typer

from stanceline.cli.exit_codes import ExitCode
from stanceline.cli.options import configure


def doctor() -> None:
    """Check data, language model, backbone and model, and say what would put each right."""
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


def _verified(folder: Path) -> str:
    from stanceline.frame.classifier import load_classifier

    return f"{folder} {load_classifier(folder).fingerprint}"
