"""One execution over a run directory: its steps, each of which does what is left of it."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from stanceline.batch.digests import load_digests
from stanceline.batch.identity import Identity, keep_identity, read_poles, recall_identity
from stanceline.batch.inputs import keep_stdin, make_rules
from stanceline.batch.journal import Journal, make_execution_id, open_journal
from stanceline.batch.plan import Plan, make_plan, read_plan, recover_plan, shard_ids
from stanceline.batch.progress import Progress, Silence
from stanceline.batch.publication import publish, published_contents, withdraw
from stanceline.batch.quarantine import given_up
from stanceline.batch.rejections import gather_rejected
from stanceline.batch.runners import Loop, Runner
from stanceline.batch.specs import Chain, Tools, count_specs
from stanceline.batch.stages import EXTRACTED_TABLES
from stanceline.batch.stopping import Stop
from stanceline.batch.work import raise_failure
from stanceline.batch.worklist import Worklist, bundle, is_done, left_over
from stanceline.config import Configuration, Settings
from stanceline.ingest import reading
from stanceline.registry import make_subject
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


def _remove_others(paths: Iterable[Path], keep: set[Path]) -> None:
    """Remove shards that the plan no longer holds: other inputs, another reader or extractor."""
    for path in paths:
        if path not in keep:
            path.unlink()
