import pyarrow as pa

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
