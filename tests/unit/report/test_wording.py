from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceline.report.wording import amount, clean, clip, count, link, percent, probability, signed


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        " https://example.org",
        "data:text/html,<script>",
        "//example.org",
        "/etc/passwd",
        "https://",
        "http://[broken",
        "ftp://example.org/a",
        "https://example.org/" + "a" * 2000,
        "",
    ],
)
def test_an_address_that_is_not_plain_http_is_no_link(url):
    assert link(url) == ""


@pytest.mark.parametrize("url", ["http://example.org", "HTTPS://example.org/a?b=c#d"])
def test_a_plain_web_address_is_a_link(url):
    assert link(url) == url


@given(st.text())
def test_cleaning_keeps_the_length_and_can_be_written(text):
    assert len(clean(text)) == len(text)
    assert clean(text).encode("utf-8").decode("utf-8") == clean(text)


@given(st.text(), st.integers(min_value=1, max_value=20))
def test_a_cut_is_never_silent(text, limit):
    assert clip(text, limit) == clean(text) or clip(text, limit).endswith("…")


def test_a_lone_surrogate_is_replaced():
    assert clean("a\ud800b") == "a\N{REPLACEMENT CHARACTER}b"


def test_small_negative_net_is_not_minus_zero():
    assert signed(-0.001) == "0.00"


@pytest.mark.parametrize("write", [signed, probability, percent, count, amount])
def test_no_number_is_written_as_a_dash(write):
    assert (write(float("nan")), write(None)) == ("–", "–")


@pytest.mark.parametrize(
    ("value", "words"), [(5.5e11, "550 billion"), (1.25e12, "1.25 trillion"), (-3e6, "−3 million")]
)
def test_large_sums_are_written_as_people_say_them(value, words):
    assert amount(value) == words
