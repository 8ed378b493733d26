import hashlib
import re
import sys
from pathlib import Path

import pytest
import typer
from fastapi import FastAPI
from fastapi.testclient import TestClient

sys.path.append(str(Path(__file__).parents[1] / "label"))

from dataclasses import replace

from label_passages import make_tasks

from stanceline.cli.serve import open_desks
from stanceline.config import Settings
from stanceline.errors import InputError
from stanceline.label.codebook import read_codebook
from stanceline.label.desk import Desk
from stanceline.label.log import LabelLog
from stanceline.records import Label
from stanceline.serve.annotate import make_annotation_router
from stanceline.serve.app import make_app


@pytest.fixture(scope="module")
def codebook(repository_of):
    return read_codebook(repository_of / "corpora" / "deal-frames" / "codebook.toml")


@pytest.fixture(scope="module")
def repository_of():
    return Path(__file__).parents[3]


@pytest.fixture
def log(tmp_path):
    return LabelLog(tmp_path / "labels.jsonl")


@pytest.fixture
def client(log, codebook):
    router = make_annotation_router(Desk(make_tasks(4), log), codebook)
    with TestClient(make_app([], routers=[router]), base_url="http://localhost") as opened:
        yield opened


def field(page: str, name: str) -> str:
    [value] = re.findall(rf'name="{name}" value="([^"]*)"', page)
    return value


def answer(client, coder, label, **changes):
    page = client.get(f"/label/by/{coder}").text
    form = {name: field(page, name) for name in ("passage_id", "shown_at")}
    return client.post(f"/label/by/{coder}", data=form | {"label": label} | changes)


def test_an_answer_is_in_the_log_and_the_next_passage_is_shown(client, log):
    page = answer(client, "anna", "both", comment=" unsure ")
    [annotation] = log.read()
    assert (annotation.coder, annotation.label, annotation.comment) == ("anna", "both", "unsure")
    assert (annotation.pi, annotation.stratum) == (0.125, "2025Q3/premium")
    assert annotation.seconds >= 0
    assert "1 labelled, 3 waiting" in page.text


def test_undo_takes_the_label_back_and_shows_its_passage(client, log):
    first = field(client.get("/label/by/anna").text, "passage_id")
    answer(client, "anna", "both")
    page = client.post("/label/by/anna/undo")
    assert log.read() == []
    assert field(page.text, "passage_id") == first


def test_a_second_coder_sees_nothing_of_the_first(client):
    tasks = make_tasks(4)
    for _ in tasks:
        answer(client, "anna", "economic_capitulation", comment="so it is")
    page = client.get("/label/by/bo").text
    assert "0 labelled, 2 waiting" in page
    assert "so it is" not in page
    assert "anna" not in page


def test_nobody_sees_what_the_model_said(client):
    page = client.get("/label/by/anna").text
    assert "0.3" not in page
    assert "predicted" not in page


def test_skipping_goes_round_and_comes_back(client):
    seen = [field(client.get("/label/by/anna").text, "passage_id")]
    for _ in range(4):
        page = client.get("/label/by/anna", params={"after": seen[-1]}).text
        seen.append(field(page, "passage_id"))
    assert len(set(seen)) == 4
    assert seen[0] == seen[4]


def test_an_end_is_said(client):
    for _ in range(4):
        page = answer(client, "anna", "neither")
    assert "No passage waits for you" in page.text


def test_hostile_passages_are_text(log, codebook):
    task = replace(make_tasks(1)[0], text="<script>alert(1)</script>", outlet='"><img src=x>')
    app = make_app([], routers=[make_annotation_router(Desk([task], log), codebook)])
    page = TestClient(app, base_url="http://localhost").get("/label/by/anna").text
    assert "<script>alert" not in page
    assert "<img" not in page


def test_only_our_own_script_may_run(client):
    policy = client.get("/label/by/anna").headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'" in policy
    assert "unsafe" not in policy
    assert client.get("/label/page.js").headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_another_site_cannot_label(client, log, headers):
    page = client.get("/label/by/anna").text
    form = {name: field(page, name) for name in ("passage_id", "shown_at")} | {"label": "both"}
    assert client.post("/label/by/anna", data=form, headers=headers).status_code == 403
    assert log.read() == []


