"""Plain data that any program reads as JSON: what is not a finite number is null."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any


def without_nan(value: Any) -> Any:  # noqa: ANN401 - plain data of any depth
    """Replace what is not a finite number by null, at any depth: JSON knows no NaN.

    >>> without_nan({"net": float("nan"), "band": (0.1, float("inf"))})
    {'net': None, 'band': [0.1, None]}
    """
    if isinstance(value, Mapping):
        return {key: without_nan(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_nan(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def write_plain(content: Mapping[str, Any]) -> str:
    """Write data as indented JSON with sorted keys, and a line end."""
    plain = without_nan(content)
    return json.dumps(plain, indent=2, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n"
