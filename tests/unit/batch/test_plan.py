from pathlib import Path

from stanceline.batch.plan import Plan, make_plan, read_plan, shard_ids

EMPTY = Plan(shards=())


def write(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_text(f"article {name}")
    return [folder / name for name in names]


def plan(files, previous=EMPTY, *, fingerprint="reader 1", items=1) -> Plan:
    return make_plan(
        files,
        previous=previous,
        fingerprint=fingerprint,
        shard_size=2,
        count=lambda path: items,
    )


def test_files_are_grouped_up_to_the_shard_size(tmp_path):
    made = plan(write(tmp_path, "a", "b", "c"))
    assert [len(shard.parts) for shard in made.shards] == [2, 1]


def test_long_table_is_cut_into_row_ranges(tmp_path):
    made = plan(write(tmp_path, "table"), items=5)
    ranges = [(part.first, part.last) for shard in made.shards for part in shard.parts]
    assert ranges == [(0, 2), (2, 4), (4, 5)]


def test_file_without_articles_keeps_a_place_for_its_rejection(tmp_path):
    made = plan(write(tmp_path, "empty"), items=0)
    assert [(p.first, p.last) for shard in made.shards for p in shard.parts] == [(0, 1)]


def test_same_inputs_make_the_same_plan(tmp_path):
    files = write(tmp_path, "a", "b", "c")
    assert plan(files) == plan(files)


def test_grown_corpus_keeps_its_shards_and_cuts_only_what_is_new(tmp_path):
    before = plan(write(tmp_path, "b", "c", "d"))
    after = plan(write(tmp_path, "a", "b", "c", "d"), before)
    assert shard_ids(after)[:2] == shard_ids(before)
    assert [part.path for part in after.shards[-1].parts] == [str(tmp_path / "a")]


def test_changed_file_is_planned_again_with_its_neighbours(tmp_path):
    before = plan(write(tmp_path, "a", "b", "c"))
    (tmp_path / "a").write_text("corrected")
    after = plan([tmp_path / "a", tmp_path / "b", tmp_path / "c"], before)
    assert after.shards[0] == before.shards[1]
    assert {part.path for part in after.shards[1].parts} == {
        str(tmp_path / "a"),
        str(tmp_path / "b"),
    }


def test_another_reader_plans_everything_again(tmp_path):
    files = write(tmp_path, "a")
    before = plan(files)
    assert shard_ids(plan(files, before, fingerprint="reader 2")) != shard_ids(before)


def test_file_named_twice_is_read_once(tmp_path):
    [path] = write(tmp_path, "a")
    assert len(plan([path, path]).shards[0].parts) == 1


def test_plan_that_is_not_there_is_empty(tmp_path):
    assert read_plan(tmp_path / "plan.json") == EMPTY
