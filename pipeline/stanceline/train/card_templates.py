"""The templates of model cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def open_templates() -> Environment:
    """Open the templates; a name that a template uses and nobody gave is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    # Markdown, not HTML: no card shows article text, and labels are checked names.
    return Environment(  # noqa: S701
        loader=PackageLoader("stanceline.train", ""),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
