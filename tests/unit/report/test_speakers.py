from __future__ import annotations

from report_runs import SCORER, undated_article, weekly_articles, write_run

from stanceline.records import Quotation, Voice, VoiceGroup
from stanceline.report.speakers import NOBODY, OWN, read_speakers
from stanceline.store import rows
from stanceline.store.views import connect
from stanceline.testing import make_passage


def test_passages_are_counted_by_voice_and_label(tmp_path):
    run = write_run(tmp_path, [*weekly_articles(1), undated_article()])
    with connect(run, scorer=SCORER) as connection:
        table = {row.name: row for row in read_speakers(connection)}
    opposition = table["opposition"]
    assert opposition.capitulation == opposition.n_passages
    assert sum(row.n_passages for row in table.values()) == 37


def test_a_passage_in_which_two_speak_counts_for_both(tmp_path):
    run = write_run(tmp_path, [])
    passage = make_passage("He called it a surrender; an economist called it a bargain.")
    _commit(run, passage, [_says(passage, 3, 24, "unknown"), _says(passage, 42, 58, "expert")])
    with connect(run, scorer=SCORER) as connection:
        table = {row.name: row.n_passages for row in read_speakers(connection)}
    assert table == {"unknown": 1, "expert": 1}


def test_who_says_little_of_a_passage_leaves_it_to_the_outlet(tmp_path):
    run = write_run(tmp_path, [])
    passage = make_passage(
        "The pledge was a surrender in all but name, and costly, an expert added."
    )
    _commit(run, passage, [_says(passage, 48, 54, "expert"), _own(passage)])
    with connect(run, scorer=SCORER) as connection:
        assert [row.name for row in read_speakers(connection)] == [OWN]


def _says(passage, start, end, group):
    quotation = Quotation.INDIRECT
    group = VoiceGroup(group)
    return Voice(passage=passage, start=start, end=end, group=group, quotation=quotation)


def _own(passage):
    return Voice(
        passage=passage,
        start=0,
        end=passage.end,
        group=VoiceGroup.MEDIA,
        quotation=Quotation.OWN,
    )


def test_a_passage_without_a_voice_is_counted_as_such(tmp_path):
    run = write_run(tmp_path, [])
    _commit(run, make_passage("A surrender."), [])
    with connect(run, scorer=SCORER) as connection:
        (row,) = read_speakers(connection)
    assert (row.name, row.capitulation, row.share(row.capitulation)) == (NOBODY, 1, 1.0)


def _commit(run, passage, voices):
    from stanceline.testing import KeywordFramer

    scores = rows.to_table("scores", map(rows.score_row, KeywordFramer()([passage])))
    passages = rows.to_table("passages", [rows.passage_row(passage)])
    run.commit("passages", passages, shard_id="b" * 32)
    run.commit("scores", scores, shard_id="b" * 32, scorer=SCORER)
    run.commit("voices", rows.to_table("voices", map(rows.voice_row, voices)), shard_id="b" * 32)
