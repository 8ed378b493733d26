"""Toy tools for workers: factories by name, whose behaviour an article's own words choose."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass

from stanceline.batch.specs import Tools
from stanceline.testing import KeywordFramer, ParagraphExtractor


@dataclass(frozen=True)
class ToyExtractor(ParagraphExtractor):
    """Dies where a text says so, as a fault in a library's C code would."""

    def __call__(self, articles):
        for article in articles:
            if "kills extractors" in article.text:
                os.kill(os.getpid(), signal.SIGKILL)
            yield from super().__call__([article])


@dataclass(frozen=True)
class ToyFramer(KeywordFramer):
    """Dies, fails, hangs or takes its time where a text says so."""

    def __call__(self, passages):
        for passage in passages:
            if "kills framers" in passage.text:
                os.kill(os.getpid(), signal.SIGKILL)
            if "breaks framers" in passage.text:
                raise ValueError("this text cannot be read")
            if "takes for ever" in passage.text:
                time.sleep(600)
        return super().__call__(passages)


def make_extractor(settings):
    return ToyExtractor()


def make_framer(settings):
    return ToyFramer()


TOYS = Tools(extractor="toys:make_extractor", framer="toys:make_framer")
