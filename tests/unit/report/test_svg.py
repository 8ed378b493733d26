from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from stanceline.report.svg import draw, require_safe

SPECIFICATION = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"x": 1, "y": "<script>", "href": "#period-2025-07-07"}]},
    "mark": "point",
    "encoding": {
        "x": {"field": "x", "type": "quantitative"},
        "y": {"field": "y", "type": "nominal"},
        "href": {"field": "href"},
    },
}


def test_a_drawing_scales_with_its_place():
    root = ET.fromstring(draw(SPECIFICATION, description="one dot", css_class="chart"))  # noqa: S314 - drawn here
    assert "viewBox" in root.attrib
    assert "width" not in root.attrib


def test_a_drawing_is_described_in_words():
    drawing = draw(SPECIFICATION, description='one "dot" & <more>', css_class="chart")
    assert ET.fromstring(drawing).get("aria-label") == 'one "dot" & <more>'  # noqa: S314 - drawn here


def test_a_link_leads_to_the_place_it_names():
    assert 'xlink:href="#period-2025-07-07"' in draw(SPECIFICATION, description="", css_class="c")


def test_a_link_off_the_page_is_refused():
    values = [{"x": 1, "y": "a", "href": "https://example.org/"}]
    with pytest.raises(ValueError, match="#places only"):
        draw(SPECIFICATION | {"data": {"values": values}}, description="", css_class="chart")


SVG = 'xmlns="http://www.w3.org/2000/svg"'


@pytest.mark.parametrize(
    "hostile",
    [
        f"<svg {SVG}><script>alert(1)</script></svg>",
        f'<svg {SVG}><rect onclick="alert(1)"/></svg>',
        f'<svg {SVG}><a href="javascript:alert(1)"/></svg>',
        f'<svg {SVG}><rect fill="url(https://example.org)"/></svg>',
        f"<svg {SVG}><foreignObject/></svg>",
        f'<svg {SVG}><image href="#a"/></svg>',
    ],
)
def test_more_than_shapes_and_text_is_refused(hostile):
    with pytest.raises(ValueError, match="the drawing"):
        require_safe(ET.fromstring(hostile))  # noqa: S314 - drawn here
