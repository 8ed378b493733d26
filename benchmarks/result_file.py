"""Result files: sorted, strict JSON, in which what could not be measured is null."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path


def write_result(path: Path, result: Mapping[str, object]) -> None:
    """Write a result so that every JSON reader takes it: NaN and infinities become null."""
    text = json.dumps(without_nan(result), indent=2, sort_keys=True, allow_nan=False)
    path.write_text(text + "\n")


def without_nan(value: object) -> object:
    """Put None in the place of every float that JSON has no word for, at any depth."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {key: without_nan(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [without_nan(item) for item in value]
    return value