def test_our_own_page_can_label_though_it_sends_no_referrer(client, log):
    page = client.get("/label/by/anna").text
    form = {name: field(page, name) for name in ("passage_id", "shown_at")} | {"label": "both"}
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    client.post("/label/by/anna", data=form, headers=headers)
    assert len(log.read()) == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"passage_id": "x"}, 404), ({"label": "maybe"}, 422), ({"shown_at": "noon"}, 422)],
)
def test_forms_that_were_tampered_with_are_refused(client, log, changes, status):
    assert answer(client, "anna", **({"label": "both"} | changes)).status_code == status
    assert log.read() == []


@pytest.mark.parametrize("name", ["%20", "a" * 65, "a%0Ab"])
def test_a_name_is_printable_and_short(client, name):
    assert client.get(f"/label/by/{name}").status_code == 422


def test_the_router_needs_no_app_of_ours(log, codebook):
    app = FastAPI()
    app.include_router(make_annotation_router(Desk(make_tasks(1), log), codebook))
    assert "Begin" in TestClient(app).get("/label").text


def test_labels_are_those_of_the_codebook(codebook):
    assert [pole.frame for pole in codebook.poles] == [
        "premium_for_security",
        "economic_capitulation",
    ]
    assert set(codebook.labels) <= set(Label)
    assert codebook.rules[0] == ("R1", "A quoted voice counts as voiced.")


def test_a_file_that_is_no_codebook_says_so(tmp_path):
    (tmp_path / "c.toml").write_text("name = 'x'\n")
    with pytest.raises(InputError, match="not a codebook"):
        read_codebook(tmp_path / "c.toml")


def test_who_decides_disputes_is_shown_what_all_its_coders_have_read(client, log):
    for coder, count in (("anna", 4), ("bo", 2)):
        for _ in range(count):
            answer(client, coder, "both")
    assert "4 labelled, 0 waiting" in client.get("/label/by/anna").text
    assert "0 labelled, 0 waiting" in client.get("/label/by/cy").text
    assert "0 labelled, 4 waiting" in client.get("/label/by/adjudicated").text
    answer(client, "adjudicated", "neither")
    assert log.read()[-1].coder == "adjudicated"


def digests(folder):
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_labels_given_beside_a_run_change_nothing_in_it(served_run, log, codebook):
    before = digests(served_run.root)
    router = make_annotation_router(Desk(make_tasks(4), log), codebook)
    app = make_app([served_run.root], routers=[router])
    with TestClient(app, base_url="http://localhost") as client:
        assert 'href="/label"' in client.get("/").text
        assert answer(client, "anna", "both").status_code == 200
        assert client.get(f"/runs/{served_run.root.name}").status_code == 200
    assert digests(served_run.root) == before
    assert len(log.read()) == 1


def test_a_site_without_a_sample_has_no_desk(served_run):
    with TestClient(make_app([served_run.root]), base_url="http://localhost") as client:
        assert 'href="/label"' not in client.get("/").text
        assert client.get("/label").status_code == 404


def test_the_token_guards_the_desk_too(log, codebook):
    router = make_annotation_router(Desk(make_tasks(4), log), codebook)
    app = make_app([], routers=[router], token="secret")
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/label/by/anna").status_code == 401
        assert client.post("/label/by/anna", data={"label": "both"}).status_code == 401
        client.get("/label?token=secret")
        assert answer(client, "anna", "both").status_code == 200
    assert len(log.read()) == 1


def test_a_log_inside_a_run_that_is_served_is_refused(served_run, tmp_path):
    with pytest.raises(typer.BadParameter, match="read-only"):
        open_desks(
            [served_run.root], tmp_path / "s.jsonl", served_run.root / "labels.jsonl",
            codebook=None, settings=Settings(),
        )  # fmt: skip
    with pytest.raises(typer.BadParameter, match="go together"):
        open_desks([], tmp_path / "s.jsonl", None, codebook=None, settings=Settings())
