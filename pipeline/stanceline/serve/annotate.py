"""A page to label passages on: codebook beside passage, by keyboard, every label synced at once.

The page works as plain forms; its one script only lets keys press the buttons. Mount the router
of ``make_annotation_router`` on any application that guards its hosts, as ``serve.app`` does.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import Annotated
from urllib.parse import parse_qsl, quote, urlsplit

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, StrictUndefined, Template
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from stanceline.errors import LabelError
from stanceline.label.codebook import Codebook
from stanceline.label.desk import Desk
from stanceline.label.tasks import Task
from stanceline.records import Label

PATH = "/label"
# One script of our own, nothing else; the site's other pages have none.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_KEYS = {
    Label.PREMIUM_FOR_SECURITY: "1",
    Label.ECONOMIC_CAPITULATION: "2",
    Label.BOTH: "3",
    Label.NEITHER: "4",
}
_LONGEST_NAME = 64
_LONGEST_COMMENT = 2000
_LONGEST_FORM = 64_000
# A passage left open over lunch says nothing about how hard it was.
_LONGEST_READING_S = 1800.0


class Answer(BaseModel):
    """What a coder's form sends."""

    model_config = ConfigDict(extra="forbid")

    passage_id: str
    label: Label
    shown_at: AwareDatetime
    comment: str = Field(default="", max_length=_LONGEST_COMMENT)


def make_annotation_router(desk: Desk, codebook: Codebook) -> APIRouter:
    """Make the pages under ``/label`` for the tasks of a desk."""
    router = APIRouter(prefix=PATH, dependencies=[Depends(_require_own_page)])
    template = _load_template()

    def page(coder: str, passage_id: str, after: str) -> HTMLResponse:
        task = (
            _known_passage(desk, passage_id) if passage_id else desk.next_task(coder, after=after)
        )
        content = template.render(
            coder=coder,
            task=task,
            progress=desk.progress(coder),
            codebook=codebook,
            keys=_KEYS,
            now=datetime.now(UTC).isoformat(),
            path=PATH,
        )
        return HTMLResponse(content, headers={"Content-Security-Policy": POLICY})

    @router.get("")
    def ask_name(coder: str = "") -> Response:
        """Ask who labels, and send them to their own page."""
        if name := coder.strip()[:_LONGEST_NAME]:
            return _go(name)
        content = template.render(coder="", path=PATH, codebook=codebook)
        return HTMLResponse(content, headers={"Content-Security-Policy": POLICY})

    @router.get("/page.css")
    def style() -> Response:
        """Send the page's style."""
        return Response(_read("annotate.css"), media_type="text/css")

    @router.get("/page.js")
    def script() -> Response:
        """Send the page's script."""
        return Response(_read("annotate.js"), media_type="text/javascript")

    @router.get("/by/{coder}")
    def show(coder: str, passage: str = "", after: str = "") -> HTMLResponse:
        """Show a coder's next passage, or a given one."""
        return page(_name(coder), passage, after)

    @router.post("/by/{coder}")
    def give(coder: str, answer: Annotated[Answer, Depends(_read_answer)]) -> Response:
        """Write a label down and go on to the next passage."""
        now = datetime.now(UTC)
        spent = (now - answer.shown_at).total_seconds()
        desk.give(
            _name(coder),
            _known_passage(desk, answer.passage_id).passage_id,
            answer.label,
            at=now,
            seconds=round(spent, 2) if 0 <= spent <= _LONGEST_READING_S else None,
            comment=answer.comment.strip(),
        )
        return _go(coder, after=answer.passage_id)

    @router.post("/by/{coder}/undo")
    def undo(coder: str) -> Response:
        """Take the coder's last label back and show its passage again."""
        taken = desk.log.undo(_name(coder))
        return _go(coder, passage=taken.passage_id if taken else "")

    return router


def _known_passage(desk: Desk, passage_id: str) -> Task:
    try:
        return desk.task(passage_id)
    except LabelError as error:
        raise HTTPException(404, str(error)) from error


def _require_own_page(request: Request) -> None:
    """Refuse what another site makes a coder's browser send.

    Browsers say in ``Sec-Fetch-Site`` whose page a form was on; the older ``Origin`` is looked at
    for those that do not.
    """
    if request.method != "POST":
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    is_own = (
        site in {"same-origin", "none"}
        if site
        else not origin or urlsplit(origin).netloc == request.url.netloc
    )
    if not is_own:
        raise HTTPException(403, "this label was sent from another site's page")


async def _read_answer(request: Request) -> Answer:
    body = await request.body()
    if len(body) > _LONGEST_FORM:
        raise HTTPException(413, "the form is too long")
    fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        return Answer.model_validate(fields)
    except ValidationError as error:
        raise HTTPException(422, f"not an answer: {error.errors()[0]['msg']}") from error


def _name(coder: str) -> str:
    name = coder.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise HTTPException(422, f"a coder's name has 1 to {_LONGEST_NAME} printable characters")
    return name


def _go(coder: str, *, passage: str = "", after: str = "") -> RedirectResponse:
    query = f"?passage={quote(passage)}" if passage else f"?after={quote(after)}" if after else ""
    return RedirectResponse(f"{PATH}/by/{quote(coder, safe='')}{query}", status_code=303)


def _read(name: str) -> str:
    return (files("stanceline.serve") / name).read_text(encoding="utf-8")


def _load_template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string(_read("annotate.html.j2"))
