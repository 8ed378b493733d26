"""What a worker keeps between two shards: the reader with its place in a file, and the models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import import_module
from typing import Any

from stanceline import registry
from stanceline.batch.inputs import make_rules
from stanceline.config import Settings
from stanceline.ingest.reading import RangeReader
from stanceline.protocols import Extractor, Framer


@dataclass
class Workbench:
    """The tools of one worker, each made when it is first used."""

    settings: Settings
    make_extractor: Callable[[Settings], Extractor] = registry.make_selective_extractor
    make_framer: Callable[[Settings], Framer] = registry.make_reusing_framer

    @cached_property
    def read(self) -> RangeReader:
        """The reader; shards that follow each other in a file cost one pass over it."""
        return RangeReader(make_rules(self.settings.ingest, registry.make_subject(self.settings)))

    @cached_property
    def extractor(self) -> Extractor:
        """The extractor, loaded once."""
        return self.make_extractor(self.settings)

    @cached_property
    def framer(self) -> Framer:
        """The framer, loaded once."""
        return self.make_framer(self.settings)

    def put_away(self) -> None:
        """Close the file that the reader holds open; models stay."""
        self.__dict__.pop("read", None)


def workbench_of(tools: dict[str, str]) -> Workbench:
    """Return the bench of this process for these tools; only the latest is kept."""
    return _make_workbench(tools["settings"], tools["extractor"], tools["framer"])


def put_all_away() -> None:
    """Forget the bench of this process."""
    _make_workbench.cache_clear()


@lru_cache(maxsize=1)
def _make_workbench(settings: str, extractor: str, framer: str) -> Workbench:
    return Workbench(
        settings=Settings.model_validate_json(settings),
        make_extractor=_resolve(extractor),
        make_framer=_resolve(framer),
    )


def _resolve(name: str) -> Callable[[Settings], Any]:
    module, _, attribute = name.partition(":")
    factory: Callable[[Settings], Any] = getattr(import_module(module), attribute)
    return factory
