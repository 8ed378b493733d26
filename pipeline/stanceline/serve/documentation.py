"""The API in words: the OpenAPI document as a plain page, since the usual one fetches script."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from stanceline.serve.drawing import draw_page

router = APIRouter(include_in_schema=False)


@router.get("/api", response_class=HTMLResponse)
def describe_api(request: Request) -> str:
    """Describe every address of the API."""
    document = request.app.openapi()
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return draw_page(
        "documentation.html.j2",
        title="API",
        base=str(request.base_url).rstrip("/"),
        operations=operations,
        schemas=document.get("components", {}).get("schemas", {}),
        say_type=say_type,
    )


def say_type(schema: dict[str, Any]) -> str:
    """Say a JSON schema in a few words.

    >>> say_type({"anyOf": [{"type": "number"}, {"type": "null"}]})
    'number or null'
    >>> say_type({"type": "string", "maxLength": 200}), say_type({"type": "string", "maxLength": 0})
    ('string of at most 200 characters', 'nothing')
    >>> say_type({"type": "array", "items": {"$ref": "#/components/schemas/PointAnswer"}})
    'list of PointAnswer'
    """
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(say_type(part) for part in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(str(value) or "nothing" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {say_type(schema.get('items', {}))}"
    if schema.get("maxLength") == 0:
        return "nothing"
    kind = str(schema.get("format") or schema.get("type") or "anything")
    return kind + "".join(form.format(schema[key]) for key, form in _BOUNDS if key in schema)


_BOUNDS = (
    ("minimum", ", at least {}"),
    ("maximum", ", at most {}"),
    ("maxLength", " of at most {} characters"),
    ("maxItems", " of at most {} items"),
)
