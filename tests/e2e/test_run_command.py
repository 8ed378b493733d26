import json

import pyarrow.parquet as pq
import pytest

from stanceline.cli.exit_codes import ExitCode


@pytest.fixture(scope="module")
def finished(command, corpus, tmp_path_factory):
    out = tmp_path_factory.mktemp("run") / "out"
    result = command("run", str(corpus), "--out", str(out))
    assert result.returncode == ExitCode.OK, result.stderr
    return out, result


def test_run_ends_with_the_path_of_a_report(finished):
    out, result = finished
    assert result.stdout.rstrip().endswith(str((out / "report.html").resolve()))
    assert (out / "report.html").stat().st_size > 10_000


def test_every_contract_table_is_there(finished):
    out, _ = finished
    for table in ("articles", "passages", "mentions", "voices", "scores"):
        assert list((out / table).rglob("*.parquet")), table
    for name in ("series.parquet", "series.csv", "rejected.parquet", "manifest.json"):
        assert (out / name).exists(), name


def test_rejections_say_why(finished):
    out, _ = finished
    rows = pq.read_table(out / "rejected.parquet").to_pylist()
    assert {row["error"] for row in rows} >= {"language"}
    assert any(row["locator"].endswith("empty.html") for row in rows)
    assert all(row["message"] for row in rows)


def test_points_are_traceable_to_their_passages(finished):
    import duckdb

    out, _ = finished
    query = f"""
        select s.n_passages, count(*) as found
        from '{out}/series.parquet' s
        join '{out}/articles/**/*.parquet' a
          on date_trunc($period, a.published)::date = s.period_start
        join '{out}/scores/**/*.parquet' f using (article_id)
        where s."group" = 'all'
        group by s.period_start, s.n_passages
    """
    period = json.loads((out / "manifest.json").read_text())["series"]["period"]
    rows = duckdb.sql(query, params={"period": period}).fetchall()
    assert rows
    assert all(claimed == found for claimed, found in rows)


def test_strict_run_with_rejections_exits_with_three(command, corpus, finished):
    out, _ = finished
    result = command("run", str(corpus), "--out", str(out), "--strict", "--json")
    assert result.returncode == ExitCode.REJECTED
    assert json.loads(result.stdout)["counts"]["rejected"] > 0


@pytest.mark.parametrize("verb", ["extract", "score", "series", "report"])
def test_each_stage_runs_alone_on_a_finished_run(command, finished, verb):
    out, _ = finished
    result = command(verb, str(out))
    assert result.returncode == ExitCode.OK, result.stderr


def test_series_names_the_labels_it_cannot_read(command, finished):
    out, _ = finished
    result = command("series", str(out), "--labels", "nowhere.jsonl")
    assert result.returncode == ExitCode.USAGE
    assert "nowhere.jsonl: no labels can be read" in result.stderr


def test_simulated_corpora_are_estimated_from_the_command_line(command):
    result = command("series", "simulate", "A", "--series", "1", "--json")
    assert json.loads(result.stdout)["raw"]["coverage"] > 0.8


def test_texts_from_a_pipe_are_scored_in_order(command):
    lines = '{"id": 1, "text": "The minister defended the deal."}\nnot json\n{"text": ""}\n'
    result = command("score", "-", input=lines)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert answers[0]["id"] == 1
    assert 0 <= answers[0]["p_premium_for_security"] <= 1
    assert answers[1]["line"] == 2
    assert "not JSON" in answers[1]["error"]
    assert "non-empty 'text'" in answers[2]["error"]
    assert result.returncode == ExitCode.REJECTED


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("run", "nowhere", "--out", "x"), ExitCode.USAGE, "nowhere"),
        (("series", "nowhere"), ExitCode.USAGE, "not a run directory"),
        (("config", "--set", "series.colour=red"), ExitCode.USAGE, "no setting named"),
        (("models", "oracle"), ExitCode.MODEL, "no model 'oracle'"),
    ],
)
def test_mistake_is_told_in_one_line(command, tmp_path, arguments, code, message):
    result = command(*arguments, cwd=tmp_path)
    assert result.returncode == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_doctor_finds_what_setup_installed(command):
    result = command("doctor")
    assert result.returncode == ExitCode.OK, result.stdout
    assert "MISSING" not in result.stdout


def test_config_tells_where_a_value_came_from(command):
    result = command("config", "--set", "series.period=week")
    assert "series.period = 'week'  (--set)" in result.stdout
    assert "ingest.shard_size = 4  (environment)" in result.stdout
