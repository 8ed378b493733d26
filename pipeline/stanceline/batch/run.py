"""The whole job over a corpus, shard by shard, into a run directory.

Running it again continues: whatever is committed is left alone, whatever is missing is made.
Guarantee: work may be done twice after a death, rows are never there twice and never lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from stanceline.batch.execution import CorpusRun
from stanceline.batch.identity import Identity, digest_code
from stanceline.batch.manifest import Manifest, make_manifest
from stanceline.batch.plan import Plan, digest_file, shard_ids
from stanceline.batch.publication import content_of, published_contents
from stanceline.batch.quarantine import given_up, release_quarantine
from stanceline.batch.rejections import quarantined_in
from stanceline.batch.runners import Loop
from stanceline.batch.slices import Slice
from stanceline.batch.stopping import stopping_gently
from stanceline.batch.workbench import Workbench
from stanceline.config import Settings
from stanceline.errors import RunDirectoryError
from stanceline.protocols import Extractor, Framer
from stanceline.records import make_id
from stanceline.registry import make_reusing_framer, make_selective_extractor
from stanceline.store.manifest import read_manifest
from stanceline.store.run_directory import RunDirectory


def run_corpus(
    inputs: Sequence[Path],
    execution: CorpusRun,
    *,
    make_extractor: Callable[[Settings], Extractor] | None = None,
    make_framer: Callable[[Settings], Framer] | None = None,
    retry_quarantined: bool = False,
) -> Manifest:
    """Do everything but the report, and write the manifest.

    With factories of one's own everything is done in this process. When nothing has changed
    since the last time, no model is loaded and no file written.

    Raises:
        StancelineError: an input, a setting or a model is not usable; what is committed stays.
        KeyboardInterrupt: somebody asked to stop; what is committed stays.

    """
    if make_extractor or make_framer:
        bench = Workbench(
            execution.settings,
            make_extractor=make_extractor or make_selective_extractor,
            make_framer=make_framer or make_reusing_framer,
        )
        execution = replace(execution, runner=Loop(bench))
    run = execution.run
    with run.locked(), _journaled(execution), execution.runner:
        _tidy(run, retry_quarantined=retry_quarantined)
        plan = execution.ingest(inputs)
        contents = execution.publish(plan)
        identity = execution.identify()
        execution.remove_others(contents, identity)
        worked = execution.work(contents, identity)
        key = _key_of(execution, contents, identity)
        if not worked and (known := _unchanged(run, key)):
            return known
        metadata = execution.series(identity)
        return _finish(
            execution, plan, identity, series=metadata, key=_key_of(execution, contents, identity)
        )


def run_slice(inputs: Sequence[Path], execution: CorpusRun, part: Slice) -> int:
    """Do one slice of the shards, beside others who do theirs; return how many specs were left.

    Stories, series and report need the whole corpus: the same command without a slice makes them,
    and whatever a task that died has left.
    """
    run = execution.run
    with run.shared(), _journaled(execution), execution.runner:
        with run.planning():
            plan = execution.freeze_plan(inputs)
        mine = Plan(shards=tuple(part.of(plan.shards)))
        execution.read(mine)
        execution.stop.check()
        threshold = execution.settings.ingest.story_threshold
        known = published_contents(run, shard_ids(plan), threshold=threshold) or {}
        contents = {
            shard_id: known.get(shard_id) or content_of(run, shard_id)
            for shard_id in shard_ids(mine)
            if run.shard("articles", shard_id).exists()
        }
        return execution.work(contents, execution.identify())


def _finish(
    execution: CorpusRun,
    plan: Plan,
    identity: Identity,
    *,
    series: Mapping[str, Any],
    key: str,
) -> Manifest:
    run = execution.run
    rejected = execution.write_rejected(plan, identity.framer)
    found = {
        "command": execution.command,
        "series": dict(series),
        "rejected_by_stage": dict(rejected),
        "quarantined": quarantined_in(run, shard_ids(plan)),
        "timings_s": dict(execution.timings),
        "key": key,
    }
    manifest = make_manifest(
        run, execution.configuration, plan=plan, identity=identity, found=found
    )
    run.write_json(run.manifest, manifest)
    return manifest


def _key_of(execution: CorpusRun, contents: Mapping[str, str], identity: Identity) -> str:
    """Address everything that series and manifest follow from, and the series as it stands."""
    run, settings = execution.run, execution.settings
    files = [settings.series.labels, run.single("audit"), run.single("series")]
    looks = [digest_file(path) if path and path.exists() else "" for path in files]
    chosen = settings.model_dump(mode="json", exclude={"batch", "serve"})
    done = [f"{shard_id}:{content}" for shard_id, content in contents.items()]
    marks = sorted(given_up(run))
    who = (identity.extractor, identity.framer)
    return make_id(
        digest_code(), json.dumps(chosen, sort_keys=True), *looks, *who, *marks, "", *done
    )


def _unchanged(run: RunDirectory, key: str) -> Manifest | None:
    """Return the manifest of the last run if it is still true and all its files are there."""
    try:
        manifest = read_manifest(run)
    except RunDirectoryError:
        return None
    names = ("series", "breaks", "rejected")
    is_whole = all(run.single(name).exists() for name in names)
    return manifest if is_whole and manifest.get("key") == key else None


@contextmanager
def _journaled(execution: CorpusRun) -> Iterator[None]:
    """Write the beginning and the end of an execution down, and listen for signals meanwhile."""
    journal = execution.journal
    journal.write("begin", command=execution.command, workers=execution.runner.workers)
    outcome = "failed"
    try:
        with stopping_gently(execution.stop, execution.progress.say):
            yield
        outcome = "finished"
    except KeyboardInterrupt:
        outcome = "stopped"
        raise
    finally:
        journal.write("end", outcome=outcome, timings_s=execution.timings)


def _tidy(run: RunDirectory, *, retry_quarantined: bool) -> None:
    run.remove_stale()
    if retry_quarantined:
        release_quarantine(run)
