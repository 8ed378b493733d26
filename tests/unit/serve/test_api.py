from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from report_runs import weekly_articles, write_run

from stanceline.records import Quotation, Voice, VoiceGroup
from stanceline.serve.app import make_app
from stanceline.store.rows import to_table, voice_row
from stanceline.testing import ParagraphExtractor

RUN = "/api/runs/news"


def test_the_series_is_the_file_of_the_run(client, served_run):
    import pyarrow.parquet as pq

    points = client.get(f"{RUN}/series").json()["points"]
    kept = pq.read_table(served_run.single("series")).to_pylist()
    expected = [(str(row["period_start"]), row["net"]) for row in kept if row["group"] == "all"]
    assert [(point["period_start"], point["net"]) for point in points] == expected


def test_an_outlet_line_is_the_file_of_the_run(client):
    points = client.get(f"{RUN}/series", params={"outlet": "Kanto Ledger"}).json()["points"]
    assert {point["group"] for point in points} == {"outlet=Kanto Ledger"}


def test_a_series_of_words_is_estimated_from_the_passages_that_hold_them(client):
    points = client.get(f"{RUN}/series", params={"q": "surrender"}).json()["points"]
    assert points
    assert all(point["net"] < 0 for point in points)


def test_a_line_a_group_of_a_selection(client):
    answer = client.get(f"{RUN}/series", params={"by": "voice", "outlet": "Kanto Ledger"})
    groups = {point["group"] for point in answer.json()["points"]}
    assert groups == {"voice=government", "voice=opposition"}


def test_a_passage_is_chosen_by_each_of_its_voices_and_drawn_for_each(tmp_path):
    run = write_run(tmp_path / "news", weekly_articles(2))
    critic = _second_voice(next(ParagraphExtractor()(weekly_articles(1))).passages[1])
    run.commit("voices", to_table("voices", [voice_row(critic)]), shard_id="b" * 32)
    with TestClient(make_app([run.root]), base_url="http://localhost") as client:
        found = client.get(f"{RUN}/passages", params={"voice": "expert"}).json()["passages"]
        by_voice = {"by": "voice", "since": "2025-07-07"}
        points = client.get(f"{RUN}/series", params=by_voice).json()["points"]
    groups = {"voice=government", "voice=opposition", "voice=expert"}
    assert [row["passage_id"] for row in found] == [critic.passage.passage_id]
    assert {point["group"] for point in points} == groups


def _second_voice(passage):
    return Voice(
        passage=passage,
        start=(passage.start + passage.end) // 2,
        end=passage.end,
        group=VoiceGroup.EXPERT,
        quotation=Quotation.INDIRECT,
    )


def test_an_empty_series_has_no_points(client):
    assert client.get(f"{RUN}/series", params={"q": "zebra"}).json()["points"] == []


def test_words_are_found_in_passages_best_first(client):
    answer = client.get(f"{RUN}/passages", params={"q": '"called the" -zebra', "limit": 200}).json()
    assert answer["total"] == len(answer["passages"]) > 0
    assert all("called the" in passage["text"] for passage in answer["passages"])


def test_dates_are_the_first_and_last_day(client):
    chosen = {"since": "2025-07-14", "until": "2025-07-14", "limit": 200}
    passages = client.get(f"{RUN}/passages", params=chosen).json()["passages"]
    assert {passage["published"][:10] for passage in passages} == {"2025-07-14"}


def test_what_is_undated_is_listed_last(client):
    total = client.get(f"{RUN}/passages").json()["total"]
    answer = client.get(f"{RUN}/passages", params={"order": "date", "offset": total - 1})
    assert answer.json()["passages"][0]["published"] is None


def test_an_actor_is_who_is_named_or_speaks(client):
    people = client.get(f"{RUN}/entities").json()["entities"]
    key = next(person["key"] for person in people if person["name"] == "Shigeru Ishiba")
    passages = client.get(f"{RUN}/passages", params={"actor": key}).json()["passages"]
    assert passages
    assert all("Ishiba" in passage["text"] for passage in passages)


def test_the_clearest_passages_of_a_pole_come_first(client):
    passages = client.get(f"{RUN}/passages", params={"order": "capitulation"}).json()["passages"]
    assert passages[0]["label"] == "economic_capitulation"


def test_a_label_keeps_to_its_passages(client):
    answer = client.get(f"{RUN}/passages", params={"label": "neither", "limit": 5}).json()
    assert {passage["label"] for passage in answer["passages"]} == {"neither"}


def test_a_text_comes_back_as_it_was_written(client):
    passages = client.get(f"{RUN}/passages", params={"q": "onerror"}).json()["passages"]
    assert passages[0]["text"] == "He defended <img src=x onerror=alert(2)> the deal & 'won'."


def test_an_article_has_its_text_scores_mentions_and_voices(client):
    article = client.get(f"{RUN}/articles", params={"q": "defended"}).json()["articles"][0]
    read = client.get(f"{RUN}/articles/{article['article_id']}").json()
    passage = read["passages"][1]
    assert "defended" in read["text"][passage["start"] : passage["end"]]
    assert passage["label"] == "premium_for_security"
    assert read["voices"][1]["group"] == "government"


@pytest.mark.parametrize(
    "address",
    ["/api/runs/none/series", f"{RUN}/articles/none", f"{RUN}/series?model=none"],
)
def test_what_is_not_there_is_404_and_says_so(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "none" in answer.json()["detail"]


@pytest.mark.parametrize("query", ["since=yesterday", "limit=0", "offset=-1", "order=best", "by=x"])
def test_a_value_out_of_range_is_422(client, query):
    place = "series" if query.startswith("by") else "passages"
    assert client.get(f"{RUN}/{place}?{query}").status_code == 422


@pytest.mark.parametrize("name", ["..", "%2e%2e", "..%2f..%2fetc", "%2fetc%2fpasswd", "news%00"])
def test_no_name_leads_out_of_the_runs(client, name):
    assert client.get(f"/api/runs/{name}/series").status_code in {404, 405}


@pytest.mark.parametrize(
    "words", ["*", '"', '""', "-", "NEAR(", "a OR", "text:", "'; drop", "(", "^"]
)
def test_no_words_are_a_command(client, words):
    assert client.get(f"{RUN}/passages", params={"q": words}).status_code == 200


@pytest.mark.parametrize("day", ["0", "1753142400", "2025-7-2", "2025-07-22T00:00:00", "20250722"])
def test_only_a_day_is_a_day(client, day):
    assert client.get(f"/api/runs/news/articles?until={day}").status_code == 422
