"""The whole job over a corpus, shard by shard, into a run directory.

Running it again continues: whatever is committed is left alone, whatever is missing is made.
Guarantee: work may be done twice after a death, rows are never there twice and never lost.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from stanceline.batch.digests import load_digests
from stanceline.batch.identity import (
    Identity,
    digest_code,
    keep_identity,
    read_poles,
    recall_identity,
)
from stanceline.batch.inputs import keep_stdin, make_rules
from stanceline.batch.journal import Journal, make_execution_id, open_journal
from stanceline.batch.manifest import Manifest, make_manifest
from stanceline.batch.plan import Plan, digest_file, make_plan, read_plan, recover_plan, shard_ids
from stanceline.batch.progress import Progress, Silence
from stanceline.batch.publication import content_of, publish, published_contents, withdraw
from stanceline.batch.quarantine import given_up, release_quarantine
from stanceline.batch.rejections import gather_rejected, quarantined_in
from stanceline.batch.runners import Loop, Runner
from stanceline.batch.slices import Slice
from stanceline.batch.specs import Chain, Tools, count_specs
from stanceline.batch.stages import EXTRACTED_TABLES
from stanceline.batch.stopping import Stop, stopping_gently
from stanceline.batch.work import raise_failure
from stanceline.batch.workbench import Workbench
from stanceline.batch.worklist import Worklist, bundle, is_done, left_over
from stanceline.config import Configuration, Settings
from stanceline.errors import RunDirectoryError
from stanceline.ingest import reading
from stanceline.protocols import Extractor, Framer
from stanceline.records import make_id
from stanceline.registry import make_reusing_framer, make_selective_extractor, make_subject
from stanceline.store.manifest import read_manifest
from stanceline.store.rows import to_rejected
from stanceline.store.run_directory import RunDirectory, read_receipt

_WORK = ("extract", "score")


@dataclass(frozen=True, kw_only=True)
class CorpusRun:
    """One execution over a run directory: what is there to do, who does it, and who listens."""

    run: RunDirectory
    configuration: Configuration
    progress: Progress = field(default_factory=Silence)
    command: str = ""
    runner: Runner = field(default_factory=Loop)
    tools: Tools = field(default_factory=Tools)
    stop: Stop = field(default_factory=Stop)
    execution: str = field(default_factory=make_execution_id)
    timings: dict[str, float] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """The settings of this execution."""
        return self.configuration.settings

    @property
    def journal(self) -> Journal:
        """Where this execution says what it does."""
        return open_journal(self.run, self.execution)

    @property
    def worklist(self) -> Worklist:
        """What makes the specs of this execution."""
        settings = self.settings
        if not settings.frame.threads and not isinstance(self.runner, Loop):
            # One thread a worker: more would take the cores from the others.
            frame = settings.frame.model_copy(update={"threads": 1})
            settings = settings.model_copy(update={"frame": frame})
        return Worklist(
            run=RunDirectory(self.run.root.resolve()),
            execution=self.execution,
            tools=self.tools.to_plain(settings),
            languages=settings.frame.languages,
            limit_s=settings.batch.shard_limit_s,
        )

    def ingest(self, inputs: Sequence[Path]) -> Plan:
        """Read the inputs into articles and group reprints into stories.

        Raises:
            InputError: an input does not exist.

        """
        plan = self.freeze_plan(inputs)
        kept = {self.run.shard("articles", shard_id) for shard_id in shard_ids(plan)}
        others = set(self.run.shards("articles")) - kept
        if others:
            withdraw(self.run, gone=True)
        _remove_others(self.run.shards("articles"), kept)
        self.read(plan)
        self.publish(plan)
        return plan

    def freeze_plan(self, inputs: Sequence[Path]) -> Plan:
        """Cut what is new of the inputs into shards and write the plan down.

        Raises:
            InputError: an input does not exist.

        """
        ingest = self.settings.ingest
        rules = make_rules(ingest, make_subject(self.settings))
        kept = keep_stdin(inputs, self.run, sys.stdin.buffer)
        digests = load_digests(self.run.cache / "digests.json")
        before = read_plan(self.run.plan)
        if not self.run.plan.exists():
            before = recover_plan(map(read_receipt, self.run.shards("articles")))
        plan = make_plan(
            reading.find_files(kept),
            previous=before,
            fingerprint=f"{reading.FINGERPRINT} {rules.fingerprint}".strip(),
            shard_size=ingest.shard_size,
            count=partial(reading.count_articles, rules=rules),
            digest=digests,
        )
        digests.save(self.run.temporary)
        if plan != before or not self.run.plan.exists():
            self.run.write_json(self.run.plan, plan.to_json())
        return plan

    def read(self, plan: Plan) -> None:
        """Read the shards of a plan, or of a part of it, that are not yet read."""
        specs = [self.worklist.ingest(shard) for shard in plan.shards]
        abandoned = given_up(self.run)
        todo = [s for s in specs if not is_done(s, self.run) and s["out_id"] not in abandoned]
        if todo:
            withdraw(self.run, gone=False)
        self._start("ingest", total=len(specs), left=len(todo))
        self._timed("ingest", lambda: self._do(bundle(todo, workers=self.runner.workers)))

    def publish(self, plan: Plan) -> Mapping[str, str]:
        """Group stories and drop copies, unless that is done; return what each shard holds."""
        ids = [sid for sid in shard_ids(plan) if self.run.shard("articles", sid).exists()]
        threshold = self.settings.ingest.story_threshold
        contents = published_contents(self.run, ids, threshold=threshold)
        if contents is not None:
            return contents
        self.progress.say(f"finding stories in {len(ids)} shards")
        made: dict[str, str] = self._timed(
            "stories", lambda: publish(self.run, ids, threshold=threshold)
        )
        self.stop.check()
        return made

    def identify(self) -> Identity:
        """Learn who the tools are, from an earlier run or from a worker.

        Raises:
            ModelError: a model is missing or not what its digest says.

        """
        may_remember = self.tools.are_registered and not (
            isinstance(self.runner, Loop) and self.runner.bench
        )
        if may_remember and (known := recall_identity(self.run, self.settings)):
            return known
        self.progress.say("loading the models")
        [receipt] = self._timed(
            "load", lambda: list(self.runner([[self.worklist.identify()]], Stop()))
        )
        raise_failure(receipt)
        found = receipt["identity"]
        identity = Identity(
            extractor=found["extractor"], framer=found["framer"], poles=read_poles(found["poles"])
        )
        if may_remember:
            keep_identity(self.run, self.settings, identity)
        self.stop.check()
        return identity

    def work(
        self,
        contents: Mapping[str, str],
        identity: Identity,
        *,
        stages: Sequence[str] = _WORK,
    ) -> int:
        """Extract and score every shard, one after the other; return how many specs were left."""
        chains = list(self.worklist.chains(contents, identity, stages=stages))
        todo = list(left_over(chains, self.run, given_up=given_up(self.run)))
        for stage in stages:
            self._start(stage, total=count_specs(chains, stage), left=count_specs(todo, stage))
        self._timed("+".join(stages), lambda: self._do(todo))
        return sum(map(len, todo))

    def remove_others(
        self,
        contents: Mapping[str, str],
        identity: Identity,
        *,
        stages: Sequence[str] = _WORK,
    ) -> None:
        """Remove what was made of other contents or by another extractor."""
        chains = list(self.worklist.chains(contents, identity, stages=_WORK))
        ids = {
            stage: {s["out_id"] for c in chains for s in c if s["stage"] == stage}
            for stage in _WORK
        }
        if "extract" in stages:
            for table in EXTRACTED_TABLES:
                keep = {self.run.shard(table, out_id) for out_id in ids["extract"]}
                _remove_others(self.run.shards(table), keep)
        if "score" in stages:
            scorer = identity.framer
            keep = {self.run.shard("scores", out_id, scorer=scorer) for out_id in ids["score"]}
            _remove_others(self.run.shards("scores", scorer=scorer), keep)

    def extract(self, plan: Plan) -> None:
        """Find passages, mentions and voices in every shard."""
        self._alone(plan, ("extract",))

    def score(self, plan: Plan) -> Identity:
        """Score every passage of every shard."""
        return self._alone(plan, ("score",))

    def series(self, identity: Identity) -> dict[str, Any]:
        """Estimate the series from the scores of this framer."""
        from stanceline.batch.series import write_series

        metadata: dict[str, Any] = self._timed(
            "series",
            lambda: write_series(
                self.run, self.settings.series, scorer=identity.framer, poles=identity.poles
            ),
        )
        return metadata

    def write_rejected(self, plan: Plan, scorer: str = "") -> Counter[str]:
        """Gather what did not become a row from all receipts; count it by stage."""
        rejected = gather_rejected(self.run, shard_ids(plan), scorer=scorer)
        self.run.replace(self.run.single("rejected"), to_rejected(rejected))
        return Counter(item.stage for item in rejected)

    def _alone(self, plan: Plan, stages: Sequence[str]) -> Identity:
        contents = self.publish(plan)
        identity = self.identify()
        self.remove_others(contents, identity, stages=stages)
        self.work(contents, identity, stages=stages)
        return identity

    def _start(self, stage: str, *, total: int, left: int) -> None:
        self.progress.start(stage, total, done=total - left)
        self.journal.write("stage", stage=stage, total=total, done=total - left)

    def _do(self, todo: Sequence[Chain]) -> None:
        """Have specs done, and say so as they are; stop where somebody asked to."""
        for receipt in self.runner(todo, self.stop):
            raise_failure(receipt)
            self.journal.write("shard", **receipt)
            self.progress.advance(receipt["stage"], receipt)
        self.stop.check()

    def _timed(self, stage: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - what work returns
        began = time.perf_counter()
        result = work()
        self.timings[stage] = round(time.perf_counter() - began, 3)
        return result


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


def _remove_others(paths: Iterable[Path], keep: set[Path]) -> None:
    """Remove shards that the plan no longer holds: other inputs, another reader or extractor."""
    for path in paths:
        if path not in keep:
            path.unlink()
