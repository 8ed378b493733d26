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


def test_the_voice_that_covers_most_stands_for_the_passage(tmp_path):
    run = write_run(tmp_path, [])
    passage = make_passage("He said it was a surrender, an expert added.")
    voices = [
        Voice(
            passage=passage, start=0, end=10, group=VoiceGroup.EXPERT, quotation=Quotation.DIRECT
        ),
        Voice(passage=passage, start=0, end=40, group=VoiceGroup.UNKNOWN, quotation=Quotation.OWN),
    ]
    _commit(run, passage, voices)
    with connect(run, scorer=SCORER) as connection:
        assert [row.name for row in read_speakers(connection)] == [OWN]


def test_a_passage_without_a_voice_is_counted_as_such(tmp_path):
    run = write_run(tmp_path, [])
    _commit(run, make_passage("A surrender."), [])
    with connect(run, scorer=SCORER) as connection:
        (row,) = read_speakers(connection)
    assert (row.name, row.capitulation, row.share(row.capitulation)) == (NOBODY, 1, 1.0)


def _commit(run, passage, voices):
    from stanceline.testing import KeywordFramer

    scores = rows.to_table("scores", map(rows.score_row, KeywordFramer()([passage])))
    run.commit("scores", scores, shard_id="b" * 32, scorer=SCORER)
    run.commit("voices", rows.to_table("voices", map(rows.voice_row, voices)), shard_id="b" * 32)
