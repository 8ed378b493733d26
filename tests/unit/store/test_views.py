import pyarrow as pa
import pytest

from stanceline.store.rows import to_table
from stanceline.store.run_directory import RunDirectory
from stanceline.store.schemas import TABLES
from stanceline.store.views import connect, read_rows


def test_column_added_since_a_run_was_written_is_null(tmp_path):
    run = RunDirectory(tmp_path)
    old = pa.table({"group": ["all"], "net": [0.2]})
    run.replace(run.single("series"), old)
    with connect(run) as connection:
        [row] = read_rows(connection, "select * from series")
    assert list(row) == TABLES["series"].names
    assert (row["group"], row["net"], row["net_smooth"]) == ("all", 0.2, None)


def voice(start, end, group, quotation="direct", country=""):
    return {
        "passage_id": "p",
        "article_id": "a",
        "start": start,
        "end": end,
        "speaker": "",
        "entity_id": "",
        "group": group,
        "country": country,
        "cue": "",
        "quotation": quotation,
    }


GOVERNMENT = voice(0, 40, "government", country="JP")
CRITICS = voice(50, 90, "opposition", country="JP")


@pytest.mark.parametrize(
    ("voices", "attributed"),
    [
        ([voice(0, 100, "media", "own")], {"own"}),
        ([GOVERNMENT, CRITICS], {"government", "opposition"}),
        ([GOVERNMENT, voice(40, 60, "government", country="JP")], {"government"}),
        ([voice(0, 10, "expert")], {"expert", "own"}),
        ([GOVERNMENT, voice(90, 95, "expert")], {"government", "own"}),
        ([voice(0, 90, "labour"), voice(90, 95, "expert")], {"labour"}),
    ],
)
def test_frames_are_attributed_to_every_voice_that_speaks(tmp_path, voices, attributed):
    passage = {"passage_id": "p", "article_id": "a", "start": 0, "end": 100}
    run = written(tmp_path, passages=[passage], voices=voices)
    with connect(run) as connection:
        rows = read_rows(connection, "select voice from frame_voices")
    assert sorted(row["voice"] for row in rows) == sorted(attributed)


def written(root, **tables):
    run = RunDirectory(root)
    for name, rows in tables.items():
        run.commit(name, to_table(name, rows), shard_id="00000000")
    return run
