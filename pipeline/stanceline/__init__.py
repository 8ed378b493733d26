"""News in, stance out, and every number can be traced back to a sentence."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
    from stanceline.flow import Flow as Flow
    from stanceline.ingest.reading import read_file as read_articles
    from stanceline.registry import load_framer as load_framer
    from stanceline.report.finished_run import open_finished_run as open_run
    from stanceline.series.estimate import estimate_series as estimate_series

__all__ = ["Flow", "estimate_series", "load_framer", "open_run", "read_articles"]

_HOME = {
    "Flow": "stanceline.flow:Flow",
    "estimate_series": "stanceline.series.estimate:estimate_series",
    "load_framer": "stanceline.registry:load_framer",
    "open_run": "stanceline.report.finished_run:open_finished_run",
    "read_articles": "stanceline.ingest.reading:read_file",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: no heavy library before it is needed."""
    if name == "__version__":
        # Half the time of --help went into the search for it.
        from importlib import metadata

        return metadata.version("stanceline")
    if name not in _HOME:
        raise AttributeError(f"module 'stanceline' has no attribute {name!r}")
    module, _, attribute = _HOME[name].partition(":")
    return getattr(import_module(module), attribute)
