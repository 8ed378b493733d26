"""What is answered when there is no answer: JSON to programs, a page to people."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from stanceline.errors import ModelError, StancelineError, UnknownNameError
from stanceline.serve.drawing import draw_page

_STATUS = ((UnknownNameError, 404), (ModelError, 503), (StancelineError, 409))


def add_to(app: FastAPI) -> None:
    """Let a site answer our own errors, and every error on a page as a page."""
    app.add_exception_handler(StancelineError, _refuse_ours)
    app.add_exception_handler(HTTPException, _refuse_http)
    app.add_exception_handler(RequestValidationError, _refuse_values)


def _refuse_ours(request: Request, error: Exception) -> Response:
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    return _refuse(request, str(error), status=status)


def _refuse_http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return _refuse(request, error.detail, status=error.status_code, headers=error.headers)


def _refuse_values(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    problems = [
        {"loc": list(item["loc"]), "msg": item["msg"], "type": item["type"]}
        for item in error.errors()
    ]
    if _is_program(request):
        return JSONResponse({"detail": problems}, status_code=422)
    said = "; ".join(f"{problem['loc'][-1]}: {problem['msg']}" for problem in problems)
    return _refuse(request, said, status=422)


def _refuse(
    request: Request, detail: str, *, status: int, headers: Mapping[str, str] | None = None
) -> Response:
    if _is_program(request):
        return JSONResponse({"detail": detail}, status_code=status, headers=headers)
    page = draw_page("refusal.html.j2", title="Nothing here", status=status, detail=detail)
    return HTMLResponse(page, status_code=status, headers=headers)


def _is_program(request: Request) -> bool:
    return request.url.path.startswith("/api") or "text/html" not in request.headers.get(
        "accept", ""
    )
