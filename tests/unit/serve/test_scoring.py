from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from stanceline.config import ServeSettings, Settings
from stanceline.errors import ModelError
from stanceline.flow import Flow
from stanceline.serve.app import make_app
from stanceline.serve.model_desk import ModelDesk
from stanceline.testing import KeywordFramer, ParagraphExtractor


def site(run, **limits) -> TestClient:
    app = make_app([run.root], settings=Settings(serve=ServeSettings(**limits)))
    app.state.desk = ModelDesk(lambda: Flow(extractor=ParagraphExtractor(), framer=KeywordFramer()))
    return TestClient(app, base_url="http://localhost")


@pytest.fixture
def desk(served_run) -> TestClient:
    return site(served_run)


def test_texts_are_scored_in_order(desk):
    answer = desk.post("/api/score", json={"texts": ["He defended it.", "A surrender."]}).json()
    labels = [score["label"] for score in answer["scores"]]
    assert labels == ["premium_for_security", "economic_capitulation"]


@pytest.mark.parametrize(
    "body", [{}, {"texts": []}, {"texts": [""]}, {"texts": [" "]}, {"texts": "x"}, {"texts": [1]}]
)
def test_what_is_no_text_is_422(desk, body):
    assert desk.post("/api/score", json=body).status_code == 422


def test_a_body_beyond_the_limit_is_413(served_run):
    answer = site(served_run, max_body_bytes=100).post("/api/score", json={"texts": ["x" * 200]})
    assert answer.status_code == 413
    assert "100 bytes" in answer.json()["detail"]


def test_a_body_of_untold_length_beyond_the_limit_is_413(served_run):
    lines = (b'{"text": "surrender"}\n' for _ in range(100))
    answer = site(served_run, max_stream_bytes=500).post("/api/score/lines", content=lines)
    assert answer.status_code == 413


def test_more_than_the_allowed_requests_are_429_with_the_wait(served_run):
    opened = site(served_run, scorings_a_minute=2)
    answers = [opened.post("/api/score", json={"texts": ["x"]}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 30


def test_lines_are_answered_as_the_command_answers_them(desk):
    lines = '{"id": 1, "text": "surrender"}\nnot json\n\n{"text": ""}\n{"text": "defended"}'
    answers = [
        json.loads(line)
        for line in desk.post("/api/score/lines", content=lines.encode()).text.splitlines()
    ]
    assert [answer.get("label", "error") for answer in answers] == [
        "economic_capitulation", "error", "error", "error", "premium_for_security",
    ]  # fmt: skip
    assert answers[0]["id"] == 1
    assert answers[1]["line"] == 2


def test_more_lines_than_a_chunk_keep_their_order(desk):
    lines = "".join(f'{{"id": {n}, "text": "surrender {n}"}}\n' for n in range(600))
    answers = desk.post("/api/score/lines", content=lines.encode()).text.splitlines()
    assert [json.loads(answer)["id"] for answer in answers] == list(range(600))


def test_no_lines_are_answered_with_none(desk):
    answer = desk.post("/api/score/lines", content=b"")
    assert (answer.status_code, answer.text) == (200, "")


def test_the_description_says_that_lines_may_be_none(desk):
    lines = desk.get("/openapi.json").json()["paths"]["/api/score/lines"]["post"]
    assert lines["requestBody"]["required"] is False


def test_a_model_that_cannot_be_loaded_is_503_and_says_why(served_run):
    def fail() -> Flow:
        raise ModelError("no model 'x'")

    opened = site(served_run)
    opened.app.state.desk = ModelDesk(fail)
    answer = opened.post("/api/score", json={"texts": ["x"]})
    assert (answer.status_code, answer.json()["detail"]) == (503, "no model 'x'")
