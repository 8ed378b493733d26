"""A chart as it stands in the page, and as the files that a paper takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import vl_convert  # noqa: TID253 - this leaf is where specifications are drawn
from markupsafe import Markup

from stanceline.report.svg import without_links

# Pixels of the file for one of the page: sharp in print at the width of a column.
_SCALE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart drawn for the page (``markup``) and how to draw it as a file of its own."""

    name: str
    description: str
    markup: Markup
    specification: Mapping[str, Any]

    def svg(self) -> str:
        """Draw it as an SVG document on white, without links."""
        drawing = vl_convert.vegalite_to_svg(dict(self.specification), allowed_base_urls=[])
        return without_links(drawing, description=self.description)

    def png(self) -> bytes:
        """Draw it as a PNG on white."""
        png: bytes = vl_convert.vegalite_to_png(
            dict(self.specification), scale=_SCALE, allowed_base_urls=[]
        )
        return png
