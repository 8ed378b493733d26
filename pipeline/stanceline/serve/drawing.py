"""Pages of the site, drawn on the server; the styles are the report's and a few of our own."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment

from stanceline.report.templates import make_environment, read_resource
from stanceline.report.wording import clean

_PACKAGE = "stanceline.serve"


def draw_page(template: str, **content: object) -> str:
    """Draw a page; what no page can hold is replaced."""
    return clean(_environment().get_template(template).render(content))


@cache
def style_sheet() -> str:
    """Return the styles of every page."""
    return read_resource("stanceline.report", "page.css") + read_resource(_PACKAGE, "site.css")


@cache
def _environment() -> Environment:
    return make_environment(_PACKAGE)
