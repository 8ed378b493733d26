from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from report_runs import make_break, weekly_articles, write_run

from stanceline.errors import InputError
from stanceline.report.marks import keep_events, read_changes, read_events, to_change, within
from stanceline.store.views import connect


def write(folder, text):
    path = folder / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_events_are_lettered_in_the_order_of_time(tmp_path):
    events = read_events(write(tmp_path, "event,date\nSigned,2025-10-28\n=Announced,2025-07-22\n"))
    assert [(event.letter, event.name, event.when) for event in events] == [
        ("A", "=Announced", "22 July 2025"),
        ("B", "Signed", "28 October 2025"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "columns are nothing"),
        ("day,what\n", "columns are day, what; expected a CSV with the columns date,event"),
        ("date,event\n22 July,Signed\n", "mine.csv:2: Invalid isoformat string"),
        ("date,event\n2025-07-22,\n", "mine.csv:2: the event has no name"),
        ("date,event\n" + "2025-07-22,x\n" * 31, "31 events; at most 30 can be drawn"),
    ],
)
def test_a_wrong_file_of_events_says_what_is_wrong(tmp_path, text, said):
    with pytest.raises(InputError) as caught:
        read_events(write(tmp_path, text))
    assert said in str(caught.value)


def test_a_wrong_file_is_not_kept(tmp_path):
    run = write_run(tmp_path / "run", weekly_articles(1))
    with pytest.raises(InputError):
        keep_events(run, write(tmp_path, "date\n"))
    assert not (run.root / "events.csv").exists()


def test_events_outside_the_line_are_not_drawn(tmp_path):
    events = read_events(write(tmp_path, "date,event\n2024-01-01,a\n2025-07-22,b\n"))
    assert [event.name for event in within(events, date(2025, 7, 1), date(2025, 8, 1))] == ["b"]


def test_a_change_is_said_as_an_interval(tmp_path):
    found = make_break(date(2025, 8, 4), -0.2, 0.15)
    with connect(write_run(tmp_path, weekly_articles(1), breaks=[found])) as connection:
        (change,) = read_changes(connection)
    assert change.sentence == (
        "Around 4 August 2025 (between 28 July 2025 and 11 August 2025) the level moved towards "
        "premium for security: from −0.20 to +0.15, by +0.35 (95% band +0.25 to +0.45)."
    )
    assert "About 25% of it is the mix of outlets" in change.details
    assert "too few hand-read passages to confirm it" in change.details


def test_a_change_of_the_mix_of_outlets_is_none_of_stance():
    found = replace(
        make_break(date(2025, 8, 4), 0.0, 0.1),
        explanation="composition",
        composition=1.4,
        house_adjusted_change=-0.04,
        house_adjusted_lo=-0.12,
        house_adjusted_hi=0.04,
    )
    sentence = to_change(found, number=1).sentence
    assert "a change of composition, not of stance: the level went from 0.00 to +0.10" in sentence
    assert "by −0.04 (95% band −0.12 to +0.04) with the mix of outlets held still" in sentence
    assert "moved towards" not in sentence
