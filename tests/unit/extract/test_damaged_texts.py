"""Texts damaged at random are still read: no exception, and every offset slices back."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stanceline.records import Extraction
from stanceline.testing import make_article

TEXT = (
    "Ministers “Seal” a Deal\n\nFinance Minister Aiko Morita said that Japan would pay $300 "
    "billion (about 45 trillion yen) over ten years. “We pay,” said the Harbour Party (HP). "
    "TRADE MINISTER: We agree.\nDebt is 250% of GDP, according to the IMF.\n"
    "OSLO, March 3 (AP) — In the view of the Kremlin, Tokyo vowed to pay Washington."
)
# A line break that only some readers know, a joiner, a mark that turns text around, a null, ...
JUNK = st.text(
    st.sampled_from("\u2028\u200d\u202e\x00\x0b\r\n\t“”\"’'()$€%,.-–:;\ud800\U0001f469é中 0A"),
    max_size=4,
)


@st.composite
def damaged(draw):
    text = TEXT
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 30)))
        text = text[:start] + draw(JUNK) + text[end:]
    return text


# The suite takes a few; benchmarks/damaged_texts.py takes 2,000.
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=damaged())
def test_a_damaged_text_is_read_and_every_offset_slices_back(extractor, text):
    check(extractor, text)


def check(extractor, text):
    [found] = extractor([make_article(text)])
    if not text.strip():
        return
    assert isinstance(found, Extraction), found
    for passage in found.passages:
        assert text[passage.start : passage.end].strip() == passage.text.strip() != ""
    for one in (*found.mentions, *found.voices):
        assert 0 <= one.start < one.end <= len(text)
    assert all(m.surface == text[m.start : m.end] for m in found.mentions)
