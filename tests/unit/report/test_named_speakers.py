from __future__ import annotations

from report_runs import weekly_articles, write_run

from stanceline.report.named_speakers import read_named_speakers
from stanceline.store.views import connect


def test_who_speaks_by_name_is_listed_and_a_role_is_not(tmp_path):
    with connect(write_run(tmp_path, weekly_articles(8))) as connection:
        speakers = {speaker.name: speaker for speaker in read_named_speakers(connection)}
    assert list(speakers) == ["Shigeru Ishiba"]
    assert speakers["Shigeru Ishiba"].group == "government"
    assert speakers["Shigeru Ishiba"].premium > 0
