"""Frame scores of texts that are sent: a few as JSON, many as a stream of JSON lines."""

from __future__ import annotations

import json
import math
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from stanceline.batch.lines import LINES_AT_ONCE, score_lines
from stanceline.serve.answers import Problem, ScoreAnswer, ScoresAnswer
from stanceline.serve.limits import RateLimit
from stanceline.serve.model_desk import ModelDesk

MOST_TEXTS = 256
MOST_CHARS = 20_000
_MAX_LINE_BYTES = 1_000_000

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem},
    413: {"model": Problem},
    429: {"model": Problem},
    503: {"model": Problem},
}
_LINES_IN = {
    "requestBody": {
        "required": False,  # no lines are answered with none
        "content": {
            kind: {"schema": {"type": "string"}} for kind in ("application/x-ndjson", "text/plain")
        },
    }
}
Text = Annotated[str, Field(min_length=1, max_length=MOST_CHARS, pattern=r"\S")]


class TextsToScore(BaseModel):
    """Texts, each read as one passage."""

    texts: Annotated[list[Text], Field(min_length=1, max_length=MOST_TEXTS)]


def take_turn(request: Request) -> None:
    """Let a client score, or answer 429 with the seconds to wait."""
    limit: RateLimit = request.app.state.rate_limit
    wait_s = limit.wait_s(request.client.host if request.client else "")
    if wait_s:
        raise HTTPException(
            429,
            f"too many requests: {limit.a_minute} a minute are allowed; wait {wait_s:.0f} s",
            headers={"Retry-After": str(math.ceil(wait_s))},
        )


router = APIRouter(prefix="/api", tags=["scoring"], dependencies=[Depends(take_turn)])


@router.post("/score", responses=_PROBLEMS)
def score_texts(request: Request, sent: TextsToScore) -> ScoresAnswer:
    """Score texts with the model that the site is set to."""
    desk: ModelDesk = request.app.state.desk
    with desk.model() as flow:
        scores = flow.score_texts(sent.texts)
    return ScoresAnswer(
        model=scores[0].model,
        model_sha256=scores[0].model_sha256,
        scores=[
            ScoreAnswer(**{name: getattr(score, name) for name in ScoreAnswer.model_fields})
            for score in scores
        ],
    )


@router.post(
    "/score/lines",
    responses=_PROBLEMS
    | {200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}},
    response_class=StreamingResponse,
    openapi_extra=_LINES_IN,
)
async def score_json_lines(request: Request) -> StreamingResponse:
    """Score JSON lines with a ``text`` as they come; answers as ``stanceline score -`` gives.

    A line that cannot be scored is answered in its place with what is wrong with it.
    """
    desk: ModelDesk = request.app.state.desk
    await run_in_threadpool(desk.load)
    answers = _answer(request, desk)
    # The first answer is waited for, so that a body that is too large has its 413.
    first = await anext(answers, b"")
    return StreamingResponse(_after(first, answers), media_type="application/x-ndjson")


async def _after(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for answer in rest:
        yield answer


async def _answer(request: Request, desk: ModelDesk) -> AsyncIterator[bytes]:
    number = 0
    async for lines in _chunks(request):
        numbered = list(enumerate(lines, start=number + 1))
        number += len(lines)
        yield await run_in_threadpool(_score, numbered, desk)


def _score(lines: list[tuple[int, str]], desk: ModelDesk) -> bytes:
    with desk.model() as flow:
        answers = score_lines(lines, flow)
    return "".join(json.dumps(answer) + "\n" for answer in answers).encode()


async def _chunks(request: Request) -> AsyncIterator[list[str]]:
    """Cut a body into chunks of lines without ever holding more than one."""
    rest, lines = b"", list[str]()
    async for piece in request.stream():
        *whole, rest = (rest + piece).split(b"\n")
        lines += [line.decode("utf-8", errors="replace") for line in whole]
        if len(rest) > _MAX_LINE_BYTES:
            raise HTTPException(413, f"a line is longer than {_MAX_LINE_BYTES:,} bytes")
        while len(lines) >= LINES_AT_ONCE:
            yield lines[:LINES_AT_ONCE]
            lines = lines[LINES_AT_ONCE:]
    if rest.strip():
        lines.append(rest.decode("utf-8", errors="replace"))
    if lines:
        yield lines
