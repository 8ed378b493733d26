"""Templates of pages, the filters they use, and files that stand beside the code."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from stanceline.report import wording
from stanceline.report.timespans import anchor_of, name_of


def make_environment(*packages: str) -> Environment:
    """Make an environment that escapes everything; templates come from the packages named.

    The first package that has a template of a name gives it; the report's own come last.
    """
    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_loader(*packages, "stanceline.report")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        amount=wording.amount,
        begin=wording.begin,
        count=wording.count,
        percent=wording.percent,
        probability=wording.probability,
        signed=wording.signed,
    )
    css = read_resource("stanceline.report", "page.css")
    environment.globals.update(
        anchor_of=anchor_of,
        counted=wording.counted,
        css=Markup(css),  # noqa: S704 - our own file
        css_digest=_digest(css),
        name_of=name_of,
        say_band=wording.say_band,
    )
    return environment


def read_resource(package: str, name: str) -> str:
    """Read a file that stands in a package.

    Raises:
        FileNotFoundError: it is not there.

    """
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")


def _digest(css: str) -> str:
    """Write the source by which a policy knows our styles: these, and none that are slipped in."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return f"sha256-{digest}"


def _loader(*packages: str) -> Callable[[str], str | None]:
    def load(name: str) -> str | None:
        for package in packages:
            if resources.files(package).joinpath(name).is_file():
                return read_resource(package, name)
        return None

    return load
