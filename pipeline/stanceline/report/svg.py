"""A chart specification turned into a still picture that is safe to stand inside a page."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import vl_convert  # noqa: TID253 - this leaf is where specifications are drawn
from markupsafe import Markup

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
# vl-convert puts this in front of every link, also of one that leads to a place on the page.
_INVENTED_BASE = "https://vega.github.io/vega-datasets/"
_ALLOWED = frozenset(
    _SVG + name for name in ("svg", "g", "path", "line", "rect", "circle", "text", "tspan", "a")
)

ET.register_namespace("", "http://www.w3.org/2000/svg")
ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def draw(specification: dict[str, Any], *, description: str, css_class: str) -> Markup:
    """Draw a Vega-Lite specification without fetching anything; check what came out.

    The picture takes the width it is given and keeps its proportions.

    Raises:
        ValueError: the drawing is not well-formed, or holds more than shapes, text and links to
            places on the same page.

    """
    drawing = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])
    root = _parse(drawing)
    for element in root.iter(_SVG + "a"):
        element.set(_LINK, element.get(_LINK, "").removeprefix(_INVENTED_BASE))
    _drop_empty_symbols(root)
    require_safe(root)
    for name in ("width", "height"):
        del root.attrib[name]
    root.set("class", css_class)
    root.set("role", "group")
    root.set("aria-label", description)
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 - checked above


def _drop_empty_symbols(root: ET.Element) -> None:
    """Take the role of a symbol from a group without a name: a reader would meet silence there."""
    for element in root.iter():
        if element.get("role") == "graphics-symbol" and not element.get("aria-label"):
            del element.attrib["role"]
            element.attrib.pop("aria-roledescription", None)


def without_links(drawing: str, *, description: str) -> str:
    """Return a drawing as a document of its own: links to places of a page lead nowhere there.

    Raises:
        ValueError: the drawing is not well-formed, or holds more than shapes and text.

    """
    root = _parse(drawing)
    for element in root.iter(_SVG + "a"):
        element.tag = _SVG + "g"
        element.attrib.clear()
    require_safe(root)
    root.set("role", "img")
    root.set("aria-label", description)
    return ET.tostring(root, encoding="unicode")


def require_safe(root: ET.Element) -> None:
    """Require that a drawing holds shapes, text and links within the page, and nothing else.

    Raises:
        ValueError: it holds something else.

    """
    for element in root.iter():
        _require_safe(element)


def _parse(drawing: str) -> ET.Element:
    try:
        return ET.fromstring(drawing)  # noqa: S314 - our own drawing, text in it is escaped
    except ET.ParseError as error:
        raise ValueError(f"the drawing is not well-formed: {error}") from error


def _require_safe(element: ET.Element) -> None:
    if element.tag not in _ALLOWED:
        raise ValueError(f"the drawing holds <{element.tag}>; known: shapes, text and links")
    for name, value in element.attrib.items():
        is_link = name in {_LINK, "href"}
        if name.lower().startswith("on") or (is_link and not value.startswith("#")):
            raise ValueError(f"the drawing holds {name}={value!r}; links may lead to #places only")
        if "url(" in value and name != "aria-label":
            raise ValueError(f"the drawing fetches {name}={value!r}")
