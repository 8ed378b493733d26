"""The page that scores a text which a reader pastes in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse

from stanceline.report.debate import make_debate
from stanceline.serve.drawing import draw_page
from stanceline.serve.model_desk import ModelDesk
from stanceline.serve.scoring import MOST_CHARS, MOST_TEXTS, take_turn

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/score")
def ask_text() -> str:
    """Show the empty form."""
    return draw_page("score.html.j2", title="Score a text", text="", scored=[], most=MOST_CHARS)


@router.post("/score", dependencies=[Depends(take_turn)])
def score_text(request: Request, text: Annotated[str, Form(max_length=MOST_CHARS)] = "") -> str:
    """Score each paragraph of a text."""
    paragraphs = [part for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    if len(paragraphs) > MOST_TEXTS:
        raise HTTPException(413, f"{len(paragraphs)} paragraphs; at most {MOST_TEXTS} at a time")
    desk: ModelDesk = request.app.state.desk
    with desk.model() as flow:
        scores = flow.score_texts(paragraphs) if paragraphs else []
        debate = make_debate(flow.framer.poles)
    scored = list(zip(paragraphs, scores, strict=True))
    return draw_page(
        "score.html.j2",
        title="Score a text",
        text=text,
        scored=scored,
        debate=debate,
        most=MOST_CHARS,
    )
