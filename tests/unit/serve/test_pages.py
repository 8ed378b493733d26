from __future__ import annotations

import pytest

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
