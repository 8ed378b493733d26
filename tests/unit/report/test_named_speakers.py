from __future__ import annotations

from report_runs import weekly_articles, write_run

from stanceline.report.named_speakers import read_named_speakers
from stanceline.store.views import connect


def test_speakers_are_listed_with_their_frames(tmp_path):
    with connect(write_run(tmp_path, weekly_articles(8))) as connection:
        speakers = {speaker.name: speaker for speaker in read_named_speakers(connection)}
    lawmakers = speakers["Lawmakers"]
    assert lawmakers.group == "opposition"
    assert lawmakers.capitulation == lawmakers.n_passages > 0
