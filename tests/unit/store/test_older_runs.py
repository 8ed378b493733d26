from stanceline.store.run_directory import RunDirectory, empty_table
from stanceline.store.schemas import SERIES
from stanceline.store.views import connect, read_table


def test_columns_added_since_a_table_was_written_read_as_null(tmp_path):
    run = RunDirectory(tmp_path)
    older = empty_table("series").drop_columns(["n_labels_block"])
    row = dict.fromkeys(older.column_names) | {"group": "all", "net": 0.25}
    run.replace(run.single("series"), type(older).from_pylist([row], schema=older.schema))
    with connect(run) as connection:
        table = read_table(connection, "select * from series")
    assert table.column_names == SERIES.names
    assert table["n_labels_block"].to_pylist() == [None]
    assert table["net"].to_pylist() == [0.25]
