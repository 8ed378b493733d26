"""Attempts at a shard whose time was over: what they say about the article they were at."""

import os
import time

import pytest

from stanceline.batch.attempts import begin_attempt, blame

LATE = "took longer than 10 s"


@pytest.fixture
def spec(tmp_path):
    return {
        "run": str(tmp_path), "execution": "e", "stage": "score", "out_id": "o", "limit_s": 10.0
    }  # fmt: skip


def stop_at(spec, article, *, after_s):
    """Begin an attempt and stop it when it has been at an article for some time."""
    attempt = begin_attempt(spec)
    attempt.note(article)
    then = time.time() - after_s
    os.utime(attempt.path, (then, then))
    blame(spec, LATE)


def test_article_that_took_half_of_the_time_alone_is_left_out(spec):
    stop_at(spec, 3, after_s=6)
    following = begin_attempt(spec)
    assert (following.left_out, following.reason) == ({3}, LATE)


def test_article_that_was_only_the_last_of_many_is_tried_again(spec):
    stop_at(spec, 3, after_s=2)
    assert begin_attempt(spec).left_out == set()


def test_attempt_that_had_noted_no_article_blames_none(spec):
    begin_attempt(spec)
    blame(spec, LATE)
    following = begin_attempt(spec)
    assert (following.left_out, following.reason) == (set(), LATE)


def test_finished_attempt_is_not_blamed(spec, tmp_path):
    begin_attempt(spec).finish()
    blame(spec, LATE)
    assert list(tmp_path.rglob("score-o.*")) == []
