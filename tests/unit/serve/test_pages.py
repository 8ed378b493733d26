from __future__ import annotations

import csv

import pytest

from stanceline.report.wording import signed

RUN = "/runs/news"
PAGES = (
    "/",
    "/api",
    RUN,
    f"{RUN}?voice=opposition",
    f"{RUN}?q=zebra",
    f"{RUN}/passages",
    f"{RUN}/passages?q=surrender",
    "/compare",
    "/score",
)


@pytest.mark.parametrize("address", PAGES)
def test_pages_hold_no_script_and_no_style_of_their_own(client, address):
    page = client.get(address).text.lower()
    assert "<main" in page
    assert "<script" not in page
    assert "style=" not in page


def test_a_selection_is_said_and_can_be_dropped(client):
    page = client.get(f"{RUN}?voice=opposition").text
    assert "Looking at:" in page
    assert 'href="/runs/news">look at everything' in page


def test_the_list_of_runs_says_what_each_found(client):
    page = client.get("/").text
    assert "By the uncorrected count, the framing moved towards premium for security" in page


def test_a_choice_of_a_label_is_said_in_words(client):
    assert "label <bdi>both</bdi>" in client.get(f"{RUN}/passages?label=both").text
    page = client.get(f"{RUN}/passages?label=premium_for_security").text
    assert "label <bdi>premium for security</bdi>" in page


PAIR = "left_voice=government&right_voice=opposition"


@pytest.mark.parametrize(
    ("kind", "begin"), [("csv", b"period_start,left_net,"), ("svg", b"<svg"), ("png", b"\x89PNG")]
)
def test_a_comparison_can_be_taken_as_a_file(client, kind, begin):
    page = client.get(f"/compare?{PAIR}").text
    assert f'href="/compare/comparison.{kind}?{PAIR.replace("&", "&amp;")}"' in page
    answer = client.get(f"/compare/comparison.{kind}?{PAIR}")
    assert answer.content.startswith(begin)
    assert answer.headers["content-disposition"] == f'attachment; filename="comparison.{kind}"'


def test_the_file_of_a_comparison_holds_the_numbers_of_its_page(client):
    rows = list(csv.DictReader(client.get(f"/compare/comparison.csv?{PAIR}").text.splitlines()))
    whole = rows[0]
    assert [row["period_start"] for row in rows[:2]] == ["all", "2025-07-07"]
    size = float(whole["left_net"]) - float(whole["right_net"])
    assert float(whole["difference"]) == pytest.approx(size)
    assert f"a difference of {signed(size)}" in client.get(f"/compare?{PAIR}").text


def test_a_comparison_of_nothing_has_no_picture(client):
    assert client.get("/compare/comparison.png?left_q=zebra&right_q=zebra").status_code == 404


def test_examples_of_the_api_name_this_site(client):
    assert "curl -s http://localhost/api/score " in client.get("/api").text


def test_every_period_leads_to_all_its_passages(client):
    page = client.get(f"{RUN}?voice=opposition").text
    assert "passages?since=2025-07-07&amp;until=2025-07-13&amp;voice=opposition" in page


def test_passages_lead_to_their_place_in_the_article(client):
    (passage,) = client.get("/api/runs/news/passages?limit=1").json()["passages"]
    answer = client.get(f"{RUN}/passages/{passage['passage_id']}", follow_redirects=False)
    place = f"../articles/{passage['article_id']}#p-{passage['passage_id']}"
    assert (answer.status_code, answer.headers["location"]) == (303, place)


def test_an_article_shows_all_of_its_text(client):
    (found,) = client.get("/api/runs/news/articles?limit=1&q=onerror").json()["articles"]
    page = client.get(f"{RUN}/articles/{found['article_id']}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;img src=x onerror=alert(2)&gt;" in page


def test_a_page_that_is_not_there_is_a_page(client):
    answer = client.get("/runs/none", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "<h1>Nothing here</h1>" in answer.text


def test_a_wrong_date_is_said_on_a_page(client):
    answer = client.get(f"{RUN}?since=x", headers={"accept": "text/html"})
    assert answer.status_code == 422
    assert "since" in answer.text
