"""The specs of a run: which file each shard's work ends in, and what of it is left to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from stanceline.batch.identity import Identity
from stanceline.batch.plan import Shard
from stanceline.batch.specs import Chain, Spec
from stanceline.batch.stages import EXTRACTED_TABLES
from stanceline.records import make_id
from stanceline.store.run_directory import RunDirectory

# Neighbours go to one worker, which reads on in their file; many pieces keep the workers even.
_PIECES_A_WORKER = 8
# Long enough for one pass over many neighbours, short enough to be spread and to be lost.
_LONGEST_CHAIN = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """Makes the specs of one execution."""

    run: RunDirectory
    execution: str
    tools: dict[str, str]
    languages: tuple[str, ...]
    limit_s: float

    def identify(self) -> Spec:
        """Ask a worker who its tools are."""
        return self._spec("identify", "", out_id="identity", out=self.run.root)

    def ingest(self, shard: Shard) -> Spec:
        """Read a planned shard."""
        out = self.run.shard("articles", shard.shard_id)
        parts = [asdict(part) for part in shard.parts]
        return self._spec("ingest", shard.shard_id, out_id=shard.shard_id, out=out, parts=parts)

    def extract(self, shard_id: str, content: str, identity: Identity) -> Spec:
        """Extract from a shard that holds ``content``."""
        out_id = make_id("extract", content, identity.extractor)
        return self._spec(
            "extract",
            shard_id,
            out_id=out_id,
            out=self.run.shard("passages", out_id),
            made_by=identity.extractor,
            articles=str(self.run.shard("articles", shard_id)),
        )

    def score(self, extract: Spec, identity: Identity) -> Spec:
        """Score what ``extract`` finds."""
        scorer = identity.framer
        out_id = make_id("score", extract["out_id"], scorer, *self.languages)
        return self._spec(
            "score",
            extract["shard_id"],
            out_id=out_id,
            out=self.run.shard("scores", out_id, scorer=scorer),
            made_by=scorer,
            articles=extract["articles"],
            passages=extract["out"],
        )

    def chains(
        self, contents: Mapping[str, str], identity: Identity, *, stages: Sequence[str]
    ) -> Iterator[Chain]:
        """Yield for every shard that holds articles what is done to it, one stage after another."""
        for shard_id, content in contents.items():
            if content:
                extract = self.extract(shard_id, content, identity)
                both = [extract, self.score(extract, identity)]
                yield [spec for spec in both if spec["stage"] in stages]

    def _spec(self, stage: str, shard_id: str, *, out_id: str, out: Path, **more: Any) -> Spec:  # noqa: ANN401
        nothing: dict[str, Any] = {"made_by": "", "articles": "", "passages": "", "parts": []}
        spec: dict[str, Any] = {
            "stage": stage,
            "run": str(self.run.root),
            "execution": self.execution,
            "shard_id": shard_id,
            "out_id": out_id,
            "out": str(out),
            "tools": self.tools,
            "limit_s": self.limit_s,
            **(nothing | more),
        }
        return cast("Spec", spec)


def is_done(spec: Spec, run: RunDirectory) -> bool:
    """Say whether a spec's files are there; an extraction is done with all its tables or none."""
    if not Path(spec["out"]).exists():
        return False
    if spec["stage"] != "extract":
        return True
    tables = EXTRACTED_TABLES[:-1]
    if all(run.shard(table, spec["out_id"]).exists() for table in tables):
        return True
    Path(spec["out"]).unlink(missing_ok=True)
    return False


def bundle(specs: Sequence[Spec], *, workers: int) -> list[Chain]:
    """Put neighbours in one chain, evenly over the workers."""
    size = min(_LONGEST_CHAIN, max(1, len(specs) // (workers * _PIECES_A_WORKER)))
    return [list(specs[first : first + size]) for first in range(0, len(specs), size)]


def left_over(chains: Iterable[Chain], run: RunDirectory, *, given_up: set[str]) -> Iterator[Chain]:
    """Yield what is left to do of each chain; after a spec that was given up nothing is."""
    for chain in chains:
        left: Chain = []
        for spec in chain:
            if spec["out_id"] in given_up:
                break
            if not is_done(spec, run):
                left.append(spec)
        if left:
            yield left
