from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from stanceline.errors import RunDirectoryError
from stanceline.serve.app import make_app


def site(run, **options) -> TestClient:
    return TestClient(make_app([run.root], **options), base_url="http://localhost")


def test_runs_are_listed(client):
    (run,) = client.get("/api/runs").json()
    assert (run["name"], run["model"]) == ("news", "keyword")


def test_two_runs_of_one_name_are_told_apart(served_run):
    app = make_app([served_run.root, served_run.root])
    assert list(app.state.shelf.runs) == ["news", "news-2"]


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    with pytest.raises(RunDirectoryError, match="not a run directory"):
        make_app([tmp_path])


@pytest.mark.parametrize("address", ["/api/runs", "/nowhere"])
def test_every_answer_forbids_scripts(client, address):
    headers = client.get(address).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self';")
    assert headers["x-content-type-options"] == "nosniff"


def test_another_host_name_is_refused(client):
    assert client.get("/api/runs", headers={"host": "evil.example"}).status_code == 400


def test_without_the_token_nothing_is_told(served_run):
    answer = site(served_run, token="s3cret").get("/api/runs")
    assert answer.status_code == 401
    assert "news" not in answer.text


def test_the_token_opens_as_a_bearer(served_run):
    sent = {"authorization": "Bearer s3cret"}
    assert site(served_run, token="s3cret").get("/api/runs", headers=sent).status_code == 200


def test_a_wrong_token_does_not_open(served_run):
    sent = {"authorization": "Bearer s3cre"}
    assert site(served_run, token="s3cret").get("/api/runs", headers=sent).status_code == 401


def test_the_token_in_an_address_becomes_a_cookie(served_run):
    opened = site(served_run, token="s3cret")
    answer = opened.get("/api/runs?token=s3cret&x=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/api/runs?x=1")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert opened.get("/api/runs").status_code == 200


def test_the_token_leads_to_no_other_host(served_run):
    answer = site(served_run, token="t").get(
        "http://localhost//evil.example/?token=t", follow_redirects=False
    )
    assert answer.headers["location"] == "/evil.example/"
